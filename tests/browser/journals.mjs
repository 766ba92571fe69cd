// The same scenario gives the same journal everywhere: every example, here and in the program under Node.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brigade, openHome, stepToEnd } from './helpers.mjs';

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
        const expected = brigade(context.root, 'run', file, '--until', 'idle', '--hash').split('\n').at(-1);
        assert.equal(await page.evaluate(() => window.brigade.hash()), expected, name);
      }
    },
  },
];
