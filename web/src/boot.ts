// Fetches everything that the first picture needs, all at once, and reports in one sentence what did not come.
// The addresses stand in the page's head (written by the build), so that the browser fetches while it reads.
import { compileModule, fetchAsset } from './assets';
import { Wasm, type ModuleFactory } from './module';
import type { SecondHalf } from './second';

declare global {
  var createBrigade: ModuleFactory | undefined; // defined by the module's own script
}

export interface ExampleEntry {
  id: string;
  title: Record<string, string>;
  summary: Record<string, string>;
}

const fontKinds = ['text', 'semibold', 'mono', 'icons'] as const;

function assetAddress(name: string): string {
  const link = document.getElementById(`asset-${name}`);
  if (!(link instanceof HTMLLinkElement)) throw new Error(`the page names no ${name}`);
  return link.href;
}

async function instantiate(
  imports: WebAssembly.Imports, second: SecondHalf,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const module = await compileModule(await fetchAsset(assetAddress('wasm')));
  const instance = await WebAssembly.instantiate(module, second.importsFor(imports));
  second.joins(instance.exports);
  return { module, instance };
}

export async function loadModule(second: SecondHalf, crashed: (reason: unknown) => void): Promise<Wasm> {
  const fonts = fontKinds.map(async (kind) => (await fetchAsset(assetAddress(`font-${kind}`))).arrayBuffer());
  const factory = globalThis.createBrigade;
  if (factory === undefined) throw new Error('the program did not arrive');
  const [wasm, ...ttfs] = await Promise.all([
    Wasm.open(factory, (imports) => instantiate(imports, second), crashed), ...fonts]);
  pendingFonts = ttfs.map((ttf) => new Uint8Array(ttf));
  return wasm;
}

let pendingFonts: Uint8Array[] = [];

export function handOverFonts(wasm: Wasm): void {
  pendingFonts.forEach((ttf, kind) => { wasm.addFont(kind, ttf); });
  pendingFonts = [];
}

export async function loadCatalogue(): Promise<ExampleEntry[]> {
  return (await (await fetchAsset(assetAddress('examples'))).json()) as ExampleEntry[];
}

export async function loadExample(id: string): Promise<string> {
  return (await fetchAsset(new URL(`scenarios/${id}.json`, document.baseURI).href)).text();
}

/** What the model simplifies; asked for by the panel that shows it. */
export async function loadAssumptions(): Promise<unknown> {
  const response = await fetchAsset(new URL(document.body.dataset['assumptions'] ?? '', document.baseURI).href);
  return response.json();
}

let french: Promise<unknown> | undefined;

/** The French texts, which English readers do without; fetched once, and anew where that failed. */
export function loadFrench(): Promise<unknown> {
  french ??= fetchAsset(new URL(document.body.dataset['french'] ?? '', document.baseURI).href)
    .then((response) => response.json() as Promise<unknown>);
  french.catch(() => { french = undefined; });
  return french;
}
