// Fingers and input methods, which only Chromium's driver can make: a tap, a drag that scrolls, a composition.
import assert from 'node:assert/strict';
import { openHome, press, state, stepNumber, widget } from './helpers.mjs';

export const touchTests = [
  {
    name: 'A tap presses a button on a phone',
    engines: ['chromium'],
    async run(context) {
      const page = await openHome(context, { width: 390, height: 844, ratio: 2, touch: true });
      const begin = await stepNumber(page);
      const place = await widget(page, 'transport.step');
      await page.touch(place.x + place.w / 2, place.y + place.h / 2);
      await page.settled();
      assert.equal(await stepNumber(page), begin + 1);
    },
  },
  {
    name: 'An input method composes into a field',
    engines: ['chromium'],
    async run(context) {
      const page = await openHome(context);
      await press(page, 'build.bucket');
      await press(page, 'build.name');
      await page.key('Control+a');
      const session = await page.context.newCDPSession(page.page);
      await session.send('Input.imeSetComposition', { text: 'albu', selectionStart: 4, selectionEnd: 4 });
      await page.settled();
      await session.send('Input.insertText', { text: 'album' });
      await page.settled();
      await press(page, 'build.create');
      const names = (await state(page)).buckets.map((bucket) => bucket.name);
      assert.ok(names.includes('album'), `the buckets are ${names.join(', ')}`);
    },
  },
];
