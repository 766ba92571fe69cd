// What a learner does with the services around S3, Lambda and queues: go on past a rest to a schedule's next firing,
// break a queue for a while, look at metrics, and read what the model simplifies. With mouse and keys.
import assert from 'node:assert/strict';
import { openHome, press, state, stepToEnd, widget, widgetNames } from './helpers.mjs';

/** Scrolls the inspector until a control of it is there. */
async function scrollTo(page, name) {
  const tab = await widget(page, 'tab.config');
  await page.move(tab.x + 20, tab.y + 160);
  for (let turns = 0; turns < 30 && !(await widgetNames(page)).includes(name); ++turns) {
    await page.wheel(tab.x + 20, tab.y + 160, 240);
    await page.settled();
  }
  return widget(page, name);
}

const sources = async (page) => (await widgetNames(page)).filter((name) => name.startsWith('assumption.source.'));

export const serviceTests = [
  {
    name: 'A run rests where only a schedule goes on, and the next step goes to its firing',
    async run(context) {
      const page = await openHome(context, {}, '?example=scheduled-report');
      await stepToEnd(page);
      const rested = await state(page);
      await press(page, 'transport.step');
      const fired = await state(page);
      assert.equal(fired.step, rested.step + 1);
      assert.ok(fired.time_ms - rested.time_ms > 3_600_000, 'the next firing is hours away');
      assert.deepEqual(await page.problems(), []);
    },
  },
  {
    name: 'A queue that is broken for a while is tried again until it is back',
    async run(context) {
      const page = await openHome(context, {}, '?example=queue-polling');
      const before = (await state(page)).known_steps;
      await page.evaluate(() => window.brigade.seek(5));
      await press(page, 'stage.node.orders');
      await press(page, 'tab.config');
      await scrollTo(page, 'config.fault.begin');
      await press(page, 'config.fault.begin');
      await scrollTo(page, 'config.fault.end');
      await stepToEnd(page);
      const after = await state(page);
      assert.ok(after.known_steps > before, 'the retries are steps of their own');
      assert.ok(after.time_ms > 300_000, 'it took until the five minutes were over');
      assert.equal(after.tally.delivered, 3, 'the orders that the function can bill');
    },
  },
  {
    name: 'A queue\'s metrics are charted, and the list of assumptions can be searched',
    async run(context) {
      const page = await openHome(context, {}, '?example=alarm-to-function');
      await stepToEnd(page);
      await press(page, 'stage.node.invoices-dlq');
      await press(page, 'tab.metrics');
      await widget(page, 'metrics.ApproximateNumberOfMessagesVisible');
      await press(page, 'build.assumptions');
      await widget(page, 'assumptions.search');
      const all = await sources(page);
      await press(page, 'assumptions.search');
      await page.type('one shard');
      await page.settled();
      const found = await sources(page);
      assert.ok(all.length > 0 && found.length > 0);
      assert.notDeepEqual(found, all);
    },
  },
];
