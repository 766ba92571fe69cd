// Rewrites a TrueType font on a coarser grid: smaller coordinates are shorter, and compress better.
// Knows what Dear ImGui's rasteriser reads (outlines, widths, heights), and drops the other tables but the names,
// which hold the copyright. No hints: the fonts come without. Source: the OpenType specification, 1.9, "glyf".

const kept = ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name'];
const point = { onCurve: 1, xShort: 2, yShort: 4, repeat: 8, xSameOrPlus: 16, ySameOrPlus: 32 };
const part = { words: 1, offsets: 2, scale: 8, more: 32, xyScale: 64, matrix: 128, instructions: 256 };

function tablesOf(font) {
  const tables = new Map();
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const at = 12 + 16 * index;
    const start = font.readUInt32BE(at + 8);
    tables.set(font.toString('latin1', at, at + 4), Buffer.from(font.subarray(start, start + font.readUInt32BE(at + 12))));
  }
  return tables;
}

/** The points of an outline: flags, and places as differences to the point before. */
function readPoints(glyph, at, count) {
  const flags = [];
  while (flags.length < count) {
    const flag = glyph[at++];
    const times = (flag & point.repeat) === 0 ? 1 : 1 + glyph[at++];
    for (let time = 0; time < times; time++) flags.push(flag & ~point.repeat);
  }
  const places = (short, sameOrPlus) => {
    let place = 0;
    return flags.map((flag) => {
      if ((flag & short) !== 0) place += (flag & sameOrPlus) !== 0 ? glyph[at++] : -glyph[at++];
      else if ((flag & sameOrPlus) === 0) { place += glyph.readInt16BE(at); at += 2; }
      return place;
    });
  };
  return { flags, xs: places(point.xShort, point.xSameOrPlus), ys: places(point.yShort, point.ySameOrPlus) };
}

function writePoints({ flags, xs, ys }) {
  const made = flags.map((flag) => flag & ~(point.xShort | point.yShort | point.xSameOrPlus | point.ySameOrPlus));
  const places = (list, short, sameOrPlus) => list.flatMap((place, index) => {
    const step = place - (index === 0 ? 0 : list[index - 1]);
    if (step === 0) { made[index] |= sameOrPlus; return []; }
    if (Math.abs(step) > 255) return [(step >> 8) & 255, step & 255];
    made[index] |= short | (step > 0 ? sameOrPlus : 0);
    return [Math.abs(step)];
  });
  const x = places(xs, point.xShort, point.xSameOrPlus);
  const y = places(ys, point.yShort, point.ySameOrPlus);
  return Buffer.from([...made, ...x, ...y]);
}

function simpleGlyph(glyph, scaled) {
  const contours = glyph.readInt16BE(0);
  const instructions = 10 + 2 * contours;
  const count = glyph.readUInt16BE(instructions - 2) + 1;
  const { flags, xs, ys } = readPoints(glyph, instructions + 2 + glyph.readUInt16BE(instructions), count);
  const head = Buffer.from(glyph.subarray(0, instructions + 2));
  head.writeUInt16BE(0, instructions);
  return Buffer.concat([head, writePoints({ flags, xs: xs.map(scaled), ys: ys.map(scaled) })]);
}

/** A letter with its accent: only the offsets are measured in units. */
function compositeGlyph(glyph, scaled) {
  const out = Buffer.from(glyph);
  let at = 10;
  for (;;) {
    const flags = out.readUInt16BE(at);
    if ((flags & part.instructions) !== 0) throw new Error('a composite glyph has hints');
    const isOffset = (flags & part.offsets) !== 0;
    for (const place of [0, 1]) {
      if ((flags & part.words) !== 0 && isOffset) out.writeInt16BE(scaled(out.readInt16BE(at + 4 + 2 * place)), at + 4 + 2 * place);
      if ((flags & part.words) === 0 && isOffset) out.writeInt8(scaled(out.readInt8(at + 4 + place)), at + 4 + place);
    }
    at += (flags & part.words) !== 0 ? 8 : 6;
    if ((flags & part.scale) !== 0) at += 2;
    else if ((flags & part.xyScale) !== 0) at += 4;
    else if ((flags & part.matrix) !== 0) at += 8;
    if ((flags & part.more) === 0) return out.subarray(0, at);
  }
}

function scaleShorts(table, offsets, scaled) {
  for (const at of offsets) table.writeInt16BE(scaled(table.readInt16BE(at)), at);
}

function scaleGlyphs(tables, scaled) {
  const { glyf, loca, head } = Object.fromEntries(tables);
  const isLong = head.readInt16BE(50) === 1;
  const start = (index) => (isLong ? loca.readUInt32BE(4 * index) : 2 * loca.readUInt16BE(2 * index));
  const glyphs = [];
  for (let index = 0; index < tables.get('maxp').readUInt16BE(4); index++) {
    const glyph = glyf.subarray(start(index), start(index + 1));
    if (glyph.length === 0) { glyphs.push(glyph); continue; }
    const made = glyph.readInt16BE(0) < 0 ? compositeGlyph(glyph, scaled) : simpleGlyph(glyph, scaled);
    scaleShorts(made, [2, 4, 6, 8], scaled);
    glyphs.push(made.length % 2 === 0 ? made : Buffer.concat([made, Buffer.alloc(1)]));
  }
  const places = Buffer.alloc(2 * glyphs.length + 2);
  glyphs.reduce((sum, glyph, index) => places.writeUInt16BE((sum + glyph.length) / 2, 2 * index + 2) && sum + glyph.length, 0);
  head.writeInt16BE(0, 50);
  tables.set('glyf', Buffer.concat(glyphs));
  tables.set('loca', places);
}

function fontOf(tables) {
  const names = kept.filter((name) => tables.has(name));
  const head = Buffer.alloc(12 + 16 * names.length);
  head.writeUInt32BE(0x10000, 0);
  head.writeUInt16BE(names.length, 4);
  const blocks = [head];
  let end = head.length;
  names.forEach((name, index) => {
    const table = tables.get(name);
    head.write(name, 12 + 16 * index, 'latin1');
    head.writeUInt32BE(end, 20 + 16 * index); // checksums stay 0: nothing here reads them
    head.writeUInt32BE(table.length, 24 + 16 * index);
    const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
    blocks.push(padded);
    end += padded.length;
  });
  return Buffer.concat(blocks);
}

/** The font with `units` units to an em, or as it is where its grid is that coarse already. */
export function onGrid(font, units) {
  const tables = tablesOf(font);
  const head = tables.get('head');
  const before = head.readUInt16BE(18);
  if (before <= units) return fontOf(tables);
  const scaled = (value) => Math.round((value * units) / before);
  head.writeUInt16BE(units, 18);
  scaleShorts(head, [36, 38, 40, 42], scaled);
  const hhea = tables.get('hhea');
  scaleShorts(hhea, [4, 6, 8, 10, 12, 14, 16], scaled);
  const widths = tables.get('hmtx');
  scaleShorts(widths, Array.from({ length: widths.length / 2 }, (_, index) => 2 * index), scaled);
  scaleGlyphs(tables, scaled);
  return fontOf(tables);
}
