// The way to the HTML view and back: a button before and one after the canvas, seen once Tab reaches it, and the
// address (?view=text). The view itself is fetched when it is first opened.
import type { Bridge } from './bridge';
import type { OpenMirror, openMirror } from './mirror';
import { say } from './texts';

export function wantsTextView(): boolean {
  return new URLSearchParams(location.search).get('view') === 'text';
}

export class TextView {
  private readonly root = document.getElementById('mirror') ?? document.body;
  private readonly frame = document.getElementById('frame') ?? document.body;
  private readonly buttons = [...document.querySelectorAll<HTMLElement>('.text-view')];
  private mirror: OpenMirror | undefined;
  private loading: Promise<{ openMirror: typeof openMirror }> | undefined;

  constructor(
    private readonly bridge: Bridge, private readonly canvas: HTMLElement, private readonly canDraw: boolean,
    private readonly settle: () => void, private readonly copy: (text: string) => void,
  ) {
    if (window.parent !== window) this.buttons.pop()?.remove(); // Escape, then Tab, leads on into the host's page
    for (const button of this.buttons) button.addEventListener('click', () => { void this.open(); });
    this.name();
  }

  /** In the language in use. */
  name(): void {
    for (const button of this.buttons) button.textContent = say('textView');
  }

  changed(): void {
    this.mirror?.changed();
  }

  async open(): Promise<void> {
    if (this.mirror !== undefined) return;
    try {
      this.loading ??= this.load();
      const { openMirror: open } = await this.loading;
      if (!this.canDraw) this.bridge.message(say('drawsNothing'), 'info');
      this.show(true);
      this.mirror = open({
        bridge: this.bridge, root: this.root, canDraw: this.canDraw, settle: this.settle, copy: this.copy,
        closed: () => { this.closed(); },
      });
    } catch (error) {
      this.loading = undefined;
      this.show(false);
      console.error(error);
      this.bridge.message(say('textViewFailed'), 'error');
    }
  }

  private closed(): void {
    this.mirror = undefined;
    this.show(false);
    this.canvas.focus({ preventScroll: true });
  }

  private show(text: boolean): void {
    this.root.hidden = !text;
    this.frame.inert = text;
    document.body.classList.toggle('text', text);
    if (window.parent !== window) return; // the frame of a host never rewrites its own address
    const address = new URLSearchParams(location.search);
    if (text) address.set('view', 'text');
    else address.delete('view');
    const search = address.toString();
    history.replaceState(null, '', `${location.pathname}${search === '' ? '' : `?${search}`}${location.hash}`);
  }

  private async load(): Promise<{ openMirror: typeof openMirror }> {
    const { mirror, mirrorStyle } = document.body.dataset;
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    const styled = new Promise<void>((resolve) => {
      style.onload = style.onerror = () => { resolve(); };
    });
    style.href = new URL(mirrorStyle ?? '', document.baseURI).href;
    document.head.append(style);
    const [code] = await Promise.all([
      import(new URL(mirror ?? '', document.baseURI).href) as Promise<{ openMirror: typeof openMirror }>, styled]);
    return code;
  }
}
