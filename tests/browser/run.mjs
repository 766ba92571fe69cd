// The browser tests: every test in every engine, against build/site, which must be built.
//   node tests/browser/run.mjs [chromium|firefox|webkit ...] [--only TEXT]
// An engine that cannot be started counts as a failure with its reason. The last line is "N passed, N failed".
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDisplay } from './display.mjs';
import { serve } from './server.mjs';
import { tests } from './tests.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const site = join(root, 'build', 'site');
const limit_ms = 300000;

function readArguments() {
  const words = process.argv.slice(2);
  const at = words.indexOf('--only');
  const only = at >= 0 ? words.splice(at, 2)[1] : undefined;
  return { engines: words.length > 0 ? words : ['chromium', 'firefox', 'webkit'], only };
}

async function withLimit(work, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limit_ms / 1000} s`)), limit_ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const total = { passed: 0, failed: 0 };

async function runTest(test, engine, context) {
  const pages = [];
  const openPage = async (options) => {
    const page = await engine.newPage(options);
    pages.push(page);
    return page;
  };
  const began = Date.now();
  try {
    await withLimit(test.run({ ...context, engine: engine.name, openPage }), 'the test');
    total.passed += 1;
    console.log(`  ok      ${engine.name}: ${test.name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    total.failed += 1;
    console.log(`  FAILED  ${engine.name}: ${test.name}\n          ${String(error.stack ?? error).split('\n').slice(0, 4).join('\n          ')}`);
    await pages.at(-1)?.screenshot(join(context.screenshots, `failed-${engine.name}-${test.name.replaceAll(/\W+/g, '-').slice(0, 60)}.png`))
      .catch(() => undefined);
  } finally {
    for (const page of pages) await page.close().catch(() => undefined);
  }
}

async function runEngine(name, wanted, context) {
  let engine;
  try {
    const { launch } = await import(`./engines/${name}.mjs`);
    engine = await withLimit(launch({ display: context.display }), `starting ${name}`);
  } catch (error) {
    total.failed += wanted.length;
    console.log(`  FAILED  ${name} could not be started: ${error.message}`);
    return;
  }
  console.log(`${engine.name} ${engine.version}`);
  for (const test of wanted) {
    if (test.engines !== undefined && !test.engines.includes(name)) continue;
    await runTest(test, engine, context);
  }
  await engine.close().catch(() => undefined);
}

async function main() {
  const { engines, only } = readArguments();
  if (!existsSync(join(site, 'index.html'))) {
    console.log('browser tests: build/site is not built; run web/start --build-only first\n0 passed, 1 failed');
    return 1;
  }
  const screenshots = join(root, 'build', 'screenshots');
  mkdirSync(screenshots, { recursive: true });
  const server = await serve(site);
  const screen = await openDisplay();
  const wanted = tests.filter((test) => only === undefined || test.name.includes(only));
  for (const name of engines) {
    await runEngine(name, wanted, { root, address: server.address, display: screen.display, screenshots });
  }
  screen.close();
  server.close();
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

process.exit(await main());
