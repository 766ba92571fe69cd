// The other side of src/platform/web/main.cpp: the exported functions with types, and texts in and out of memory.
// Nothing here decides anything. A call that could emit events is followed by takeEvents().

/** The exported functions as Emscripten names them. Pointers and sizes are plain numbers. */
interface RawModule {
  bytes(): Uint8Array;
  onEvent(pointer: number, size: number): void;
  onCopy(pointer: number, size: number): void;
  onCaret(x: number, y: number, lineHeight: number): void;
  _brigade_alloc(size: number): number;
  _brigade_free(pointer: number): void;
  _brigade_start(isMac: number): number;
  _brigade_add_font(kind: number, pointer: number, size: number): void;
  _brigade_resize(w: number, h: number, ratio: number, wDevice: number, hDevice: number, safe: number): void;
  _brigade_context_lost(): void;
  _brigade_context_restored(): void;
  _brigade_changed(): void;
  _brigade_frame(wallMs: number): number;
  _brigade_frames(): number;
  _brigade_graphics_ms(): number;
  _brigade_input_waits(): number;
  _brigade_wake_after_ms(): number;
  _brigade_cursor(): number;
  _brigade_wants_text(): number;
  _brigade_pointer_move(kind: number, x: number, y: number): void;
  _brigade_pointer_leave(): void;
  _brigade_pointer_button(kind: number, button: number, down: number): void;
  _brigade_wheel(dx: number, dy: number, modifiers: number): void;
  _brigade_touch_can_scroll(vertical: number): number;
  _brigade_touch_scroll(dx: number, dy: number): void;
  _brigade_modifiers(bits: number): void;
  _brigade_key(code: number, codeSize: number, key: number, keySize: number, down: number): number;
  _brigade_text(pointer: number, size: number): void;
  _brigade_paste(pointer: number, size: number): void;
  _brigade_focus(focused: number): void;
  _brigade_request(pointer: number, size: number): number;
  _brigade_answer_size(): number;
  _brigade_md5_begin(): void;
  _brigade_md5_add(pointer: number, size: number): void;
  _brigade_md5_end(): number;
  _brigade_file(name: number, nameSize: number, bytes: number, bytesSize: number, size: number, md5: number,
    md5Size: number, x: number, y: number): void;
}

interface ModuleOptions {
  instantiateWasm(
    imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
  onEvent: RawModule['onEvent'];
  onCopy: RawModule['onCopy'];
  onCaret: RawModule['onCaret'];
  onAbort(reason: unknown): void;
  print(line: string): void;
  printErr(line: string): void;
}

export type ModuleFactory = (options: ModuleOptions) => Promise<RawModule>;

export interface AppError {
  code: string;
  text: string;
  line?: number;
  column?: number;
}

export type Answer = ({ ok: true } | { ok: false; error: AppError }) & Record<string, unknown>;
export type AppEvent = { type: string } & Record<string, unknown>;

export const enum PointerKind { Mouse = 0, Touch = 1, Pen = 2 }

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Wasm {
  /** Called inside a frame, so that the browser still sees the click that led to it. */
  onCopy: (text: string) => void = () => undefined;
  onCaret: (x: number, y: number, lineHeight: number) => void = () => undefined;

  private constructor(private readonly raw: RawModule, private readonly events: AppEvent[]) {}

  static async open(
    factory: ModuleFactory, instantiate: (imports: WebAssembly.Imports) => Promise<WebAssembly.WebAssemblyInstantiatedSource>,
    crashed: (reason: unknown) => void,
  ): Promise<Wasm> {
    const events: AppEvent[] = [];
    const opened: { wasm?: Wasm; raw?: RawModule } = {};
    const text = (pointer: number, size: number): string =>
      opened.raw === undefined ? '' : decoder.decode(opened.raw.bytes().subarray(pointer, pointer + size));
    opened.raw = await new Promise<RawModule>((resolve, reject) => {
      factory({
        instantiateWasm(imports, done) {
          instantiate(imports).then(({ instance, module }) => { done(instance, module); }, reject);
          return {};
        },
        onEvent: (pointer, size) => { events.push(JSON.parse(text(pointer, size)) as AppEvent); },
        onCopy: (pointer, size) => { opened.wasm?.onCopy(text(pointer, size)); },
        onCaret: (x, y, lineHeight) => { opened.wasm?.onCaret(x, y, lineHeight); },
        onAbort: crashed,
        print: (line) => { console.log(line); },
        printErr: (line) => { console.error(line); },
      }).then(resolve, reject);
    });
    opened.wasm = new Wasm(opened.raw, events);
    return opened.wasm;
  }

  /** What the playground has told since the last call. */
  takeEvents(): AppEvent[] {
    return this.events.splice(0);
  }

  start(isMac: boolean): boolean { return this.raw._brigade_start(Number(isMac)) === 1; }
  resize(w: number, h: number, ratio: number, wDevice: number, hDevice: number, safeBottom: number): void {
    this.raw._brigade_resize(w, h, ratio, wDevice, hDevice, safeBottom);
  }
  contextLost(): void { this.raw._brigade_context_lost(); }
  contextRestored(): void { this.raw._brigade_context_restored(); }
  changed(): void { this.raw._brigade_changed(); }
  frame(wallMs: number): boolean { return this.raw._brigade_frame(wallMs) === 1; }
  frames(): number { return this.raw._brigade_frames(); }
  graphicsMs(): number { return this.raw._brigade_graphics_ms(); }
  inputWaits(): boolean { return this.raw._brigade_input_waits() === 1; }
  wakeAfterMs(): number { return this.raw._brigade_wake_after_ms(); }
  cursor(): number { return this.raw._brigade_cursor(); }
  wantsText(): boolean { return this.raw._brigade_wants_text() === 1; }

  pointerMove(kind: PointerKind, x: number, y: number): void { this.raw._brigade_pointer_move(kind, x, y); }
  pointerLeave(): void { this.raw._brigade_pointer_leave(); }
  pointerButton(kind: PointerKind, button: number, down: boolean): void {
    this.raw._brigade_pointer_button(kind, button, Number(down));
  }
  wheel(dx: number, dy: number, modifiers: number): void { this.raw._brigade_wheel(dx, dy, modifiers); }
  touchCanScroll(vertical: boolean): boolean { return this.raw._brigade_touch_can_scroll(Number(vertical)) === 1; }
  touchScroll(dx: number, dy: number): void { this.raw._brigade_touch_scroll(dx, dy); }
  modifiers(bits: number): void { this.raw._brigade_modifiers(bits); }
  focus(focused: boolean): void { this.raw._brigade_focus(Number(focused)); }

  key(code: string, key: string, down: boolean): boolean {
    return this.lend(encoder.encode(code), (c, cSize) =>
      this.lend(encoder.encode(key), (k, kSize) => this.raw._brigade_key(c, cSize, k, kSize, Number(down)) === 1));
  }
  text(utf8: string): void {
    this.lend(encoder.encode(utf8), (pointer, size) => { this.raw._brigade_text(pointer, size); });
  }
  paste(utf8: string): void {
    this.lend(encoder.encode(utf8), (pointer, size) => { this.raw._brigade_paste(pointer, size); });
  }
  addFont(kind: number, ttf: Uint8Array): void {
    this.lend(ttf, (pointer, size) => { this.raw._brigade_add_font(kind, pointer, size); });
  }

  request(request: { type: string } & Record<string, unknown>): Answer {
    const answer = this.lend(encoder.encode(JSON.stringify(request)), (pointer, size) =>
      this.read(this.raw._brigade_request(pointer, size), this.raw._brigade_answer_size()));
    return JSON.parse(answer) as Answer;
  }

  md5Begin(): void { this.raw._brigade_md5_begin(); }
  md5Add(bytes: Uint8Array): void {
    this.lend(bytes, (pointer, size) => { this.raw._brigade_md5_add(pointer, size); });
  }
  md5End(): string { return this.read(this.raw._brigade_md5_end(), 32); }

  file(name: string, bytes: Uint8Array, sizeBytes: number, md5Hex: string, x: number, y: number): void {
    this.lend(encoder.encode(name), (n, nSize) => {
      this.lend(bytes, (b, bSize) => {
        this.lend(encoder.encode(md5Hex), (m, mSize) => {
          this.raw._brigade_file(n, nSize, b, bSize, sizeBytes, m, mSize, x, y);
        });
      });
    });
  }

  private read(pointer: number, size: number): string {
    return decoder.decode(this.raw.bytes().subarray(pointer, pointer + size));
  }

  /** Copies bytes into the module's memory for the time of one call. */
  private lend<T>(bytes: Uint8Array, use: (pointer: number, size: number) => T): T {
    const pointer = this.raw._brigade_alloc(Math.max(1, bytes.length));
    if (pointer === 0) throw new Error('out of memory');
    this.raw.bytes().set(bytes, pointer);
    try {
      return use(pointer, bytes.length);
    } finally {
      this.raw._brigade_free(pointer);
    }
  }
}
