// The playground inside somebody else's page: it leaves the wheel and the keys to the host until it has the focus,
// and lets the focus go again.
import assert from 'node:assert/strict';
import { until, wait } from './engines/common.mjs';

async function openHost({ openPage, address }) {
  const page = await openPage({ width: 1000, height: 700 });
  await page.goto(`${address}host.html`);
  await until('the playground in its frame', () => page.evaluate(() =>
    typeof document.querySelector('iframe').contentWindow.brigade === 'object'));
  await page.evaluate(() => document.querySelector('iframe').contentWindow.brigade.ready);
  await wait(300);
  return page;
}

const scrolled = (page) => page.evaluate(() => scrollY);

export const embeddedTests = [
  {
    name: 'The wheel scrolls the host page until the playground has the focus',
    async run(context) {
      const page = await openHost(context);
      await page.wheel(400, 300, 200);
      await until('the host page to scroll', async () => await scrolled(page) > 0, 4000);
      await page.evaluate(() => { scrollTo(0, 0); });
      await wait(300);
      await page.click(400, 40);
      await wait(300);
      await page.wheel(400, 300, 200);
      await wait(600);
      const hasFocus = await page.evaluate(() => document.hasFocus()); // a window that is driven may never be active
      assert.equal(await scrolled(page) === 0, hasFocus);
    },
  },
  {
    name: 'Escape, then Tab, leaves the playground',
    async run(context) {
      const page = await openHost(context);
      await page.click(400, 40);
      await wait(200);
      await page.key('Tab');
      await wait(200);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), 'IFRAME'); // the way to the text view
      await page.key('Tab'); // the canvas
      await wait(200);
      await page.key('Escape');
      await wait(200); // as quick as a hand
      await page.key('Tab');
      await until('the button after the frame', async () =>
        await page.evaluate(() => document.activeElement.id) === 'after', 3000);
    },
  },
];
