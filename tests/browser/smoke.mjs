// The page stands: it boots, draws, rests, follows its size, and takes mouse and keyboard.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { wait } from './engines/common.mjs';

/** How many different colours a coarse look at the canvas finds; read in the frame that drew them. */
export function countColours(page) {
  return page.evaluate(() => new Promise((resolve) => {
    const canvas = document.getElementById('playground');
    dispatchEvent(new Event('resize'));
    requestAnimationFrame(() => {
      const copy = document.createElement('canvas');
      copy.width = 160;
      copy.height = 90;
      const draw = copy.getContext('2d', { willReadFrequently: true });
      window.brigade.widgets(); // any request makes the next frame draw
      requestAnimationFrame(() => {
        draw.drawImage(canvas, 0, 0, 160, 90);
        const data = new Uint32Array(draw.getImageData(0, 0, 160, 90).data.buffer);
        resolve(new Set(data).size);
      });
    });
  }));
}

export async function openHome({ openPage, address }, options = {}, path = '') {
  const page = await openPage(options);
  await page.goto(address + path);
  await page.ready();
  return page;
}

export const smokeTests = [
  {
    name: 'The page boots, draws, and the console stays clean',
    async run(context) {
      const page = await openHome(context);
      assert.ok(await countColours(page) > 20, 'the canvas is not blank');
      assert.deepEqual(await page.problems(), []);
      await page.screenshot(join(context.screenshots, `${context.engine}-start-1280x720-dark-en.png`));
    },
  },
  {
    name: 'Nothing changes: no frame is drawn',
    async run(context) {
      const page = await openHome(context);
      const before = await page.evaluate(() => window.brigade.frames());
      await wait(1500);
      assert.equal(await page.evaluate(() => window.brigade.frames()), before);
    },
  },
  {
    name: 'The canvas follows the size of the window',
    async run(context) {
      const page = await openHome(context);
      await page.resize(900, 640);
      await page.settled();
      const [width, height, ratio] = await page.evaluate(() => {
        const canvas = document.getElementById('playground');
        return [canvas.width, canvas.height, devicePixelRatio];
      });
      assert.deepEqual([width, height], [900 * ratio, 640 * ratio]);
    },
  },
  {
    name: 'The canvas has as many pixels as a dense screen',
    async run(context) {
      const page = await openHome(context, { width: 800, height: 600, ratio: 2 });
      const [width, ratio] = await page.evaluate(() => [document.getElementById('playground').width, devicePixelRatio]);
      assert.equal(ratio, 2);
      assert.equal(width, 1600);
    },
  },
];
