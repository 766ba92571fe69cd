// Cuts the fonts to what the playground draws: Latin, Latin-1, Latin Extended-A, arrows, marks, and the used icons.
// Dear ImGui reads TrueType only; hints and layout tables are dropped, since its rasteriser uses neither.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';
import { usedIcons } from './icons.mjs';
import { onGrid } from './outlines.mjs';

const require = createRequire(import.meta.url);

const latin = [[0x20, 0x7e], [0xa0, 0x17f]];
const marks = '‘’‚“”„†•…‰‹›€™←↑→↓↔↕↖↗↘↙↩↪↻⟳−≈≠≤≥∞√×÷·–—✓✗✕▸◂▴▾▶◀▲▼▮▯●○◆◇■□▣⌘⌥⌃⇧⏎⌫⏮⏭⏪⏩\u2009\u202f';
const asciiOnly = [[0x20, 0x7e]];

const unreadTables = ['GDEF', 'GPOS', 'GSUB', 'STAT', 'gasp', 'prep']; // for text shaping and hints

function characters(ranges, extra) {
  const codePoints = ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index));
  return String.fromCodePoint(...codePoints) + extra;
}

// `units`: to an em. At the sizes that are drawn, half a unit is less than a thirtieth of a pixel.
const fonts = [
  { kind: 'text', source: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf', ranges: latin, extra: marks,
    units: 500 },
  { kind: 'semibold', source: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf', ranges: latin,
    extra: marks, units: 500 },
  { kind: 'mono', source: '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf', ranges: latin,
    extra: marks, units: 500 },
  { kind: 'icons', source: 'lucide-static/font/lucide.ttf', ranges: asciiOnly.slice(1), extra: '', icons: true,
    units: 500 },
];

/** [{kind, bytes}] in the order of the kinds that the playground expects. */
export async function subsetFonts() {
  return Promise.all(fonts.map(async ({ kind, source, ranges, extra, icons, units }) => {
    const iconText = icons ? String.fromCodePoint(...usedIcons()) : '';
    const whole = await readFile(require.resolve(source));
    const bytes = await subsetFont(whole, characters(ranges, extra + iconText), {
      targetFormat: 'truetype', noLayoutClosure: true, noHinting: true, dropTables: unreadTables,
    });
    return { kind, bytes: onGrid(Buffer.from(bytes), units) };
  }));
}
