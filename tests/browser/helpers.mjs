// What the tests say often: open the page, find a control by its name, press it, read the state.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './engines/common.mjs';

export async function openHome({ openPage, address }, options = {}, path = '') {
  const page = await openPage(options);
  await page.goto(address + path);
  await page.ready();
  return page;
}

export const state = (page) => page.evaluate(() => window.brigade.state());
export const stepNumber = async (page) => (await state(page)).step;
export const widgetNames = (page) => page.evaluate(() => window.brigade.widgets().map((place) => place.name));

/** The rectangle of a control; waits for it, since a press may open what holds it. */
export async function widget(page, name) {
  return until(`the control ${name}`, () => page.evaluate((wanted) => {
    const found = window.brigade.widgets().find((place) => place.name === wanted);
    return found ?? null;
  }, name), 20000);
}

export async function press(page, name) {
  await page.settled();
  const place = await widget(page, name);
  await page.click(place.x + place.w / 2, place.y + place.h / 2);
  await page.settled();
}

/** To where nothing but waiting is left; the playground has looked that far ahead. */
export async function stepToEnd(page) {
  await page.evaluate(() => window.brigade.seek(window.brigade.state().known_steps));
  await page.settled();
}

/** What the banner or the live region says. */
export const liveText = (page) => page.evaluate(() => document.getElementById('live').textContent);

/** What the command-line program prints: the native one where it is built, else its Node twin. */
export function brigade(root, ...words) {
  const native = join(root, 'build', 'native-release', 'brigade');
  const [program, ...first] = existsSync(native) ? [native]
    : [process.execPath, join(root, 'build', 'web', 'brigade.cjs')];
  return execFileSync(program, [...first, ...words], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trim();
}
