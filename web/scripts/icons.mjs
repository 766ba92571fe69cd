// Keeps the icons of the playground and the icon font in step.
// assets/icons.json names the Lucide icons in use with their code points; src/app/icons.h is made from it.
//   node scripts/icons.mjs           fails where the list, the header and the package disagree
//   node scripts/icons.mjs --write   takes the code points from the package and writes list and header again
// A new icon: add its name to assets/icons.json with any code point, then --write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const listPath = join(root, 'assets', 'icons.json');
const headerPath = join(root, 'src', 'app', 'icons.h');

function packageCodePoints() {
  const require = createRequire(import.meta.url);
  return JSON.parse(readFileSync(require.resolve('lucide-static/font/codepoints.json'), 'utf8'));
}

function constantName(iconName) {
  return 'kIcon' + iconName.split('-').map((part) => part[0].toUpperCase() + part.slice(1)).join('');
}

function utf8Literal(codePoint) {
  const hex = (byte) => '\\x' + byte.toString(16);
  return [...Buffer.from(String.fromCodePoint(codePoint), 'utf8')].map(hex).join('');
}

function headerText(icons) {
  const lines = Object.entries(icons).map(
    ([name, codePoint]) => `inline constexpr const char* ${constantName(name)} = "${utf8Literal(codePoint)}";`);
  return `// The Lucide icons in use, as UTF-8 text for the icon font that is merged into the text fonts.
// Made from assets/icons.json by web/scripts/icons.mjs --write; the page's check compares the two.
#pragma once

namespace brigade::app {

${lines.join('\n')}

}  // namespace brigade::app
`;
}

export function readIcons() {
  return JSON.parse(readFileSync(listPath, 'utf8'));
}

/** The code points of the icons that the interface's sources name: only these need to be in the font. */
export function usedIcons() {
  const folder = dirname(headerPath);
  const sources = readdirSync(folder, { recursive: true }).map(String)
    .filter((name) => /\.(cpp|h)$/.test(name) && name !== 'icons.h')
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = new Set(sources.join('\n').match(/\bkIcon\w+/g));
  return Object.entries(readIcons()).filter(([name]) => named.has(constantName(name))).map(([, codePoint]) => codePoint);
}

function main(write) {
  const known = packageCodePoints();
  const listed = readIcons();
  const missing = Object.keys(listed).filter((name) => !(name in known));
  if (missing.length > 0) throw new Error(`lucide-static has no icon named ${missing.join(', ')}`);
  const icons = Object.fromEntries(Object.keys(listed).sort().map((name) => [name, known[name]]));
  const listText = JSON.stringify(icons, null, 2) + '\n';
  if (write) {
    writeFileSync(listPath, listText);
    writeFileSync(headerPath, headerText(icons));
    console.log(`icons: wrote ${Object.keys(icons).length} icons`);
    return;
  }
  if (readFileSync(listPath, 'utf8') !== listText || readFileSync(headerPath, 'utf8') !== headerText(icons)) {
    throw new Error('assets/icons.json, src/app/icons.h and lucide-static disagree; run: npm run icons');
  }
  console.log(`icons: ${Object.keys(icons).length} icons agree with the package`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.includes('--write'));
  } catch (error) {
    console.error(`icons: ${error.message}`);
    process.exit(1);
  }
}
