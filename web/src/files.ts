// Files from the learner's computer: dropped on the canvas or picked. They never leave it.
// Bodies go to the playground up to 256 KiB; beyond that only the size and the MD5, read slice by slice.
import type { Loop } from './loop';
import type { Wasm } from './module';
import { say } from './texts';

const largestBody_bytes = 256 * 1024;
const slice_bytes = 4 * 1024 * 1024;
const largestObject_bytes = 5 * 1024 ** 4;
const mostFiles = 100;

export class FileInput {
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly wasm: Wasm, private readonly loop: Loop, private readonly canvas: HTMLCanvasElement,
    private readonly picker: HTMLInputElement, private readonly tell: (text: string) => void,
  ) {
    document.addEventListener('dragover', (event) => { this.draggedOver(event); });
    document.addEventListener('drop', (event) => { this.dropped(event); });
    picker.addEventListener('change', () => {
      this.take([...(picker.files ?? [])], -1, -1);
      picker.value = ''; // picking the same file again is a change again
    });
  }

  /** Must be called inside a click. */
  openPicker(): void {
    this.picker.click();
  }

  /** Reads one after the other, in order; a position below 0: picked, not dropped. */
  take(files: File[], x: number, y: number): void {
    if (files.length > mostFiles) this.tell(say('filesTooMany', { limit: mostFiles }));
    for (const file of files.slice(0, mostFiles)) {
      this.queue = this.queue.then(() => this.read(file, x, y));
    }
  }

  private draggedOver(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const [x, y] = this.place(event);
    this.wasm.pointerMove(0, x, y);
    this.loop.invalidate();
  }

  private dropped(event: DragEvent): void {
    if (event.dataTransfer === null) return;
    event.preventDefault(); // else the browser would leave the page for the file
    const files: File[] = [];
    for (const item of event.dataTransfer.items) {
      if (item.kind !== 'file') continue;
      const file = item.getAsFile();
      if (item.webkitGetAsEntry()?.isDirectory === true) {
        this.tell(say('folderDropped', { name: file?.name ?? '' }));
      } else if (file !== null) {
        files.push(file);
      }
    }
    const [x, y] = this.place(event);
    this.take(files, x, y);
  }

  private place(event: DragEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private async read(file: File, x: number, y: number): Promise<void> {
    if (file.size > largestObject_bytes) {
      this.tell(say('fileTooLarge', { name: file.name }));
      return;
    }
    try {
      const small = file.size <= largestBody_bytes;
      const bytes = small ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(0);
      const md5Hex = small ? this.md5(bytes) : await this.md5OfSlices(file);
      this.wasm.file(file.name, bytes, file.size, md5Hex, x, y);
      this.loop.invalidate();
    } catch {
      this.tell(say('fileUnreadable', { name: file.name }));
    }
  }

  private md5(bytes: Uint8Array): string {
    this.wasm.md5Begin();
    this.wasm.md5Add(bytes);
    return this.wasm.md5End();
  }

  private async md5OfSlices(file: File): Promise<string> {
    this.wasm.md5Begin();
    for (let at = 0; at < file.size; at += slice_bytes) {
      this.wasm.md5Add(new Uint8Array(await file.slice(at, at + slice_bytes).arrayBuffer()));
    }
    return this.wasm.md5End();
  }
}
