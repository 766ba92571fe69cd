// Keys, text, input methods, the clipboard and the focus.
// Keys go to the canvas; while a text field of the playground is active they go to a hidden textarea at the caret,
// so that dead keys, input methods, phone keyboards and paste are the browser's own. Only keys that the playground
// uses are kept from the browser. Escape, then Tab, leaves the canvas.
import type { Loop } from './loop';
import type { Wasm } from './module';
import { modifierBits } from './pointer';

const plainKeys = new Set(['Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home',
  'End', 'Delete', 'Backspace', ' ', 'Enter', 'Escape', 'Insert']);
// With Ctrl or Cmd: select all, undo, redo, copy, cut; paste comes as its own event.
const commandKeys = new Set(['a', 'z', 'y', 'c', 'x']);
const commandNavigation = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Backspace',
  'Delete', 'Enter']);
// Typed on the canvas, some browsers open their quick search on these.
const quickSearchKeys = new Set(['/', "'", '?']);
const sentinel = ' '; // a phone's keyboard reports Backspace only where there is something to delete

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export class KeyboardInput {
  private composing = false;
  private leaving = false;
  private tabbed = false;

  constructor(
    private readonly wasm: Wasm, private readonly loop: Loop, private readonly canvas: HTMLCanvasElement,
    private readonly field: HTMLTextAreaElement,
  ) {
    const targets: HTMLElement[] = [canvas, field];
    for (const target of targets) {
      target.addEventListener('keydown', (event) => { this.keyDown(event); });
      target.addEventListener('keyup', (event) => { this.keyUp(event); });
      target.addEventListener('focus', (event) => { this.focused(event.relatedTarget); });
      target.addEventListener('blur', () => { this.blurred(); });
    }
    document.addEventListener('keydown', (event) => { this.tabbed = event.key === 'Tab'; }, true);
    document.addEventListener('pointerdown', () => { this.tabbed = false; }, true);
    document.addEventListener('paste', (event) => { this.pasted(event); });
    field.addEventListener('compositionstart', () => { this.compose(true); });
    field.addEventListener('compositionend', () => { this.compose(false); });
    field.addEventListener('input', (event) => { this.typed(event as InputEvent); });
    wasm.onCaret = (x, y, lineHeight) => { this.placeField(x, y, lineHeight); };
    this.resetField();
  }

  hasFocus(): boolean {
    const active = document.activeElement;
    return document.hasFocus() && (active === this.canvas || active === this.field);
  }

  /** A press on the canvas: focus comes to it, or stays in the text field. */
  takeFocus(): void {
    this.leaving = false;
    if (document.activeElement !== this.field) this.canvas.focus({ preventScroll: true });
  }

  /** After each frame: the text field has the focus exactly while the playground wants text. */
  follow(): void {
    const active = document.activeElement;
    const wants = this.wasm.wantsText();
    if (wants && active === this.canvas && !this.leaving) {
      this.resetField();
      this.field.focus({ preventScroll: true });
    } else if (!wants && active === this.field && !this.composing) {
      this.canvas.focus({ preventScroll: true });
    }
  }

  private focused(from: EventTarget | null): void {
    if (from !== this.canvas && from !== this.field) this.leaving = false;
    this.canvas.classList.toggle('tabbed', this.tabbed && document.activeElement === this.canvas);
    this.wasm.focus(true);
    this.loop.invalidate();
  }

  private blurred(): void {
    this.canvas.classList.remove('tabbed');
    queueMicrotask(() => {
      if (this.hasFocus()) return;
      this.wasm.modifiers(0);
      this.wasm.focus(false);
      this.loop.invalidate();
    });
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.isComposing || this.composing || isForInputMethod(event)) return;
    const command = event.ctrlKey || event.metaKey;
    const altGraph = event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey);
    const inField = document.activeElement === this.field;
    if (event.key === 'Tab' && this.leaving) return; // the browser moves on to what follows the canvas
    if (event.key !== 'Shift') this.leaving = event.key === 'Escape';
    this.wasm.modifiers(modifierBits(event));

    const letter = event.key.toLowerCase();
    if (command && !altGraph) {
      if (!commandKeys.has(letter) && !commandNavigation.has(event.key)) return; // the browser's own shortcut
      event.preventDefault();
      this.press(event);
      if (letter === 'c' || letter === 'x') this.loop.drawNow(); // copying is allowed only inside the key's event
      return;
    }
    if (event.altKey && !altGraph && event.key.startsWith('Arrow')) return; // back and forward in the history
    if (plainKeys.has(event.key) && !(inField && event.key === ' ')) {
      event.preventDefault();
      this.wasm.key(event.code, event.key, true);
      if (inField && event.key === 'Enter') this.loop.drawNow();
    } else if (!inField) {
      this.wasm.key(event.code, event.key, true);
      if (/^.$/u.test(event.key)) this.wasm.text(event.key);
      if (quickSearchKeys.has(event.key)) event.preventDefault();
    }
    this.loop.invalidate();
  }

  /** Down and up at once: with Cmd held, browsers never tell that the letter was released. */
  private press(event: KeyboardEvent): void {
    this.wasm.key(event.code, event.key, true);
    this.wasm.key(event.code, event.key, false);
    this.loop.invalidate();
  }

  private keyUp(event: KeyboardEvent): void {
    this.wasm.modifiers(modifierBits(event));
    this.wasm.key(event.code, event.key, false);
    this.loop.invalidate();
  }

  private compose(begins: boolean): void {
    this.composing = begins;
    this.field.classList.toggle('composing', begins);
    if (!begins) this.takeTyped();
  }

  private typed(event: InputEvent): void {
    if (this.composing || event.isComposing) return;
    this.takeTyped();
  }

  private takeTyped(): void {
    const value = this.field.value;
    if (value.length < sentinel.length) {
      this.wasm.key('Backspace', 'Backspace', true);
      this.wasm.key('Backspace', 'Backspace', false);
    } else if (value.startsWith(sentinel)) {
      this.wasm.text(value.slice(sentinel.length));
    } else {
      this.wasm.text(value);
    }
    this.resetField();
    this.loop.invalidate();
  }

  private resetField(): void {
    this.field.value = sentinel;
    this.field.setSelectionRange(sentinel.length, sentinel.length);
  }

  private pasted(event: ClipboardEvent): void {
    if (!this.hasFocus()) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    if (text === '') return;
    this.wasm.modifiers(0);
    this.wasm.paste(text);
    this.loop.invalidate();
  }

  private placeField(x: number, y: number, lineHeight: number): void {
    const style = this.field.style;
    style.left = `${Math.max(0, Math.round(x))}px`;
    style.top = `${Math.max(0, Math.round(y))}px`;
    style.height = `${Math.max(1, Math.round(lineHeight))}px`;
  }
}

/** Safari tells the last key of a composition after its end; 229 is how it marks it. */
function isForInputMethod(event: KeyboardEvent): boolean {
  return event.keyCode === 229; // eslint-disable-line @typescript-eslint/no-deprecated -- nothing else tells
}

/** Copies, and falls back to the old way where the browser or a sandbox refuses the new one. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

function copyTheOldWay(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand('copy'); // eslint-disable-line @typescript-eslint/no-deprecated -- the only other way
  } catch {
    copied = false;
  }
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}
