// When a frame is drawn: only after something changed, and never while the page is hidden.
// Idle means no animation frame and no timer. Everything that changes something calls invalidate().
import type { AppEvent, Wasm } from './module';

const gestureFrames = 6;
const mostTimes = 100_000;

const cursors = ['default', 'text', 'move', 'ns-resize', 'ew-resize', 'nesw-resize', 'nwse-resize', 'pointer',
  'wait', 'progress', 'not-allowed'];

export class Loop {
  onEvents: (events: AppEvent[]) => void = () => undefined;
  onFrame: () => void = () => undefined;
  onCrash: (error: unknown) => void = () => undefined;

  private times: number[] | undefined; // of frames, once somebody asked for them
  private requested = 0;
  private wakeTimer = 0;
  private stopped = true;

  constructor(private readonly wasm: Wasm, private readonly canvas: HTMLCanvasElement) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.cancel(); else this.invalidate();
    });
  }

  begin(): void {
    this.stopped = false;
    this.invalidate();
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** What each frame since the last call took of the main thread, WebGL's calls left out; begins to record. */
  takeFrameTimes(): number[] {
    const taken = this.times ?? [];
    this.times = [];
    return taken;
  }

  /** Something changed: draw in the next animation frame, and on until it has settled. */
  invalidate(): void {
    if (this.stopped) return;
    this.wasm.changed();
    this.schedule();
  }

  /** Draws at once: inside a click the browser still allows copying, the file picker and the keyboard. */
  drawNow(): void {
    if (this.stopped || document.hidden) return;
    this.wasm.changed();
    let frames = 0;
    do {
      this.draw(performance.now());
      frames += 1;
    } while (!this.halted() && frames < gestureFrames && this.wasm.inputWaits());
  }

  private halted(): boolean {
    return this.stopped;
  }

  private schedule(): void {
    if (this.requested !== 0 || document.hidden) return;
    this.requested = requestAnimationFrame((time) => {
      this.requested = 0;
      this.draw(time);
    });
  }

  private cancel(): void {
    cancelAnimationFrame(this.requested);
    clearTimeout(this.wakeTimer);
    this.requested = 0;
    this.wakeTimer = 0;
  }

  private draw(time_ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.wakeTimer);
    this.wakeTimer = 0;
    const began_ms = this.times === undefined ? 0 : performance.now();
    let again = false;
    try {
      again = this.wasm.frame(time_ms);
    } catch (error) {
      this.stop();
      this.onCrash(error);
      return;
    }
    this.canvas.style.cursor = cursors[this.wasm.cursor()] ?? 'none';
    this.onFrame();
    this.onEvents(this.wasm.takeEvents());
    if (this.times !== undefined && this.times.length < mostTimes) {
      this.times.push(performance.now() - began_ms - this.wasm.graphicsMs());
    }
    if (again) this.schedule(); else this.rest();
  }

  /** Nothing moves: at most one timer, and only where the playground asks for it. */
  private rest(): void {
    const wake_ms = this.wasm.wakeAfterMs();
    if (wake_ms >= 0) this.wakeTimer = setTimeout(() => { this.invalidate(); }, wake_ms);
  }
}
