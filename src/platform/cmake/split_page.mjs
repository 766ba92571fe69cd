// Splits build/web/app.wasm in two: app.wasm keeps what the first picture needs, app.later.wasm gets the functions of
// all sources that no layer names FIRST (layer.cmake). A call into the second file goes through a slot of the table,
// where a function of the page stands until that file is there (web/src/second.ts).
//   node split_page.mjs NM WASM_SPLIT BUILD_FOLDER LIST_OF_LATER_OBJECTS
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const [nm, wasmSplit, build, laterList] = process.argv.slice(2);
const features = ['--enable-mutable-globals', '--enable-sign-ext', '--enable-nontrapping-float-to-int'];

const tool = (name) => join(dirname(wasmSplit), name);
const at = (path) => join(build, path);

/** The functions that these objects define, by their linker names. */
function functionsOf(paths) {
  const found = new Set();
  for (let from = 0; from < paths.length; from += 32) {  // the names of templates are long: all at once they fit no text
    const listing = execFileSync(nm, ['--defined-only', ...paths.slice(from, from + 32)],
      { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
    for (const line of listing.split('\n')) {
      const [kind, name] = line.split(' ').slice(-2);
      if ('TtWw'.includes(kind)) found.add(name);
    }
  }
  return found;
}

/** The functions of a module: whom each calls, and which of them the outside or the table names. */
function readModule(wasm) {
  const text = execFileSync(tool('wasm-dis'), [wasm, '-o', '-'], { encoding: 'latin1', maxBuffer: 1 << 29 });
  const calls = new Map();
  const exported = [...text.matchAll(/^ \(export ".*?" \(func \$(\S+?)\)\)/gm)].map(([, name]) => name);
  const pointedTo = [...text.matchAll(/^ \(elem .*$/gm)].flatMap(([line]) => [...line.matchAll(/\$([^ )]+)/g)].map(([, name]) => name));
  for (const body of text.split(/^ (?=\()/m)) {
    const name = /^\(func \$(\S+)/.exec(body)?.[1];
    if (name !== undefined) calls.set(name, [...body.matchAll(/\((?:return_)?call \$([^ )\n]+)/g)].map(([, called]) => called));
  }
  return { calls, exported, pointedTo };
}

/** What is reached by calls from these, without going through functions that stop it. */
function reached(calls, from, stops) {
  const found = new Set();
  for (const waiting = [...from]; waiting.length > 0;) {
    const name = waiting.pop();
    if (found.has(name) || !calls.has(name) || stops(name)) continue;
    found.add(name);
    waiting.push(...calls.get(name));
  }
  return found;
}

// Objects for Node are not in the page. What both kinds of sources define counts as the first's.
const laterObjects = new Set(readFileSync(laterList, 'utf8').split('\n').filter((path) => path !== '')
  .map((path) => normalize(path)));
const isLater = (path) => laterObjects.has(path);
const isForNode = (path) => /(_hot|brigade|brigade_tests|googletest)\.dir\//.test(path)
  || laterObjects.has(path.replace('.dir/', '_later.dir/'));
const objects = readdirSync(build, { recursive: true }).filter((path) => path.endsWith('.o')).map(at)
  .filter((path) => !isForNode(path));
const ofFirst = functionsOf(objects.filter((path) => !isLater(path)));
const ofLater = functionsOf([...laterObjects]);
if (ofFirst.size === 0 || ofLater.size === 0) throw new Error(`${nm} found no functions in the objects of ${build}`);
// Of functions that are equal, linking keeps one: the libraries' small templates may be called under another's name. They
// are put where they are needed first.
const comesLater = (name) => ofLater.has(name) && !ofFirst.has(name) && name.includes('brigade');

// The first file keeps what it can run without the second, and all that runs at the start to make the globals of both.
const [whole, firstPart, laterPart, list] = ['app.wasm', 'app.first.wasm', 'app.later.wasm', 'later_functions.txt'].map(at);
const { calls, exported, pointedTo } = readModule(whole);
const kept = new Set([...reached(calls, [...exported, ...pointedTo], comesLater),
  ...reached(calls, ['__wasm_call_ctors'], () => false)]);
const later = [...calls.keys()].filter((name) => !kept.has(name));
if (later.length === 0 || kept.size < 100) throw new Error(`${whole} could not be split: are its names gone?`);

writeFileSync(list, `${later.join('\n')}\n`);
execFileSync(wasmSplit, [...features, whole, `--split-funcs=@${list}`, '-o1', firstPart, '-o2', laterPart,
  '--export-prefix=%', '--import-namespace=first', '--placeholder-namespace=later']);
for (const part of [firstPart, laterPart]) {
  execFileSync(tool('wasm-opt'), ['-Oz', '--low-memory-unused', ...features, part, '-o', part]);
}
renameSync(firstPart, whole);
