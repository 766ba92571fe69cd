// Chromium, headless, WebGL in software, driven by playwright-core.
import { CommonPage, findProgram, requireFromPage } from './common.mjs';

const flags = ['--no-sandbox', '--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader',
  '--disable-background-networking', '--force-color-profile=srgb'];

class ChromiumPage extends CommonPage {
  seenProblems = [];

  constructor(context, page) {
    super();
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.seenProblems.push(message.text());
    });
    page.on('pageerror', (error) => { this.seenProblems.push(String(error)); });
  }

  goto(address) { return this.page.goto(address, { waitUntil: 'load' }); }
  reload() { return this.page.reload({ waitUntil: 'load' }); }
  evaluate(run, ...values) {
    return this.page.evaluate(new Function('list', `return (${run})(...list);`), values);
  }
  move(x, y) { return this.page.mouse.move(x, y); }
  down() { return this.page.mouse.down(); }
  up() { return this.page.mouse.up(); }
  async wheel(x, y, dy) {
    await this.move(x, y);
    await this.page.mouse.wheel(0, dy);
  }
  key(name) { return this.page.keyboard.press(name); }
  type(text) { return this.page.keyboard.type(text); }
  setFiles(paths) { return this.page.setInputFiles('#picker', paths); }
  async pickFiles(openPicker, paths) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), openPicker()]);
    await chooser.setFiles(paths);
  }
  async touch(x, y) { await this.page.touchscreen.tap(x, y); }
  async screenshot(path) { await this.page.screenshot({ path }); }
  resize(width, height) { return this.page.setViewportSize({ width, height }); }
  close() { return this.context.close(); }
}

export async function launch() {
  const { chromium } = requireFromPage('playwright-core');
  const browser = await chromium.launch({
    executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome']), args: flags, headless: true,
  });
  return {
    name: 'chromium',
    version: browser.version(),
    async newPage({ width = 1280, height = 720, ratio = 1, theme = 'dark', language = 'en', touch = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height }, deviceScaleFactor: ratio, colorScheme: theme, locale: language, hasTouch: touch,
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      return new ChromiumPage(context, await context.newPage());
    },
    close: () => browser.close(),
  };
}
