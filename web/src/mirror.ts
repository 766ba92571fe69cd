// The HTML view of the playground: everything that the canvas shows and does, for screen readers, keyboards and
// browsers that cannot draw. Fetched when it is first opened, and brought up to date only while it is open: after
// what was done in it at once, else at most every quarter of a second, and never while nothing changes.
import type { Bridge } from './bridge';
import { errorSentence } from './bridge';
import { update } from './mirror_dom';
import type { Model } from './mirror_model';
import { view, type Doing, type Fields } from './mirror_view';

export interface MirrorHost {
  bridge: Bridge;
  root: HTMLElement;
  canDraw: boolean;
  /** Draws at once, so that what was done reaches the page inside the press. */
  settle(): void;
  copy(text: string): void;
  closed(): void;
}

export interface OpenMirror {
  changed(): void;
  close(): void;
}

const pause_ms = 250;
const page = { resources: 50, messages: 50, lines: 100, logs: 50 };

export function openMirror(host: MirrorHost): OpenMirror {
  const mirror = new Mirror(host);
  mirror.show();
  document.getElementById('mirror-title')?.focus();
  return mirror;
}

class Mirror implements OpenMirror, Doing {
  readonly canDraw: boolean;
  private readonly asked = { ...page };
  private words: Record<string, string> = {};
  private wordsOf = '';
  private payloads = false;
  private timer = 0;
  private shown_ms = -pause_ms;
  private problems: Record<string, string> = {};
  private isOpen = true;

  constructor(private readonly host: MirrorHost) {
    this.canDraw = host.canDraw;
  }

  // --- showing ---

  changed(): void {
    if (this.timer !== 0 || !this.isOpen) return;
    const wait_ms = Math.max(0, this.shown_ms + pause_ms - performance.now());
    this.timer = setTimeout(() => { this.show(); }, wait_ms);
  }

  show(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.isOpen) return;
    const { answer, refusal } = this.host.bridge.ask('mirror', { ...this.asked, payloads: this.payloads, words_of: this.wordsOf });
    if (refusal !== undefined) return;
    const model = answer['mirror'] as Model;
    if (model.words !== undefined) {
      this.words = model.words;
      this.wordsOf = model.language;
    }
    this.keepingFocus(() => { update(this.host.root, view(this, model)); });
    this.shown_ms = performance.now();
  }

  /** Where what had the focus is gone, the nearest part around it gets it. */
  private keepingFocus(change: () => void): void {
    const around: HTMLElement[] = [];
    const active = document.activeElement;
    for (let one = active; one instanceof HTMLElement && this.host.root.contains(one); one = one.parentElement) around.push(one);
    change();
    const lost = around[0] !== undefined && !around[0].isConnected;
    if (!lost) return;
    const near = around.find((one) => one.isConnected && one.hasAttribute('tabindex'));
    (near ?? document.getElementById('mirror-title'))?.focus({ preventScroll: true });
  }

  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
    this.host.closed();
  }

  // --- doing ---

  word(name: string): string {
    return this.words[name] ?? name;
  }

  problem(place: string): string | undefined {
    return this.problems[place];
  }

  act(what: string, fields: Fields = {}, place = 'notices'): void {
    const { answer } = this.host.bridge.attempt('mirrorDo', { ...fields, do: what });
    this.problems = {};
    if (!answer.ok) {
      const code = answer.error.code === '' || answer.error.code === 'request' ? '' : `${answer.error.code}: `;
      this.problems[place] = code + errorSentence(answer.error);
    }
    this.host.settle();
    this.show();
  }

  request(type: string, fields: Fields = {}): void {
    this.host.bridge.attempt(type, fields);
    this.problems = {};
    this.host.settle();
    this.show();
  }

  more(list: keyof typeof page): void {
    this.asked[list] += page[list];
    this.show();
  }

  showPayloads(shown: boolean): void {
    if (this.payloads === shown) return;
    this.payloads = shown;
    this.show();
  }

  language(language: string): void {
    this.request('setLanguage', { language });
  }

  copy(text: string): void {
    this.host.copy(text);
  }
}
