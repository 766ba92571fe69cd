// The text view: real HTML beside the canvas. It is driven with the keyboard alone, looked at by axe-core in both
// languages and themes, and compared with the state at several steps.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { requireFromPage, until, wait } from './engines/common.mjs';
import { openHome, state } from './helpers.mjs';

const axeSource = readFileSync(requireFromPage.resolve('axe-core/axe.min.js'), 'utf8');
const mostTabs = 250;

const shown = (page) => page.evaluate(() => document.getElementById('mirror').hidden === false
  && document.querySelector('#mirror h1') !== null);
const text = (page, selector) => page.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
const live = (page) => text(page, '#live');

async function openTextView(context, options = {}, path = '?view=text') {
  const page = await openHome(context, options, path);
  await until('the text view', () => shown(page));
  return page;
}

/** With Tab alone, to what the selector names. */
async function tabTo(page, selector) {
  for (let i = 0; i < mostTabs; ++i) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.key('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

async function pressOn(page, selector, key = 'Enter') {
  await tabTo(page, selector);
  await page.key(key);
  await page.settled();
}

async function fill(page, selector, value) {
  await tabTo(page, selector);
  await page.key('End');
  await page.key('Shift+Home');
  await page.type(value);
}

/** What axe-core finds; the rules for what must be, and what is good. */
async function violations(page, engine) {
  const isThere = await page.evaluate(() => window.axe !== undefined);
  if (!isThere) await (engine === 'firefox' ? page.page.evaluate(axeSource) : page.evaluate(`() => { ${axeSource} }`));
  return page.evaluate(async () => {
    const { violations: found } = await window.axe.run(document, { resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${target.join(' ')} (${failureSummary.split('\n')[1]})`).join('; ')}`);
  });
}

/** The counts that the text view shows, as the state has them. */
async function assertSameAsState(page) {
  const now = await state(page);
  const [position, tally, total, queues] = await page.evaluate(() => [
    document.getElementById('mirror-step').value,
    Object.fromEntries([...document.querySelectorAll('[data-part=tally] [data-fate]')].map((item) => [item.dataset.fate, Number(item.dataset.n)])),
    Number(document.querySelector('[data-part=messages]').dataset.total),
    [...document.querySelectorAll('[data-resource]')].map((item) => item.dataset.resource),
  ]);
  assert.equal(Number(position), now.step);
  for (const [fate, n] of Object.entries(now.tally)) {
    if (fate in tally) assert.equal(tally[fate], n, fate);
    else if (['in-flight', 'delivered', 'dead-lettered', 'filtered-out'].includes(fate)) assert.equal(n, 0, fate);
  }
  assert.ok(total >= (now.messages?.length ?? 0));
  for (const queue of now.queues) assert.ok(queues.includes(queue.name));
}

const queueDepth = async (page, name) => {
  const { queues } = await state(page);
  const queue = queues.find((one) => one.name === name);
  return queue.visible + (queue.in_flight ?? queue.invisible ?? 0);
};

export const mirrorTests = [
  {
    name: 'Escape, Tab and Enter lead from the canvas to the text view, and back',
    async run(context) {
      const page = await openHome(context);
      await page.key('Escape');
      await page.key('Tab');
      await until('the way to the text view', () => page.evaluate(() => document.activeElement?.className === 'text-view'));
      assert.equal(await text(page, '.text-view'), 'Text view');
      await page.key('Enter');
      await until('the text view', () => shown(page));
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'mirror-title');
      await pressOn(page, '[data-do=close]');
      assert.equal(await shown(page), false);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'playground');
      assert.deepEqual(await page.problems(), []);
    },
  },
  {
    name: 'An example is driven from the upload to the dead-letter queue and back, in text and with the keyboard alone',
    // Not in Firefox: driven there, buttons get Enter but make no click of it once a form was sent. Whether a person's
    // Enter fares the same is not known yet.
    engines: ['chromium', 'webkit'],
    async run(context) {
      const page = await openHome(context, {}, '?example=queue-polling');
      await page.key('Escape');
      await page.key('Tab');
      await page.key('Enter');
      await until('the text view', () => shown(page));
      await pressOn(page, '[data-do=end]');
      const before = await queueDepth(page, 'orders-dlq');

      await pressOn(page, '[data-do="resource inbox"]');
      await fill(page, '.opened input[name=key]', 'order-9-broken.json');
      await pressOn(page, '[data-submit=upload]');
      await tabTo(page, '[data-do=step]');
      const sentences = [];
      for (let i = 0; i < 40 && await queueDepth(page, 'orders-dlq') === before; ++i) {
        const was = (await state(page)).step;
        await page.key('Enter');
        await until('the step', async () => (await state(page)).step > was); // keys may arrive late
        await page.settled();
        const now = (await state(page)).step;
        sentences.push(await live(page));
        assert.ok(sentences.at(-1).includes(String(now)), `the sentence names the step: ${sentences.at(-1)}`);
        assert.ok(await page.evaluate(() => document.activeElement?.matches('[data-do=step]')), 'the focus stays');
        await assertSameAsState(page);
      }
      assert.equal(await queueDepth(page, 'orders-dlq'), before + 1, 'it died');
      assert.ok(sentences.some((sentence) => /fail|error/i.test(sentence)), `the failing attempts were said: ${sentences.join(' | ')}`);

      await pressOn(page, '[data-do="resource bill-order"]');
      await pressOn(page, 'summary[data-action=handler]');
      await pressOn(page, '[data-submit=handler]'); // it always succeeds: the first choice
      await pressOn(page, '[data-do="resource orders-dlq"]');
      await pressOn(page, 'summary[data-action=move]');
      await pressOn(page, '[data-submit=move]');
      await pressOn(page, '[data-do=end]');
      assert.equal(await queueDepth(page, 'orders-dlq'), 0, 'all went back');
      assert.equal(await queueDepth(page, 'orders'), 0, 'and were handled');
      await assertSameAsState(page);
      await page.screenshot(`${context.screenshots}/mirror-driven-${context.engine}.png`);
      assert.deepEqual(await page.problems(), []);
    },
  },
  {
    name: 'A refusal is said beside its form, and what was typed stays',
    // Not in Firefox: driven there, buttons get Enter but make no click of it once a form was sent. Whether a person's
    // Enter fares the same is not known yet.
    engines: ['chromium', 'webkit'],
    async run(context) {
      const page = await openTextView(context);
      await pressOn(page, 'summary[data-action=create]');
      await fill(page, '.build input[name=name]', 'X');
      await pressOn(page, '[data-submit=create]');
      const alert = await text(page, '.build [role=alert]');
      assert.match(alert, /InvalidBucketName/);
      assert.equal(await page.evaluate(() => document.querySelector('.build input[name=name]').value), 'X');
      await fill(page, '.build input[name=name]', 'my-new-bucket');
      await pressOn(page, '[data-submit=create]');
      await until('the alert to go', async () => await text(page, '.build [role=alert]') === '');
      await until('the bucket', async () => (await text(page, '[data-resource=my-new-bucket] .name')) !== '');
      await pressOn(page, '[data-do=undo]');
      assert.equal(await text(page, '[data-resource=my-new-bucket] .name'), '');
    },
  },
  {
    name: 'A message opens its journey and why, with the sentences of the inspector',
    async run(context) {
      const page = await openTextView(context);
      await pressOn(page, '[data-do=end]');
      await pressOn(page, '[data-message] .name');
      assert.ok((await page.evaluate(() => document.querySelectorAll('[data-part=journey] li').length)) > 3);
      assert.notEqual(await text(page, '[data-part=why] h4'), '');
      const step = (await state(page)).step;
      await pressOn(page, '[data-part=journey] li:first-child button');
      assert.notEqual((await state(page)).step, step, 'a line leads to its step');
    },
  },
  {
    name: 'axe-core finds nothing in the text view, in both languages and themes, in several examples',
    async run(context) {
      const looks = [
        { path: '?view=text&example=async-retries-dlq&theme=dark&lang=en' },
        { path: '?view=text&example=async-retries-dlq&theme=light&lang=fr' },
        { path: '?view=text&example=eventbridge-rules&theme=light&lang=en' },
        { path: '?view=text&example=fan-out&theme=dark&lang=fr' },
      ];
      for (const { path } of looks) {
        const page = await openTextView(context, {}, path);
        assert.deepEqual(await violations(page, context.engine), [], `${path}, at the beginning`);
        await page.evaluate(() => document.querySelector('[data-do=end]').click());
        await page.evaluate(() => document.querySelector('[data-message] .name').click());
        assert.deepEqual(await violations(page, context.engine), [], `${path}, a message`);
        const names = await page.evaluate(() => [...document.querySelectorAll('[data-do^="resource "]')].map((one) => one.dataset.do));
        for (const name of names.slice(0, 4)) {
          await page.evaluate((wanted) => document.querySelector(`[data-do="${wanted}"]`).click(), name);
          await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
          assert.deepEqual(await violations(page, context.engine), [], `${path}, ${name}`);
        }
        await page.close();
      }
    },
  },
  {
    name: 'The text view follows a play, keeps the focus, and then rests',
    async run(context) {
      const page = await openTextView(context);
      await pressOn(page, '[data-do=play]');
      await until('the end of the play', async () => page.evaluate(() => document.querySelector('[data-do=play]') !== null
        && Number(document.getElementById('mirror-step').value) > 3), 60000);
      await wait(600);
      await assertSameAsState(page);
      const changes = await page.evaluate(() => new Promise((resolve) => {
        let seen = 0;
        const watch = new MutationObserver((list) => { seen += list.length; });
        watch.observe(document.getElementById('mirror'), { subtree: true, childList: true, attributes: true, characterData: true });
        setTimeout(() => { watch.disconnect(); resolve(seen); }, 1200);
      }));
      assert.equal(changes, 0, 'nothing changes: nothing is touched');
    },
  },
  {
    name: 'Without WebGL 2 everything is there in text',
    engines: ['chromium', 'firefox'],
    async run(context) {
      const page = await context.openPage();
      const beforeAll = page.page.addInitScript ?? page.page.evaluateOnNewDocument;
      await beforeAll.call(page.page, () => {
        const own = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function get(kind, ...rest) {
          return kind.startsWith('webgl') ? null : own.call(this, kind, ...rest);
        };
      });
      await page.goto(context.address);
      await page.ready();
      await until('the text view', () => shown(page));
      assert.match(await text(page, '#mirror .notices'), /WebGL 2/);
      await page.evaluate(() => document.querySelector('[data-do=step]').click());
      assert.equal((await state(page)).step, 1);
      assert.equal(await page.evaluate(() => document.querySelector('[data-do=close]')), null);
    },
  },
];
