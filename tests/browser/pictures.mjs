// Pictures of the main states, in the sizes, colours and languages that people see: build/screenshots.
// They are looked at by people; the test is that each state can be reached and nothing complains.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openHome, press, stepToEnd, widgetNames } from './helpers.mjs';

const sizes = [
  { name: '1280x720', width: 1280, height: 720, ratio: 1 },
  { name: '1920x1080@2', width: 1920, height: 1080, ratio: 2 },
  { name: '390x844', width: 390, height: 844, ratio: 2 },
];
const looks = [['dark', 'en'], ['light', 'fr']];

async function pressWhereThere(page, name) {
  if ((await widgetNames(page)).includes(name)) await press(page, name);
}

const states = [
  { name: 'start', reach: async () => undefined },
  {
    name: 'midway',
    async reach(page) {
      await page.evaluate(() => { for (let steps = 0; steps < 12; steps += 1) window.brigade.step(); });
      await page.settled();
    },
  },
  {
    name: 'end',
    async reach(page) {
      await stepToEnd(page);
    },
  },
  {
    name: 'why',
    async reach(page) {
      await pressWhereThere(page, 'phone.timeline');
      await press(page, 'lane.notes.txt');
      await pressWhereThere(page, 'phone.inspector');
      await press(page, 'tab.why');
    },
  },
  {
    name: 'config',
    async reach(page) {
      await pressWhereThere(page, 'phone.build');
      await press(page, 'tree.thumbnail');
      await pressWhereThere(page, 'phone.inspector');
      await press(page, 'tab.config');
    },
  },
  {
    name: 'examples',
    async reach(page) {
      await pressWhereThere(page, 'top.menu');
      await press(page, 'top.examples');
    },
  },
  {
    name: 'sandbox',
    async reach(page) {
      await press(page, 'examples.close');
      await pressWhereThere(page, 'top.menu');
      await press(page, 'top.sandbox');
    },
  },
];

async function takePictures(context, size, theme, language) {
  const { name, ...screen } = size;
  const page = await openHome(context, { ...screen, theme, language }, `?lang=${language}&theme=${theme}`);
  for (const { name: stateName, reach } of states) {
    await reach(page);
    await page.settled();
    await page.screenshot(join(context.screenshots, `${context.engine}-${stateName}-${name}-${theme}-${language}.png`));
  }
  assert.deepEqual(await page.problems(), []);
}

export const pictureTests = sizes.flatMap((size) => looks.map(([theme, language]) => ({
  name: `Pictures at ${size.name}, ${theme}, ${language}`,
  // The other engines show the same picture; one look at each is enough.
  engines: size.name === '1280x720' ? undefined : ['chromium'],
  run: (context) => takePictures(context, size, theme, language),
})));
