// The learner's story, from a dropped file to a link that somebody else opens, with real mouse and keys; and the
// input that it needs: typing, copying, pasting, picking files.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, wait } from './engines/common.mjs';
import { openHome, press, state, stepNumber, widget } from './helpers.mjs';

// One grey pixel.
const jpeg = Buffer.from([
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////',
  '////////////////////2wBDAf//////////////////////////////////////////////////////////////////////////',
  '////////////wAARCAABAAEDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAU',
  'AQEAAAAAAAAAAAAAAAAAAAAA/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AAA//2Q==',
].join(''), 'base64');

function learnersFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'brigade-files-'));
  const photo = join(folder, 'beach-day.jpg');
  const text = join(folder, 'lettre d’été.txt');
  const large = join(folder, 'large.jpg');
  writeFileSync(photo, jpeg);
  writeFileSync(text, 'Bonjour\n');
  writeFileSync(large, Buffer.alloc(300 * 1024, 7));
  return { photo, text, large };
}

async function dropOnPhotos(page, paths) {
  const node = await widget(page, 'stage.node.photos');
  await page.dropFiles(paths, node.x + node.w / 2, node.y + node.h / 2);
}

const journal = (page) => page.evaluate(() => window.brigade.journal());
const objectCount = async (page) => (await state(page)).buckets[0].objects;

/** The records of one message, as "kind" words in their order. */
async function fateOf(page, message) {
  return (await journal(page)).filter((record) => record.message === message).map((record) => record.kind);
}

const countOf = (kinds, kind) => kinds.filter((one) => one === kind).length;

/** The page's clipboard, without asking the browser for permission to read it. */
async function catchCopies(page) {
  await page.evaluate(() => {
    navigator.clipboard.writeText = (text) => {
      window.copied = text;
      return Promise.resolve();
    };
  });
}

async function shareLink(page) {
  await catchCopies(page);
  await press(page, 'top.share');
  await press(page, 'share.copy');
  return until('the copied link', () => page.evaluate(() => window.copied ?? null));
}

const shared = []; // [{engine, link, world}]: every engine opens what the ones before it have shared

export const storyTests = [
  {
    name: 'A learner drops files, sees why, goes back, repairs, and shares',
    async run(context) {
      const page = await openHome(context);
      const files = learnersFiles();
      await dropOnPhotos(page, [files.photo, files.text]);
      await until('both uploads', async () => await objectCount(page) === 2);
      await page.settled();
      const photo = (await state(page)).messages.find((message) => message.label === 'beach-day.jpg').message;
      const text = (await journal(page)).find((record) => record.kind === 'FilteredOut').message;
      assert.notEqual(text, photo);

      await page.key('End');
      await page.settled();
      const kinds = await fateOf(page, photo);
      assert.deepEqual([countOf(kinds, 'AttemptFailed'), countOf(kinds, 'DeadLettered')], [3, 1], kinds.join(' '));
      assert.equal(countOf(await fateOf(page, text), 'AttemptStarted'), 0);
      await press(page, 'lane.lettre d’été.txt');
      await press(page, 'tab.why');
      await page.screenshot(join(context.screenshots, `${context.engine}-why-1280x720-dark-en.png`));
      await widget(page, 'why.documentation');

      const first = (await journal(page))
        .find((record) => record.message === photo && record.kind === 'AttemptStarted').step;
      await page.evaluate((step) => window.brigade.seek(step), first);
      assert.equal(await stepNumber(page), first);
      await press(page, 'tree.thumbnail');
      await press(page, 'tab.config');
      await press(page, 'config.rule.0.remove');
      await page.screenshot(join(context.screenshots, `${context.engine}-repaired-1280x720-dark-en.png`));
      await page.click(600, 440); // the stage: the keys are its own again
      await page.key('End');
      await page.settled();
      const after = await fateOf(page, photo);
      assert.deepEqual([countOf(after, 'AttemptSucceeded'), countOf(after, 'DeadLettered')], [1, 0], after.join(' '));
      const repaired = await state(page);

      const link = await shareLink(page);
      assert.match(link, /#s=1\.[dp]\.[\w-]+&step=\d+&t=\d+&v=\d+&h=[0-9a-f]{8}/);
      shared.push({ engine: context.engine, fragment: link.slice(link.indexOf('#')), world: repaired });
      for (const { engine, fragment, world } of shared) {
        const other = await openHome(context, {}, fragment);
        assert.deepEqual(await state(other), world, `the link that ${engine} made`);
      }
      assert.deepEqual(await page.problems(), []);
    },
  },
  {
    name: 'Keys move through time: space, arrows, Home, End',
    async run(context) {
      const page = await openHome(context);
      const canvas = await widget(page, 'stage.canvas').catch(() => ({ x: 400, y: 300, w: 10, h: 10 }));
      await page.click(canvas.x + canvas.w / 2, canvas.y + canvas.h - 8);
      const begin = await stepNumber(page);
      await page.key('Space');
      await page.settled();
      assert.equal(await stepNumber(page), begin + 1);
      await page.key('ArrowLeft');
      await page.settled();
      assert.equal(await stepNumber(page), begin);
      await page.key('End');
      await page.settled();
      assert.ok(await stepNumber(page) > 10);
      await page.key('Home');
      await page.settled();
      assert.equal(await stepNumber(page), 0);
    },
  },
  {
    name: 'The step button takes one step, back takes it back',
    async run(context) {
      const page = await openHome(context);
      const begin = await stepNumber(page);
      await press(page, 'transport.step');
      assert.equal(await stepNumber(page), begin + 1);
      await press(page, 'transport.back');
      assert.equal(await stepNumber(page), begin);
    },
  },
  {
    name: 'Typing, selecting, copying and pasting work in a field',
    async run(context) {
      const page = await openHome(context);
      await press(page, 'build.bucket');
      await press(page, 'build.name');
      await page.key('Control+a');
      await page.type('album');
      await page.settled();
      await page.key('Control+a');
      await page.key('Control+c');
      await wait(200); // the clipboard is the system's
      await page.key('End');
      await page.key('Control+v');
      await wait(300);
      await page.settled();
      await press(page, 'build.create');
      const names = (await state(page)).buckets.map((bucket) => bucket.name);
      assert.ok(names.includes('albumalbum'), `the buckets are ${names.join(', ')}`);
    },
  },
  {
    name: 'Picked and large files arrive with their size and MD5',
    async run(context) {
      const page = await openHome(context);
      const files = learnersFiles();
      await dropOnPhotos(page, [files.large]);
      await until('the upload', async () => await objectCount(page) === 1);
      const { scenario } = await page.evaluate(() => window.brigade.exportScenario());
      const put = JSON.parse(scenario).timeline.find((entry) => entry.key === 'large.jpg');
      assert.equal(put.size, 300 * 1024);
      assert.equal(put.md5, '0c1de3aef0af082bf0e669e5ecc0acf9');
    },
  },
];
