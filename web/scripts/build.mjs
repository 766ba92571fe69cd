// Builds build/site from the page's sources, the WebAssembly module and the assets:
// fonts cut, code bundled, names with a hash of the content, a .br beside each file for servers that can use it.
// Prints what the first load transfers, part by part, and fails above the limit.
//   node scripts/build.mjs [--module FOLDER]   where app.js and app.wasm are; build/web without it
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build as bundle, transform } from 'esbuild';
import { assumptionsPage } from './assumptions.mjs';
import { subsetFonts } from './fonts.mjs';
import { usedIcons } from './icons.mjs';

const compress = promisify(brotliCompress);
const limit_bytes = 450 * 1024;
const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(web, '..');
const site = join(root, 'build', 'site');
const fresh = join(root, 'build', 'site.new');
const cache = join(root, 'build', 'site.cache');
const preferredFirst = 'async-retries-dlq';

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 10);

function hashed(path, bytes) {
  const dot = path.lastIndexOf('.');
  return `${path.slice(0, dot)}.${hashOf(bytes)}${path.slice(dot)}`;
}

/** Everything that is written, with its compressed size: path → {bytes, packed}. */
class Site {
  files = new Map();

  async add(path, content, { named = 'hash' } = {}) {
    const bytes = Buffer.from(content);
    const target = named === 'hash' ? hashed(path, bytes) : path;
    const packed = await packedOnce(bytes);
    this.files.set(target, { bytes, packed });
    return target;
  }

  async write() {
    await rm(fresh, { recursive: true, force: true });
    for (const [path, { bytes, packed }] of this.files) {
      const file = join(fresh, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
      if (packed.length < bytes.length) await writeFile(`${file}.br`, packed);
    }
    await rm(site, { recursive: true, force: true });
    await rename(fresh, site);
  }
}

/** Brotli at its best takes seconds for the module, so that its result is kept by content. */
async function packedOnce(bytes) {
  const file = join(cache, `${hashOf(bytes)}.br`);
  if (existsSync(file)) return readFile(file);
  const packed = await compress(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  await mkdir(cache, { recursive: true });
  await writeFile(file, packed);
  return packed;
}

async function fontsOnce() {
  const sources = await Promise.all(['package-lock.json', 'scripts/fonts.mjs', 'scripts/outlines.mjs'].map((name) => readFile(join(web, name))));
  const key = hashOf(Buffer.concat([...sources, Buffer.from(JSON.stringify(usedIcons()))]));
  const folder = join(cache, `fonts-${key}`);
  const kinds = ['text', 'semibold', 'mono', 'icons'];
  if (!existsSync(join(folder, 'icons.ttf'))) {
    await mkdir(folder, { recursive: true });
    for (const { kind, bytes } of await subsetFonts()) await writeFile(join(folder, `${kind}.ttf`), bytes);
  }
  return Promise.all(kinds.map(async (kind) => ({ kind, bytes: await readFile(join(folder, `${kind}.ttf`)) })));
}

async function bundled(entry, options = {}) {
  const result = await bundle({
    entryPoints: [join(web, 'src', entry)], bundle: true, minify: true, write: false, format: 'iife',
    target: ['chrome108', 'firefox115', 'safari16.4'], legalComments: 'none', ...options,
  });
  return result.outputFiles[0].contents;
}

/** The published scenarios and their catalogue; the first is what opens without being asked for. */
async function scenarios() {
  const folder = join(root, 'assets', 'scenarios');
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith('.json')) : [];
  const ordered = existsSync(join(folder, 'index.json'))
    ? idsOf(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))) : [];
  const entries = [];
  for (const name of names.filter((one) => one !== 'index.json').sort()) {
    const id = name.slice(0, -5);
    const scenario = JSON.parse(await readFile(join(folder, name), 'utf8'));
    entries.push({ id, scenario, title: scenario.title ?? { en: id, fr: id }, summary: scenario.summary ?? { en: '', fr: '' } });
  }
  const place = (id) => (ordered.includes(id) ? ordered.indexOf(id) : ordered.length + Number(id !== preferredFirst));
  return entries.sort((a, b) => place(a.id) - place(b.id));
}

function idsOf(index) {
  const list = Array.isArray(index) ? index : (index.scenarios ?? index.order ?? index.examples ?? []);
  return list.map((entry) => (typeof entry === 'string' ? entry : entry.id));
}

/** Texts stand in HTML attributes. */
function filled(template, values) {
  return template.replace(/\{([\w-]+)\}/g, (whole, name) => {
    if (!(name in values)) throw new Error(`index.html asks for ${whole}, which nothing provides`);
    return values[name].replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  });
}

const compact = async (file) => JSON.stringify(JSON.parse(await readFile(file, 'utf8')));

async function moduleFiles() {
  const at = process.argv.indexOf('--module');
  const folder = at > 0 ? resolve(process.argv[at + 1]) : join(root, 'build', 'web');
  const missing = ['app.js', 'app.wasm'].find((name) => !existsSync(join(folder, name)));
  if (missing !== undefined) {
    throw new Error(`${relative(root, join(folder, missing))} is not there yet; build it with the CMake preset "web"`);
  }
  const { code } = await transform(await readFile(join(folder, 'app.js'), 'utf8'), { minify: true, target: 'es2021' });
  const later = join(folder, 'app.later.wasm'); // only where the compiler's tools could split it
  return { js: code, wasm: await readFile(join(folder, 'app.wasm')),
    later: existsSync(later) ? await readFile(later) : undefined };
}

async function main() {
  const out = new Site();
  const module = await moduleFiles();
  const examples = await scenarios();
  const values = { 'first-example': examples[0]?.id ?? '' };
  values.wasm = await out.add('app.wasm', module.wasm);
  values.later = module.later === undefined ? '' : await out.add('app.later.wasm', module.later);
  values.module = await out.add('app.js', module.js);
  values.early = await out.add('early.js', await bundled('early.ts'));
  values.page = await out.add('page.js', await bundled('main.ts'));
  values.mirror = await out.add('mirror.js', await bundled('mirror.ts', { format: 'esm' }));
  values['mirror-style'] = await out.add('mirror.css', await bundled('mirror.css', { loader: { '.css': 'css' } }));
  values.style = await out.add('page.css', await bundled('page.css', { loader: { '.css': 'css' } }));
  values.icon = await out.add('icon.svg', await readFile(join(web, 'icon.svg')));
  for (const { kind, bytes } of await fontsOnce()) values[`font-${kind}`] = await out.add(`fonts/${kind}.ttf`, bytes);
  for (const { id, scenario } of examples) {
    await out.add(`scenarios/${id}.json`, JSON.stringify(scenario), { named: 'plain' });
  }
  values.french = await out.add('texts/fr.json', await compact(join(root, 'assets', 'text', 'fr.json')));
  const assumptions = JSON.parse(await readFile(join(root, 'assets', 'assumptions.json'), 'utf8'));
  values.assumptions = await out.add('texts/assumptions.json', JSON.stringify(assumptions));
  await out.add('assumptions.html', assumptionsPage(assumptions), { named: 'plain' });
  const catalogue = examples.map(({ id, title, summary }) => ({ id, title, summary }));
  values.examples = await out.add('scenarios/catalogue.json', JSON.stringify(catalogue));
  const html = filled(await readFile(join(web, 'index.html'), 'utf8'), values);
  await out.add('index.html', html.replaceAll(/\n+/g, '\n'), { named: 'plain' });
  await out.add('.nojekyll', '', { named: 'plain' });
  await out.write();
  const later = [values.later, values.french, values.assumptions, values.examples, values.mirror, values['mirror-style']].filter((path) => path !== '');
  const first = Object.entries(values).filter(([name, path]) => name !== 'first-example' && path !== '' && !later.includes(path));
  report(out, ['index.html', ...first.map(([, path]) => path),
    ...(examples.length > 0 ? [`scenarios/${examples[0].id}.json`] : [])], later);
}

function report(out, firstLoad, later) {
  const packed = table(out, 'First load', firstLoad, `  (limit ${limit_bytes / 1024} KB)`);
  table(out, 'After the first picture', later, '');
  console.log(`Wrote ${relative(root, site)}: ${out.files.size} files`);
  if (packed > limit_bytes) {
    const sentence = 'the first load is larger than its limit';
    if (process.env.BRIGADE_SIZE_LIMIT !== 'report') throw new Error(sentence);
    console.log(`Note: ${sentence}.`);
  }
}

/** Prints the files' sizes; returns the sum as it is transferred. */
function table(out, title, paths, note) {
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} KB`;
  let whole = 0;
  let packed = 0;
  console.log(`${title.padEnd(36)}      plain      brotli`);
  for (const path of paths) {
    const file = out.files.get(path);
    const small = Math.min(file.packed.length, file.bytes.length);
    whole += file.bytes.length;
    packed += small;
    console.log(`  ${path.padEnd(34)}${kilobytes(file.bytes.length)} ${kilobytes(small)}`);
  }
  console.log(`  ${'sum'.padEnd(34)}${kilobytes(whole)} ${kilobytes(packed)}${note}`);
  return packed;
}

try {
  if (!statSync(join(web, 'node_modules')).isDirectory()) throw new Error('run npm ci in web/ first');
  await main();
} catch (error) {
  console.error(`web build: ${error.message}`);
  process.exit(1);
}
