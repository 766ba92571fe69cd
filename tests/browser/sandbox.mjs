// The sandbox answers while a pattern and an event are typed, and shows where a field stands in both.
import assert from 'node:assert/strict';
import { openHome, press, widget, widgetNames } from './helpers.mjs';

async function typeInto(page, field, text) {
  await press(page, field);
  await page.key('Control+a');
  await page.type(text);
  await page.settled();
}

export const sandboxTests = [
  {
    name: 'The sandbox says why a pattern misses an event, and follows what is typed',
    async run(context) {
      const page = await openHome(context);
      await press(page, 'top.sandbox');
      await widget(page, 'sandbox.verdict.miss'); // the first sample asks for .jpg, and the key ends in .jpeg

      await press(page, 'sandbox.leaf.detail.object.key');
      await widget(page, 'sandbox.event.marked');
      await press(page, 'sandbox.edit');

      await typeInto(page, 'sandbox.pattern', '{"source":["aws.s3"]}');
      await widget(page, 'sandbox.verdict.match');
      await typeInto(page, 'sandbox.pattern', '{"source":"aws.s3"}');
      await widget(page, 'sandbox.verdict.fault');
      await typeInto(page, 'sandbox.pattern', '{"source":["aws.ec2"]}');
      await widget(page, 'sandbox.verdict.miss');

      await press(page, 'sandbox.close');
      assert.ok(!(await widgetNames(page)).includes('sandbox.verdict.miss'));
      assert.deepEqual(await page.problems(), []);
    },
  },
];
