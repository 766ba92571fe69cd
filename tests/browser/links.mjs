// Share links and examples: the same step in a fresh page, and one readable sentence for every link that is wrong.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { brigade, liveText, openHome, state } from './helpers.mjs';

const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
const tiny = JSON.stringify({ brigade: 1, resources: { buckets: [{ Bucket: 'photos' }] } });

const wrongLinks = [
  ['changed on its way', '#s=1.d.AAAA_not-deflate_AAAA', /not a scenario/],
  ['not base64url', '#s=1.d.%%%', /not a scenario/],
  ['cut off', `#s=1.d.${base64url(deflateRawSync(tiny)).slice(0, -12)}`, /cut off/],
  ['plain and cut off', `#s=1.p.${base64url(tiny).slice(0, -8)}`, /cut off/],
  ['of a future version', `#s=2.d.${base64url(deflateRawSync(tiny))}`, /newer version/],
  ['of an unknown codec', `#s=1.z.${base64url(tiny)}`, /does not know/],
  ['too large once unpacked', `#s=1.d.${base64url(deflateRawSync(`{"brigade":1,"title":"${'x'.repeat(6_000_000)}"}`))}`, /more than 4 MB/],
  ['not a scenario', `#s=1.p.${base64url('{"brigade":1,"nonsense":true}')}`, /nonsense/],
  ['of a future format', `#s=1.p.${base64url('{"brigade":99}')}`, /newer version/],
];

async function exportedPlace(page) {
  return page.evaluate(() => {
    const { scenario, step, time_ms, rules, hash } = window.brigade.exportScenario();
    return { scenario, step, time_ms, rules, hash };
  });
}

const linkOf = ({ scenario, step, time_ms, rules, hash }) =>
  `#s=1.d.${base64url(deflateRawSync(scenario))}&step=${step}&t=${time_ms}&v=${rules}&h=${hash.slice(0, 8)}&panel=why`;

export const linkTests = [
  {
    name: 'A link opens at the same step with the same state',
    async run(context) {
      const page = await openHome(context);
      await page.evaluate(() => { for (let steps = 0; steps < 12; steps += 1) window.brigade.step(); });
      const place = await exportedPlace(page);
      const before = await state(page);
      assert.equal(place.step, 12);
      const other = await openHome(context, {}, linkOf(place));
      assert.deepEqual(await state(other), before);
      assert.deepEqual(await other.problems(), []);
    },
  },
  {
    name: 'The page and the command line open each other’s links',
    async run(context) {
      const file = join(context.root, 'assets', 'scenarios', 'async-retries-dlq.json');
      const page = await openHome(context, {}, brigade(context.root, 'link', 'encode', file, '--step', '12'));
      assert.equal((await state(page)).step, 12);
      const place = await exportedPlace(page);
      const decoded = JSON.parse(brigade(context.root, 'link', 'decode', linkOf(place)));
      assert.deepEqual(decoded, JSON.parse(place.scenario));
    },
  },
  {
    name: 'A link without compression opens as well',
    async run(context) {
      const page = await openHome(context, {}, `#s=1.p.${base64url(tiny)}`);
      assert.equal((await state(page)).buckets[0].name, 'photos');
    },
  },
  {
    name: 'Every wrong link gives one sentence and an empty playground',
    async run(context) {
      const page = await openHome(context);
      for (const [what, link, sentence] of wrongLinks) {
        await page.goto('about:blank');
        await page.goto(context.address + link);
        await page.ready();
        assert.match(await liveText(page), sentence, `a link that is ${what}`);
        assert.deepEqual((await state(page)).buckets, [], `a link that is ${what}`);
        assert.deepEqual(await page.problems(), [], `a link that is ${what}`);
      }
    },
  },
  {
    name: 'An example opens by its name, an unknown one gives a sentence',
    async run(context) {
      const page = await openHome(context, {}, '?example=thumbnails');
      assert.ok((await state(page)).buckets.length > 0);
      await page.goto(`${context.address}?example=no-such-thing`);
      await page.ready();
      assert.match(await liveText(page), /no example named/);
    },
  },
  {
    name: 'A reload loses nothing',
    async run(context) {
      const page = await openHome(context);
      await page.evaluate(() => {
        window.brigade.command({ do: 's3:PutObject', bucket: 'photos', key: 'mine.jpg', size: 1234 });
        window.brigade.step();
      });
      await page.settled();
      const before = await state(page);
      await page.reload();
      await page.ready();
      assert.deepEqual(await state(page), before);
    },
  },
];
