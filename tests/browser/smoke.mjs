// The page stands: it boots, draws, rests, follows its size and the screen's density, and survives the loss of its
// graphics context.
import assert from 'node:assert/strict';
import { wait } from './engines/common.mjs';
import { openHome } from './helpers.mjs';

/** How many different colours a coarse look at the canvas finds, right after a frame was drawn. */
export function countColours(page) {
  return page.evaluate(() => new Promise((resolve) => {
    const copy = document.createElement('canvas');
    copy.width = 160;
    copy.height = 90;
    const draw = copy.getContext('2d', { willReadFrequently: true });
    window.brigade.widgets(); // any request makes the next animation frame draw
    requestAnimationFrame(() => {
      draw.drawImage(document.getElementById('playground'), 0, 0, 160, 90);
      resolve(new Set(new Uint32Array(draw.getImageData(0, 0, 160, 90).data.buffer)).size);
    });
  }));
}

const frames = (page) => page.evaluate(() => window.brigade.frames());

export const smokeTests = [
  {
    name: 'The page boots, draws, and the console stays clean',
    async run(context) {
      const page = await openHome(context);
      assert.ok(await countColours(page) > 20, 'the canvas is not blank');
      assert.deepEqual(await page.problems(), []);
    },
  },
  {
    name: 'The first picture does without the second half of the program, which then comes by itself',
    async run(context) {
      const page = await openHome(context);
      const loads = await page.evaluate(() => performance.getEntriesByType('resource')
        .filter(({ name }) => name.includes('app.later.')).map(({ initiatorType }) => initiatorType));
      const isOneFile = await page.evaluate(() => document.body.dataset.later === ''); // newer compilers do not split it
      assert.deepEqual(loads, isOneFile ? [] : ['fetch']); // one that is needed at once would be asked for by an XMLHttpRequest
    },
  },
  {
    name: 'Nothing changes: no frame is drawn',
    async run(context) {
      const page = await openHome(context);
      await wait(800); // a slow machine may still be settling the window's size
      const before = await frames(page);
      await wait(1500);
      assert.equal(await frames(page), before);
    },
  },
  {
    name: 'The mouse makes frames, and then they stop',
    async run(context) {
      const page = await openHome(context);
      const before = await frames(page);
      await page.move(600, 300);
      await page.move(620, 310);
      await page.settled();
      assert.ok(await frames(page) > before);
      await wait(1200); // a tooltip may be due
      const rested = await frames(page);
      await wait(1000);
      assert.equal(await frames(page), rested);
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
      assert.ok(await countColours(page) > 20, 'the canvas is drawn again');
    },
  },
  {
    name: 'The canvas has as many pixels as a dense screen',
    async run(context) {
      const page = await openHome(context, { width: 800, height: 600, ratio: 2 });
      const [width, ratio] = await page.evaluate(() => [document.getElementById('playground').width, devicePixelRatio]);
      assert.deepEqual([width, ratio], [1600, 2]);
    },
  },
  {
    name: 'A lost graphics context comes back with everything on it',
    async run(context) {
      const page = await openHome(context);
      const before = await countColours(page);
      await page.evaluate(() => new Promise((resolve) => {
        const canvas = document.getElementById('playground');
        const loser = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
        canvas.addEventListener('webglcontextrestored', () => setTimeout(resolve, 50), { once: true });
        loser.loseContext();
        setTimeout(() => loser.restoreContext(), 100);
      }));
      await page.settled();
      const after = await countColours(page);
      assert.ok(after > before / 2, `${after} colours after, ${before} before`);
    },
  },
];
