// WebKit as WebKitGTK's MiniBrowser under a virtual screen, driven by WebKitWebDriver over plain HTTP.
// One session is one browser; the driver speaks the W3C WebDriver protocol, of which this uses what it needs.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommonPage, findProgram, until, wait } from './common.mjs';

const specialKeys = {
  Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C', Backspace: '\uE003', Delete: '\uE017', Space: ' ',
  ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015', Home: '\uE011', End: '\uE010',
  PageUp: '\uE00E', PageDown: '\uE00F', Shift: '\uE008', Control: '\uE009', Alt: '\uE00A', Meta: '\uE03D',
};
const keyValue = (name) => specialKeys[name] ?? name;
const elementName = 'element-6066-11e4-a52e-4f735466cecf';

function findMiniBrowser() {
  const roots = ['/usr/lib', '/usr/libexec'];
  const places = [];
  for (const root of roots) {
    let folders = [];
    try {
      folders = readdirSync(root);
    } catch {
      continue;
    }
    for (const folder of [...folders, '.']) {
      for (const api of ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']) {
        places.push(join(root, folder, api, 'MiniBrowser'));
      }
    }
  }
  return findProgram(places.length > 0 ? places : ['MiniBrowser']);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

class Session {
  static async open(base, binary) {
    const always = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] }, pageLoadStrategy: 'normal' };
    const session = new Session(base);
    const made = await session.send('POST', '/session', { capabilities: { alwaysMatch: always } });
    session.path = `/session/${made.sessionId}`;
    session.version = made.capabilities.browserVersion;
    await session.call('POST', '/timeouts', { script: 30000, pageLoad: 60000, implicit: 0 });
    return session;
  }

  constructor(base) {
    this.base = base;
  }

  async send(method, path, body) {
    const response = await fetch(this.base + path, {
      method, headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(90000),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
    return value;
  }

  call(method, path, body) {
    return this.send(method, this.path + path, body);
  }
}

class WebKitPage extends CommonPage {
  at = { x: 0, y: 0 };

  constructor(session, release) {
    super();
    this.session = session;
    this.release = release;
  }

  goto(address) { return this.session.call('POST', '/url', { url: address }); }
  reload() { return this.session.call('POST', '/refresh', {}); }

  async evaluate(run, ...values) {
    // The driver waits for a promise only in its asynchronous form.
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${run})(...arguments[0])).then((value) => done({ value }),
        (error) => done({ error: String(error) }));`;
    const { value, error } = await this.session.call('POST', '/execute/async', { script, args: [values] });
    if (error !== undefined) throw new Error(error);
    return value;
  }

  pointer(...actions) {
    const parameters = { pointerType: 'mouse' };
    return this.session.call('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters, actions }] });
  }
  move(x, y) {
    this.at = { x: Math.round(x), y: Math.round(y) };
    return this.pointer({ type: 'pointerMove', duration: 0, origin: 'viewport', ...this.at });
  }
  down() { return this.pointer({ type: 'pointerDown', button: 0 }); }
  up() { return this.pointer({ type: 'pointerUp', button: 0 }); }
  /** The driver keeps the wheel's position and sends the difference to the last one. */
  wheel(x, y, dy) {
    this.wheeled = (this.wheeled ?? 0) + dy;
    const actions = [{ type: 'scroll', x: Math.round(x), y: Math.round(y), deltaX: 0, deltaY: this.wheeled, duration: 0, origin: 'viewport' }];
    return this.session.call('POST', '/actions', { actions: [{ type: 'wheel', id: 'wheel', actions }] });
  }
  keys(actions) {
    return this.session.call('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }
  key(name) {
    const keys = name.split('+').map(keyValue);
    return this.keys([...keys.map((value) => ({ type: 'keyDown', value })),
      ...keys.reverse().map((value) => ({ type: 'keyUp', value }))]);
  }
  async type(text) {
    for (const value of text) await this.keys([{ type: 'keyDown', value }, { type: 'keyUp', value }]);
  }
  async setFiles(paths) {
    const found = await this.session.call('POST', '/element', { using: 'css selector', value: '#picker' });
    await this.session.call('POST', `/element/${found[elementName]}/value`, { text: paths.join('\n') });
  }
  /** WebKit's screenshot waits for the next painting; a page at rest would never paint again. */
  async screenshot(path) {
    await this.evaluate(() => {
      const end = performance.now() + 1000;
      const stir = () => {
        document.body.style.opacity = document.body.style.opacity === '' ? '0.999' : '';
        if (performance.now() < end) setTimeout(stir, 50);
        else document.body.style.opacity = '';
      };
      stir();
    });
    await writeFile(path, Buffer.from(await this.session.call('GET', '/screenshot'), 'base64'));
  }
  /** The window is resized until the page inside has the size. */
  async resize(width, height) {
    for (let round = 0; round < 4; round += 1) {
      const inner = await this.evaluate(() => [innerWidth, innerHeight]);
      if (inner[0] === width && inner[1] === height) return;
      const rect = await this.session.call('GET', '/window/rect');
      await this.session.call('POST', '/window/rect', {
        x: 0, y: 0, width: rect.width + width - inner[0], height: rect.height + height - inner[1],
      });
      await wait(150);
    }
  }
  close() { return this.release(); }
}

/** One driver process per page: its environment decides the pixel ratio and the colours. */
async function openPage(display, { width, height, ratio, theme, language }) {
  const home = await mkdtemp(join(tmpdir(), 'brigade-webkit-'));
  const port = await freePort();
  const driver = spawn(findProgram(['WebKitWebDriver']), [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore', detached: true,
    env: {
      ...process.env, DISPLAY: display, HOME: home, XDG_RUNTIME_DIR: home, GDK_SCALE: String(ratio),
      GTK_THEME: theme === 'dark' ? 'Adwaita:dark' : 'Adwaita', LANGUAGE: language, LANG: 'C.UTF-8',
      WEBKIT_DISABLE_COMPOSITING_MODE: '', LIBGL_ALWAYS_SOFTWARE: '1', GDK_BACKEND: 'x11',
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1',
    },
  });
  const end = async () => {
    try {
      process.kill(-driver.pid, 'SIGTERM'); // the driver, its browser and the browser's helpers
    } catch {
      // Gone already.
    }
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
  };
  try {
    const base = `http://127.0.0.1:${port}`;
    await until('WebKitWebDriver', () => fetch(`${base}/status`).then((answer) => answer.ok, () => false));
    const session = await Session.open(base, findMiniBrowser());
    const page = new WebKitPage(session, async () => {
      await session.call('DELETE', '').catch(() => undefined);
      await end();
    });
    await page.resize(width, height);
    return page;
  } catch (error) {
    await end();
    throw error;
  }
}

export async function launch({ display }) {
  const pages = new Set();
  const probe = await openPage(display, { width: 640, height: 480, ratio: 1, theme: 'dark', language: 'en' });
  const { version } = probe.session;
  await probe.close();
  return {
    name: 'webkit',
    version,
    async newPage({ width = 1280, height = 720, ratio = 1, theme = 'dark', language = 'en' } = {}) {
      const page = await openPage(display, { width, height, ratio, theme, language });
      pages.add(page);
      const close = page.release;
      page.release = async () => { pages.delete(page); await close(); };
      return page;
    },
    async close() { for (const page of [...pages]) await page.close(); },
  };
}
