// The same scenario gives the same journal everywhere: every example, here and in the program under Node.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHome, stepToEnd } from './helpers.mjs';

function expectedHash(root, file) {
  const native = join(root, 'build', 'native-release', 'brigade');
  const twin = join(root, 'build', 'web', 'brigade.cjs');
  const [program, ...first] = existsSync(native) ? [native] : [process.execPath, twin];
  return execFileSync(program, [...first, 'run', file, '--until', 'idle', '--hash'], { encoding: 'utf8' }).trim().split('\n').at(-1);
}

export const journalTests = [
  {
    name: 'Every example has the journal that the command line gives it',
    async run(context) {
      const folder = join(context.root, 'assets', 'scenarios');
      const page = await openHome(context);
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.json') && one !== 'index.json')) {
        const file = join(folder, name);
        await page.evaluate((text) => { window.brigade.load(text); }, readFileSync(file, 'utf8'));
        await stepToEnd(page);
        assert.equal(await page.evaluate(() => window.brigade.hash()), expectedHash(context.root, file), name);
      }
    },
  },
];
