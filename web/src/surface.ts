// The canvas's size in CSS and device pixels, and the loss and return of its graphics context.
import type { Loop } from './loop';
import type { Wasm } from './module';

export class Surface {
  private safeBottom_px = 0;

  constructor(private readonly wasm: Wasm, private readonly loop: Loop, private readonly canvas: HTMLCanvasElement) {
    this.watchSize();
    this.watchPixelRatio();
    this.watchKeyboardOfPhones();
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault(); // says that we want it back
      wasm.contextLost();
    });
    canvas.addEventListener('webglcontextrestored', () => {
      wasm.contextRestored();
      loop.invalidate();
    });
    this.fit();
  }

  private watchSize(): void {
    const observer = new ResizeObserver((entries) => {
      const box: Partial<ResizeObserverEntry> = entries[0] ?? {}; // Safari has no device pixels here
      const device = box.devicePixelContentBoxSize?.[0];
      this.fit(device?.inlineSize, device?.blockSize);
      this.loop.drawNow(); // before the browser paints the emptied canvas
    });
    try {
      observer.observe(this.canvas, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(this.canvas);
    }
  }

  private watchPixelRatio(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', () => {
      this.fit();
      this.loop.invalidate();
      this.watchPixelRatio();
    }, { once: true });
  }

  /** A phone's keyboard covers the page without resizing it; what is left is the visual viewport. */
  private watchKeyboardOfPhones(): void {
    const viewport = window.visualViewport;
    viewport?.addEventListener('resize', () => {
      const covered = viewport.scale === 1 ? Math.max(0, innerHeight - viewport.height) : 0;
      document.documentElement.style.setProperty('--covered', `${covered}px`);
    });
  }

  private fit(widthDevice?: number, heightDevice?: number): void {
    const ratio = devicePixelRatio;
    const { width, height } = this.canvas.getBoundingClientRect();
    const wDevice = deviceSize(width * ratio, widthDevice);
    const hDevice = deviceSize(height * ratio, heightDevice);
    if (this.canvas.width !== wDevice || this.canvas.height !== hDevice) {
      this.canvas.width = wDevice;
      this.canvas.height = hDevice;
    }
    this.safeBottom_px = parseFloat(getComputedStyle(this.canvas).getPropertyValue('scroll-margin-bottom')) || 0;
    this.wasm.resize(wDevice / ratio, hDevice / ratio, ratio, wDevice, hDevice, this.safeBottom_px);
  }
}

/** The browser's own figure, where it has one and is not fooled by an emulated screen. */
function deviceSize(computed: number, told: number | undefined): number {
  return Math.max(1, told !== undefined && Math.abs(told - computed) < 2 ? told : Math.round(computed));
}
