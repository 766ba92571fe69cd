// Measures the built site in Chromium, see tests/bench-page. Prints a table and writes build/bench/page.json.
// Needs build/site. Option: --shots (screenshots into build/bench).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, requireFromPage, until, wait } from '../browser/engines/common.mjs';
import { makeWorld } from './page_world.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const site = join(root, 'build', 'site');
const out = join(root, 'build', 'bench');
const shots = process.argv.includes('--shots');
const flags = ['--no-sandbox', '--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader',
  '--disable-background-networking', '--force-color-profile=srgb'];
const bars = {
  frame_ms_median: 4, frame_ms_p99: 8, scrub_ms_max: 50, idle_frames: 0, idle_timers: 0, hidden_frames: 0, hidden_timers: 0,
  first_picture_ms: 500, interactive_ms: 800,
};
const end = 0xFFFFFFF0;

const sorted = (list) => [...list].sort((a, b) => a - b);
const share = (list, part) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? null;
const median = (list) => share(list, 0.5);
const round = (ms) => (ms === null ? null : Math.round(ms * 100) / 100);

/** The server of web/start in a process of its own, so that it takes no time from what is measured. */
async function serve() {
  const server = spawn(process.execPath, [join(root, 'web', 'tools', 'serve.mjs'), site, '8180'],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  server.stdout.on('data', (text) => { said += text; });
  await until('the server', () => said.includes('http://'));
  return { address: said.match(/http:\S+/)[0], close: () => { server.kill(); } };
}

/** Runs before the page's own scripts: notes the first picture, and counts what the browser calls back. */
function watch() {
  const noted = { fired: 0 };
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame']) {
    const real = window[name].bind(window);
    window[name] = (run, ...rest) => real((...values) => { noted.fired += 1; run(...values); }, ...rest);
  }
  window.noted = noted;
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver((_, observer) => {
      if (!document.body.classList.contains('running')) return;
      observer.disconnect();
      noted.picture = performance.now();
      noted.nodes = window.brigade.widgets().filter(({ name }) => name.startsWith('stage.node.')).length;
      void window.brigade.ready.then(() => { noted.interactive = performance.now(); });
    }).observe(document.body, { attributes: true });
  });
}

async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark', locale: 'en' });
  const page = await context.newPage();
  page.on('pageerror', (error) => { console.error(String(error)); });
  await page.addInitScript(watch);
  return page;
}

/** Each with an empty cache: a context of its own. The canvas must show the nodes of the scenario by then. */
async function measureStart(browser, address) {
  const pictures = [];
  const readies = [];
  for (let i = 0; i < 7; i += 1) {
    const page = await newPage(browser);
    await page.goto(address);
    const noted = await until('the playground', () => page.evaluate(() => window.noted.interactive && window.noted));
    if (noted.nodes === 0) throw new Error('the first picture shows no node');
    pictures.push(noted.picture);
    readies.push(noted.interactive);
    await page.context().close();
  }
  return { first_picture_ms: median(pictures), interactive_ms: median(readies), starts_ms: pictures.map(round) };
}

async function settled(page) {
  let before = -1;
  await until('the drawing to rest', async () => {
    await wait(120);
    const now = await page.evaluate(() => window.brigade.frames());
    const same = now === before;
    before = now;
    return same;
  }, 120000);
}

async function measureIdle(page, ms, hide) {
  if (hide) {
    await page.evaluate(() => {
      window.brigade.play();
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await wait(600); // what an edit or a step left to be kept is kept once
  }
  const look = () => page.evaluate(() => ({ frames: window.brigade.frames(), fired: window.noted.fired }));
  const before = await look();
  await wait(ms);
  const after = await look();
  if (hide) {
    await page.evaluate(() => {
      window.brigade.pause();
      delete document.hidden;
      document.dispatchEvent(new Event('visibilitychange'));
    });
  }
  return { frames: after.frames - before.frames, timers: after.fired - before.fired };
}

/** Loads the world and goes to its end, so that all of it is known. */
async function loadWorld(page) {
  const world = makeWorld();
  const took = await page.evaluate(([text, last]) => {
    const began = performance.now();
    window.brigade.load(text);
    const loaded = performance.now();
    window.brigade.seek(last);
    return { load_ms: loaded - began, play_all_ms: performance.now() - loaded };
  }, [world, end]);
  const state = await page.evaluate(() => {
    const { step, known_steps, records, tally } = window.brigade.state();
    return { step, known_steps, records, tally };
  });
  return { ...took, ...state };
}

/** The frames of one activity, as milliseconds. */
async function framesOf(page, activity) {
  await settled(page);
  await page.evaluate(() => window.brigade.frameTimes());
  await activity();
  await settled(page);
  return page.evaluate(() => window.brigade.frameTimes());
}

const places = (page) => page.evaluate(() => Object.fromEntries(window.brigade.widgets().map((place) => [place.name, place])));

async function press(page, name) {
  await settled(page);
  const place = (await places(page))[name];
  if (place === undefined) throw new Error(`there is no ${name}`);
  await page.mouse.click(place.x + (place.w / 2), place.y + (place.h / 2));
  await settled(page);
}

async function drag(page, from, to, moves) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let i = 1; i <= moves; i += 1) {
    const part = 0.5 - (0.5 * Math.cos((Math.PI * i) / moves));
    await page.mouse.move(from.x + ((to.x - from.x) * part), from.y + ((to.y - from.y) * part));
  }
  await page.mouse.up();
}

async function scroll(page, at, notches) {
  await page.mouse.move(at.x, at.y);
  for (let i = 0; i < notches; i += 1) await page.mouse.wheel(0, i < notches / 2 ? 180 : -180);
}

const middle = (place) => ({ x: place.x + (place.w / 2), y: place.y + (place.h / 2) });

/** A place of the stage where nothing lies that a drag would move. */
async function emptyPlace(page) {
  const all = await places(page);
  const stage = all['stage.canvas'];
  const others = Object.values(all).filter(({ name }) => name.startsWith('stage.') && name !== 'stage.canvas');
  for (let y = stage.y + 40; y < stage.y + stage.h - 80; y += 12) {
    for (let x = stage.x + 40; x < stage.x + stage.w - 60; x += 12) {
      const hit = others.some((o) => x > o.x - 6 && x < o.x + o.w + 6 && y > o.y - 6 && y < o.y + o.h + 6);
      if (!hit) return { x, y };
    }
  }
  return middle(stage);
}

async function measureFrames(page, world) {
  const stage = (await places(page))['stage.canvas'];
  const spot = middle(stage);
  const frames = {};
  frames.panning = await framesOf(page, async () => {
    const from = await emptyPlace(page);
    await drag(page, from, { x: from.x - 220, y: from.y - 120 }, 60);
    await drag(page, { x: from.x - 220, y: from.y - 120 }, from, 60);
  });
  frames.zooming = await framesOf(page, async () => {
    await page.mouse.move(spot.x, spot.y);
    await page.keyboard.down('Control');
    for (let i = 0; i < 40; i += 1) await page.mouse.wheel(0, i < 20 ? -60 : 60);
    await page.keyboard.up('Control');
  });
  frames.playing = await framesOf(page, async () => {
    await page.evaluate((step) => { window.brigade.seek(step); window.brigade.play(); }, Math.round(world.known_steps * 0.9));
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('+').catch(() => undefined);
    await wait(6000);
    await page.evaluate(() => window.brigade.pause());
  });
  frames.scrubbing = await framesOf(page, async () => {
    const ruler = (await places(page))['timeline.ruler'];
    const y = ruler.y + (ruler.h / 2);
    await drag(page, { x: ruler.x + 20, y }, { x: ruler.x + ruler.w - 160, y }, 60);
    await drag(page, { x: ruler.x + ruler.w - 160, y }, { x: ruler.x + 20, y }, 60);
  });
  frames['scrolling the timeline'] = await framesOf(page, () => scroll(page, { x: 500, y: 620 }, 60));
  frames['scrolling the resources'] = await framesOf(page, () => scroll(page, { x: 90, y: 400 }, 60));
  await press(page, 'bottom.logs');
  frames['scrolling the logs'] = await framesOf(page, () => scroll(page, { x: 500, y: 620 }, 60));
  await press(page, 'bottom.rules');
  frames['scrolling the rules'] = await framesOf(page, () => scroll(page, { x: 500, y: 640 }, 60));
  await press(page, 'bottom.timeline');
  await press(page, (await page.evaluate(() => window.brigade.widgets().find(({ name }) => name.startsWith('lane.')))).name);
  frames['scrolling the inspector'] = await framesOf(page, () => scroll(page, { x: 1100, y: 300 }, 60));
  return frames;
}

/** Own time from the request to the end of the frame that shows that step; the world is checked by its hash. */
async function measureScrubs(page, world) {
  const steps = [];
  for (let i = 0, drawn = 7; i < 60; i += 1) {
    drawn = ((drawn * 1103515245) + 12345) % 2147483648;
    steps.push(Math.floor((drawn / 2147483648) * world.known_steps));
  }
  const took = await page.evaluate(async (wanted) => {
    const list = [];
    const frame = () => new Promise((done) => { requestAnimationFrame(() => { setTimeout(done, 0); }); });
    for (const step of wanted) {
      window.brigade.frameTimes();
      const began = performance.now();
      window.brigade.seek(step);
      const asked = performance.now() - began;
      const before = window.brigade.frames();
      do { await frame(); } while (window.brigade.frames() === before);
      const [first] = window.brigade.frameTimes();
      list.push({ step, own: asked + first, seek: asked, wall: performance.now() - began, hash: window.brigade.hash() });
    }
    return list;
  }, steps);
  // Three of them again, reached from the other side.
  const wrong = await page.evaluate((list) => list.filter(({ step, hash }) => {
    window.brigade.seek(0);
    window.brigade.seek(step);
    return window.brigade.hash() !== hash;
  }).length, took.slice(0, 3));
  if (wrong > 0) throw new Error(`${wrong} of 3 seeks led to another state`);
  return took;
}

function report(result) {
  console.log('');
  for (const [name, bar] of Object.entries(bars)) {
    const value = result[name];
    const verdict = value <= bar ? 'met' : 'MISSED';
    console.log(`  ${name.padEnd(18)} ${String(value).padStart(10)}   bar ${String(bar).padStart(4)}   ${verdict}`);
  }
  console.log('\n  frames of               median      p99      max   frames');
  for (const [name, one] of Object.entries(result.frames)) {
    console.log(`  ${name.padEnd(24)}${[one.median, one.p99, one.max, one.count].map((n) => String(n).padStart(9)).join('')}`);
  }
}

async function measure(browser, address) {
  const start = await measureStart(browser, address);
  console.log(`first picture ${round(start.first_picture_ms)} ms, interactive ${round(start.interactive_ms)} ms`);
  const page = await newPage(browser);
  await page.goto(address);
  await page.evaluate(() => window.brigade.ready);
  await wait(4500); // the other language's texts are fetched once, three seconds after the start
  await settled(page);
  const idle = await measureIdle(page, 10000, false);
  const hidden = await measureIdle(page, 3000, true);
  const world = await loadWorld(page);
  console.log(`the world: ${JSON.stringify(world)}`);
  await settled(page);
  if (shots) await page.screenshot({ path: join(out, 'world.png') });
  const frames = await measureFrames(page, world);
  const scrubs = await measureScrubs(page, world);
  if (shots) await page.screenshot({ path: join(out, 'scrubbed.png') });
  const memory_bytes = (await page.evaluate(() => performance.memory?.usedJSHeapSize)) ?? null;
  const all = Object.values(frames).flat();
  const own = scrubs.map((one) => one.own);
  return {
    frame_ms_median: round(median(all)), frame_ms_p99: round(share(all, 0.99)),
    scrub_ms_max: round(Math.max(...own)), scrub_ms_median: round(median(own)),
    scrub_wall_ms_max: round(Math.max(...scrubs.map((one) => one.wall))),
    seek_ms_max: round(Math.max(...scrubs.map((one) => one.seek))),
    idle_frames: idle.frames, idle_timers: idle.timers, hidden_frames: hidden.frames, hidden_timers: hidden.timers,
    first_picture_ms: round(start.first_picture_ms), interactive_ms: round(start.interactive_ms),
    starts_ms: start.starts_ms, world, memory_bytes,
    frames: Object.fromEntries(Object.entries(frames).map(([name, list]) => [name, {
      median: round(median(list)), p99: round(share(list, 0.99)), max: round(Math.max(...list)), count: list.length,
    }])),
    machine: `${cpus().length} x ${cpus()[0]?.model}`, load: loadavg().map(round), chromium: browser.version(),
  };
}

async function main() {
  if (!existsSync(join(site, 'index.html'))) throw new Error('build/site is not built; run web/start --build-only first');
  mkdirSync(out, { recursive: true });
  const { chromium } = requireFromPage('playwright-core');
  const server = await serve();
  let browser;
  try {
    browser = await chromium.launch({
      executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome']), args: flags, headless: true,
    });
    const result = await measure(browser, server.address);
    writeFileSync(join(out, 'page.json'), `${JSON.stringify(result, null, 2)}\n`);
    report(result);
    console.log(`\n${result.machine}, load ${result.load.join(' ')}, Chromium ${result.chromium}; build/bench/page.json`);
  } finally {
    await browser?.close();
    server.close();
  }
}

main().then(() => process.exit(0), (error) => {
  console.error(`could not measure: ${error.stack ?? error}`);
  process.exit(1);
});
