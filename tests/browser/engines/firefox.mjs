// Firefox under a virtual screen (headless it has no WebGL 2), driven by puppeteer-core over WebDriver BiDi.
// The device pixel ratio and the system's colours are preferences, so that each combination is a browser of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommonPage, findProgram, requireFromPage } from './common.mjs';

class FirefoxPage extends CommonPage {
  seenProblems = [];

  constructor(page, release) {
    super();
    this.page = page;
    this.release = release;
    page.on('pageerror', (error) => { this.seenProblems.push(String(error)); });
  }

  goto(address) { return this.page.goto(address, { waitUntil: 'load' }); }
  reload() { return this.page.reload({ waitUntil: 'load' }); }
  evaluate(run, ...values) { return this.page.evaluate(run, ...values); }
  move(x, y) { return this.page.mouse.move(x, y); }
  down() { return this.page.mouse.down(); }
  up() { return this.page.mouse.up(); }
  async wheel(x, y, dy) {
    await this.move(x, y);
    await this.page.mouse.wheel({ deltaY: dy });
  }
  async key(name) {
    const keys = name.split('+').map((key) => (key === 'Space' ? ' ' : key));
    const last = keys.pop();
    for (const modifier of keys) await this.page.keyboard.down(modifier);
    await this.page.keyboard.press(last);
    for (const modifier of keys.reverse()) await this.page.keyboard.up(modifier);
  }
  type(text) { return this.page.keyboard.type(text); }
  async setFiles(paths) {
    const input = await this.page.$('#picker');
    await input.uploadFile(...paths);
  }
  async screenshot(path) { await this.page.screenshot({ path }); }
  resize(width, height) { return this.page.setViewport({ width, height }); }
  close() { return this.release(); }
}

async function launchBrowser(display, { ratio, theme, language }) {
  const puppeteer = requireFromPage('puppeteer-core');
  const home = await mkdtemp(join(tmpdir(), 'brigade-firefox-'));
  const browser = await puppeteer.launch({
    browser: 'firefox', headless: false, executablePath: findProgram(['firefox-esr', 'firefox']),
    env: { ...process.env, DISPLAY: display, HOME: home, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    extraPrefsFirefox: {
      'webgl.force-enabled': true, 'layout.css.devPixelsPerPx': String(ratio), 'intl.accept_languages': language,
      'layout.css.prefers-color-scheme.content-override': theme === 'dark' ? 0 : 1,
      'dom.events.testing.asyncClipboard': true,
    },
  });
  return { browser, async close() { await browser.close(); await rm(home, { recursive: true, force: true }); } };
}

export async function launch({ display }) {
  const kept = new Map();
  const keyOf = (options) => `${options.ratio} ${options.theme} ${options.language}`;
  const first = { ratio: 1, theme: 'dark', language: 'en' };
  kept.set(keyOf(first), await launchBrowser(display, first));
  const version = (await kept.get(keyOf(first)).browser.version()).replace(/^firefox\//i, '');
  return {
    name: 'firefox',
    version,
    async newPage({ width = 1280, height = 720, ratio = 1, theme = 'dark', language = 'en' } = {}) {
      const options = { ratio, theme, language };
      if (!kept.has(keyOf(options))) kept.set(keyOf(options), await launchBrowser(display, options));
      const context = await kept.get(keyOf(options)).browser.createBrowserContext();
      const page = await context.newPage();
      await page.setViewport({ width, height });
      return new FirefoxPage(page, () => context.close());
    },
    async close() { for (const one of kept.values()) await one.close(); },
  };
}
