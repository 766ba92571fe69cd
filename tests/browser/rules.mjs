// A learner's first rule, from the switch on a bucket to a match: it misses, the table and both texts say why, the
// pattern is repaired, and the next upload matches. With mouse and keys.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './engines/common.mjs';
import { openHome, press, state, widget, widgetNames } from './helpers.mjs';

const pattern = (ending) => `{"source":["aws.s3"],"detail":{"object":{"key":[{"suffix":"${ending}"}]}}}`;

async function typePattern(page, text) {
  await press(page, 'config.pattern');
  await page.key('Control+a');
  await page.type(text);
  await page.settled();
  await press(page, 'config.pattern.save');
}

async function upload(page, name) {
  const file = join(mkdtempSync(join(tmpdir(), 'brigade-rules-')), name);
  writeFileSync(file, Buffer.alloc(4096, 7));
  const before = (await state(page)).buckets[0].objects;
  const node = await widget(page, 'stage.node.photos');
  await page.dropFiles([file], node.x + node.w / 2, node.y + node.h / 2);
  await until('the upload', async () => (await state(page)).buckets[0].objects === before + 1);
  await page.settled();
  await pressStage(page);
  await page.key('End');
  await page.settled();
}

/** The stage's empty corner: the keys are the page's again. */
async function pressStage(page) {
  const canvas = await widget(page, 'stage.canvas');
  await page.click(canvas.x + canvas.w - 12, canvas.y + canvas.h - 12);
  await page.settled();
}

const cells = async (page) => (await widgetNames(page)).filter((name) => name.startsWith('matrix.rule/images.'));

export const ruleTests = [
  {
    name: 'A learner makes a rule that misses, sees why, repairs it, and sees it match',
    async run(context) {
      const page = await openHome(context);
      const shot = (name) => page.screenshot(join(context.screenshots, `${context.engine}-rules-${name}.png`));
      await press(page, 'tree.photos');
      await press(page, 'config.event_bridge');
      await press(page, 'build.rule');
      await press(page, 'build.name');
      await page.type('images');
      await page.key('Enter');
      await page.settled();
      await typePattern(page, pattern('.jpeg'));
      assert.deepEqual((await state(page)).rules.map((rule) => rule.name), ['images']);

      await upload(page, 'harbour.jpg');
      await press(page, 'bottom.rules');
      const [missed] = await cells(page);
      assert.ok(missed !== undefined, (await widgetNames(page)).join(' '));
      await press(page, missed);
      await widget(page, 'why.verdict.miss');
      await widget(page, 'why.rule.images');
      await shot('missed');

      await press(page, 'tree.rule/images');
      await press(page, 'tab.config');
      await typePattern(page, pattern('.jpg'));
      await upload(page, 'lighthouse.jpg');
      await pressStage(page);
      await page.key('r'); // the newest event in the table
      await page.settled();
      await widget(page, 'why.verdict.match');
      await page.key('Shift+ArrowLeft');
      await page.settled();
      await widget(page, 'why.verdict.miss');
      await shot('repaired');
      assert.deepEqual(await page.problems(), []);
    },
  },
];
