// Fetches everything that the first picture needs, all at once, and reports in one sentence what did not come.
// The addresses stand in the page's head (written by the build), so that the browser fetches while it reads.
import { Wasm, type ModuleFactory } from './module';

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

async function fetchAsset(address: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch {
    throw new Error(`${shortName(address)} did not arrive`);
  }
  if (!response.ok) throw new Error(`${shortName(address)}: ${response.status} ${response.statusText}`.trim());
  return response;
}

function shortName(address: string): string {
  return new URL(address).pathname.split('/').pop() ?? address;
}

async function instantiate(imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const response = await fetchAsset(assetAddress('wasm'));
  if (response.headers.get('Content-Type')?.startsWith('application/wasm') === true) {
    return WebAssembly.instantiateStreaming(response, imports);
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports); // a host that does not know the type
}

export async function loadModule(crashed: (reason: unknown) => void): Promise<Wasm> {
  const fonts = fontKinds.map(async (kind) => (await fetchAsset(assetAddress(`font-${kind}`))).arrayBuffer());
  const factory = globalThis.createBrigade;
  if (factory === undefined) throw new Error('the program did not arrive');
  const [wasm, ...ttfs] = await Promise.all([Wasm.open(factory, instantiate, crashed), ...fonts]);
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

let french: Promise<unknown> | undefined;

/** The French texts, which English readers do without; fetched once, and anew where that failed. */
export function loadFrench(): Promise<unknown> {
  french ??= fetchAsset(new URL(document.body.dataset['french'] ?? '', document.baseURI).href)
    .then((response) => response.json() as Promise<unknown>);
  french.catch(() => { french = undefined; });
  return french;
}
