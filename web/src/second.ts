// The second half of the program: what the first picture does without (src/platform/cmake/split_page.mjs). Its
// functions have slots in the first half's table. Until it is there, a stand-in in the slot fetches it on the spot,
// which makes the page wait once.
import { compileModule, fetchAsset } from './assets';

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
    const compiled = await compileModule(response);
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
