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

/**
 * The second half of the program: what the first picture does without. Its functions have slots in the first half's
 * table. Until it is there, a stand-in in the slot fetches it on the spot, which makes the page wait once.
 */
export class SecondHalf {
  private first: WebAssembly.Exports | undefined;
  private coming: Promise<void> | undefined;
  private isThere = false;
  private readonly address = document.body.dataset['later'] ?? ''; // empty: the program is one file

  /** What the first half imports, and of the second half its stand-ins. */
  importsFor(imports: WebAssembly.Imports): WebAssembly.Imports {
    const standIns = new Proxy({}, {
      get: (_target, slot) => (...values: unknown[]): unknown => {
        this.loadNow();
        const arrived = this.table().get(Number(slot)) as (...given: unknown[]) => unknown;
        return arrived(...values);
      },
    });
    return { ...imports, later: standIns as WebAssembly.ModuleImports };
  }

  joins(first: WebAssembly.Exports): void {
    this.first = first;
  }

  load(): Promise<void> {
    this.coming ??= this.address === '' ? Promise.resolve() : this.fetched();
    return this.coming;
  }

  private async fetched(): Promise<void> {
    const response = await fetchAsset(new URL(this.address, document.baseURI).href);
    const compiled = await compile(response);
    if (!this.isThere) await WebAssembly.instantiate(compiled, this.imports());
    this.isThere = true;
  }

  private loadNow(): void {
    if (this.isThere) return;
    const request = new XMLHttpRequest();
    request.open('GET', this.address, false);
    request.overrideMimeType('text/plain; charset=x-user-defined'); // a request that blocks may not ask for bytes
    request.send();
    const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
    new WebAssembly.Instance(new WebAssembly.Module(bytes), this.imports()); // fills the slots
    this.isThere = true;
  }

  private imports(): WebAssembly.Imports {
    if (this.first === undefined) throw new Error('the first half is not there yet');
    return { first: this.first as WebAssembly.ModuleImports };
  }

  private table(): WebAssembly.Table {
    const table = Object.values(this.first ?? {}).find((one) => one instanceof WebAssembly.Table);
    if (table === undefined) throw new Error('the first half has no table');
    return table;
  }
}

async function compile(response: Response): Promise<WebAssembly.Module> {
  return isWasm(response) ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

const isWasm = (response: Response): boolean => // a host may not know the type
  response.headers.get('Content-Type')?.startsWith('application/wasm') === true;

async function instantiate(
  imports: WebAssembly.Imports, second: SecondHalf,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const module = await compile(await fetchAsset(assetAddress('wasm')));
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
