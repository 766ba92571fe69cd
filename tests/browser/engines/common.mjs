// What the three engines share: finding programs, and the parts of a page that are plain JavaScript.
// A page has: goto, evaluate, move, down, up, click, wheel, key, type, setFiles, screenshot, resize, ratio, close.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// The packages are installed for the page; the tests borrow them.
export const requireFromPage = createRequire(fileURLToPath(new URL('../../../web/package.json', import.meta.url)));

export function findProgram(names) {
  const folders = (process.env.PATH ?? '').split(':');
  for (const name of names) {
    const places = name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name));
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) return found;
  }
  throw new Error(`${names[0]} is not installed; tests/run installs it`);
}

export const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Polls until the value is truthy. */
export async function until(what, look, limit_ms = 30000) {
  const end = Date.now() + limit_ms;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limit_ms / 1000} s for ${what}`);
    await wait(25);
  }
}

export class CommonPage {
  async click(x, y) {
    await this.move(x, y);
    await this.down();
    await this.up();
  }

  /** Files let go over the canvas. Drag and drop from outside is made up in the page: no driver can do it. */
  async dropFiles(paths, x, y) {
    const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') }));
    await this.evaluate((list, atX, atY) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      const canvas = document.getElementById('playground');
      for (const type of ['dragenter', 'dragover', 'drop']) {
        canvas.dispatchEvent(new DragEvent(type, {
          dataTransfer: transfer, clientX: atX, clientY: atY, bubbles: true, cancelable: true,
        }));
      }
    }, files, x, y);
  }

  async problems() {
    return [...(await this.evaluate(() => window.problems ?? [])), ...(this.seenProblems ?? [])];
  }

  async ready() {
    await until('the playground', () => this.evaluate(() => typeof window.brigade === 'object'));
    const failure = await this.evaluate(() => window.brigade.ready.then(() => '', (error) => String(error)));
    if (failure !== '') throw new Error(failure);
    await this.settled();
  }

  /** Waits until no further frame is drawn. */
  async settled(limit_ms = 30000) {
    let before = -1;
    await until('the drawing to rest', async () => {
      await wait(80);
      const now = await this.evaluate(() => window.brigade.frames());
      const same = now === before && now > 0;
      before = now;
      return same;
    }, limit_ms);
  }
}
