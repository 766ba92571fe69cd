// Mouse, pen and fingers. A mouse and a pen go through as they are. One finger taps, scrolls what can scroll, or
// drags; held still it is the right button; two fingers pan (wheel) and pinch (wheel with Ctrl).
// Inside a host page the wheel belongs to the host until the canvas has the focus.
import type { Loop } from './loop';
import { PointerKind, type Wasm } from './module';

const tapSlop_px = 8;
const longPress_ms = 500;
const wheelNotch_px = 100;
const wheelNotchLines = 3;
const pinchNotches = 12; // wheel notches for a doubling of the fingers' distance
const ctrlBit = 1;

type FingerMode = 'undecided' | 'scroll' | 'drag' | 'done';

interface Finger {
  id: number;
  x: number;
  y: number;
}

export function modifierBits(event: MouseEvent | KeyboardEvent): number {
  return (event.ctrlKey ? 1 : 0) | (event.shiftKey ? 2 : 0) | (event.altKey ? 4 : 0) | (event.metaKey ? 8 : 0);
}

/** DOM: 0 left, 1 middle, 2 right. Dear ImGui: 0 left, 1 right, 2 middle. */
function imguiButton(domButton: number): number {
  return [0, 2, 1][domButton] ?? domButton;
}

export class PointerInput {
  private readonly embedded = window.parent !== window;
  private fingers: Finger[] = [];
  private mode: FingerMode = 'done';
  private startX = 0;
  private startY = 0;
  private longPressTimer = 0;

  constructor(
    private readonly wasm: Wasm, private readonly loop: Loop, private readonly canvas: HTMLCanvasElement,
    private readonly takeFocus: () => void, private readonly hasFocus: () => boolean,
  ) {
    canvas.addEventListener('pointermove', (event) => { this.moved(event); });
    canvas.addEventListener('pointerdown', (event) => { this.pressed(event); });
    canvas.addEventListener('pointerup', (event) => { this.released(event, false); });
    canvas.addEventListener('pointercancel', (event) => { this.released(event, true); });
    canvas.addEventListener('pointerleave', (event) => {
      if (event.pointerType === 'touch') return;
      wasm.pointerLeave();
      loop.invalidate();
    });
    canvas.addEventListener('wheel', (event) => { this.wheel(event); }, { passive: false });
    canvas.addEventListener('contextmenu', (event) => { event.preventDefault(); });
    canvas.addEventListener('mousedown', (event) => { event.preventDefault(); }); // the focus is set by hand
    canvas.style.touchAction = this.embedded ? 'pan-y' : 'none';
    canvas.addEventListener('focus', () => { canvas.style.touchAction = 'none'; });
    canvas.addEventListener('blur', () => { if (this.embedded && !hasFocus()) canvas.style.touchAction = 'pan-y'; });
  }

  private place(event: MouseEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private moved(event: PointerEvent): void {
    const [x, y] = this.place(event);
    if (event.pointerType === 'touch') {
      this.fingerMoved(event.pointerId, x, y);
      return;
    }
    this.wasm.modifiers(modifierBits(event));
    this.wasm.pointerMove(event.pointerType === 'pen' ? PointerKind.Pen : PointerKind.Mouse, x, y);
    this.loop.invalidate();
  }

  private pressed(event: PointerEvent): void {
    const [x, y] = this.place(event);
    this.takeFocus();
    this.capture(event.pointerId);
    if (event.pointerType === 'touch') {
      this.fingerDown(event.pointerId, x, y);
      return;
    }
    const kind = event.pointerType === 'pen' ? PointerKind.Pen : PointerKind.Mouse;
    this.wasm.modifiers(modifierBits(event));
    this.wasm.pointerMove(kind, x, y);
    this.wasm.pointerButton(kind, imguiButton(event.button), true);
    this.loop.invalidate();
  }

  private released(event: PointerEvent, cancelled: boolean): void {
    const [x, y] = this.place(event);
    if (event.pointerType === 'touch') {
      this.fingerUp(event.pointerId, cancelled);
      return;
    }
    const kind = event.pointerType === 'pen' ? PointerKind.Pen : PointerKind.Mouse;
    this.wasm.pointerMove(kind, x, y);
    this.wasm.pointerButton(kind, imguiButton(event.button), false);
    this.loop.drawNow();
    this.loop.invalidate();
  }

  /** Refused for a pointer that has gone already; the drag then ends at the edge. */
  private capture(id: number): void {
    try {
      this.canvas.setPointerCapture(id);
    } catch {
      // Nothing to do.
    }
  }

  private wheel(event: WheelEvent): void {
    if (this.embedded && !this.hasFocus()) return;
    event.preventDefault();
    const perNotch = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? wheelNotch_px
      : event.deltaMode === WheelEvent.DOM_DELTA_LINE ? wheelNotchLines : 1;
    const [x, y] = this.place(event);
    this.wasm.pointerMove(PointerKind.Mouse, x, y);
    this.wasm.wheel(-event.deltaX / perNotch, -event.deltaY / perNotch, modifierBits(event));
    this.loop.invalidate();
  }

  private fingerDown(id: number, x: number, y: number): void {
    this.fingers.push({ id, x, y });
    clearTimeout(this.longPressTimer);
    if (this.fingers.length > 1) {
      if (this.mode === 'drag') this.wasm.pointerButton(PointerKind.Touch, 0, false);
      this.mode = 'done';
      this.loop.invalidate();
      return;
    }
    this.mode = 'undecided';
    this.startX = x;
    this.startY = y;
    this.wasm.pointerMove(PointerKind.Touch, x, y);
    this.loop.drawNow(); // so that the playground knows what lies under the finger
    this.longPressTimer = setTimeout(() => { this.longPressed(); }, longPress_ms);
  }

  private longPressed(): void {
    if (this.mode !== 'undecided') return;
    this.mode = 'done';
    this.wasm.pointerButton(PointerKind.Touch, 1, true);
    this.wasm.pointerButton(PointerKind.Touch, 1, false);
    this.loop.invalidate();
  }

  private fingerMoved(id: number, x: number, y: number): void {
    const finger = this.fingers.find((one) => one.id === id);
    if (finger === undefined) return;
    const before = this.fingers.map((one) => ({ ...one }));
    const dx = x - finger.x;
    const dy = y - finger.y;
    finger.x = x;
    finger.y = y;
    if (this.fingers.length === 2) {
      this.twoFingers(before);
      return;
    }
    if (this.mode === 'undecided') this.decide(x, y);
    if (this.mode === 'scroll') this.wasm.touchScroll(dx, dy);
    if (this.mode === 'drag') this.wasm.pointerMove(PointerKind.Touch, x, y);
    this.loop.invalidate();
  }

  private decide(x: number, y: number): void {
    const dx = Math.abs(x - this.startX);
    const dy = Math.abs(y - this.startY);
    if (Math.max(dx, dy) < tapSlop_px) return;
    clearTimeout(this.longPressTimer);
    if (this.wasm.touchCanScroll(dy >= dx)) {
      this.mode = 'scroll';
      return;
    }
    this.mode = 'drag';
    this.wasm.pointerButton(PointerKind.Touch, 0, true);
  }

  private twoFingers(before: Finger[]): void {
    const [a, b] = this.fingers;
    const [oldA, oldB] = before;
    if (a === undefined || b === undefined || oldA === undefined || oldB === undefined) return;
    const distance = Math.hypot(a.x - b.x, a.y - b.y);
    const oldDistance = Math.hypot(oldA.x - oldB.x, oldA.y - oldB.y);
    const middleX = (a.x + b.x) / 2;
    const middleY = (a.y + b.y) / 2;
    this.wasm.pointerMove(PointerKind.Touch, middleX, middleY);
    this.wasm.wheel((middleX - (oldA.x + oldB.x) / 2) / wheelNotch_px,
      (middleY - (oldA.y + oldB.y) / 2) / wheelNotch_px, 0);
    if (distance > 1 && oldDistance > 1) {
      this.wasm.wheel(0, Math.log2(distance / oldDistance) * pinchNotches, ctrlBit);
      this.wasm.modifiers(0);
    }
    this.loop.invalidate();
  }

  private fingerUp(id: number, cancelled: boolean): void {
    const wasOne = this.fingers.length === 1;
    this.fingers = this.fingers.filter((finger) => finger.id !== id);
    clearTimeout(this.longPressTimer);
    if (wasOne && this.mode === 'undecided' && !cancelled) {
      this.wasm.pointerButton(PointerKind.Touch, 0, true);
      this.wasm.pointerButton(PointerKind.Touch, 0, false);
    } else if (this.mode === 'drag') {
      this.wasm.pointerButton(PointerKind.Touch, 0, false);
    }
    this.mode = 'done';
    this.loop.drawNow();
    this.wasm.pointerLeave(); // a finger that has gone hovers over nothing
    this.loop.invalidate();
  }
}
