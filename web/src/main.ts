// The page: starts the playground, opens what the address asks for, and carries events between the two.
import { Autosave, forgetSaved, takeSaved } from './autosave';
import {
  handOverFonts, loadAssumptions, loadCatalogue, loadExample, loadFrench, loadModule,
} from './boot';
import { Bridge, publicBrigade, type Brigade, type LoadPlace } from './bridge';
import { FileInput } from './files';
import { copyText, isMac, KeyboardInput } from './keyboard';
import { decodeLink, encodeLink, isShareLink, LinkError } from './link';
import { Loop } from './loop';
import type { AppEvent, Wasm } from './module';
import { PointerInput } from './pointer';
import { isLanguage, isTheme, onSystemChange, readPreferences, reducedMotion, showPreferences, storePreferences,
  systemIsDark } from './prefs';
import { SecondHalf } from './second';
import { Surface } from './surface';
import { TextView, wantsTextView } from './text_view';
import { say, setTextLanguage } from './texts';

declare global {
  interface Window {
    brigade: Brigade;
  }
}

const prefetchAfterMs = 3000; // the other language's texts, so that a switch is quick and needs no network

const emptyScenario = '{"brigade":1}';

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

class Page {
  private readonly preferences = readPreferences();
  private readonly canvas = element('playground', HTMLCanvasElement);
  private readonly live = element('live', HTMLElement);

  private constructor(
    private readonly bridge: Bridge, private readonly autosave: Autosave, private readonly openPicker: () => void,
    private readonly textView: TextView,
  ) {}

  /** Everything up to the first picture, and then what was not needed for it. */
  static async open(found: (wasm: Wasm, loop: Loop, bridge: Bridge) => void): Promise<void> {
    const preferences = readPreferences();
    setTextLanguage(preferences.language);
    const canvas = element('playground', HTMLCanvasElement);
    canvas.setAttribute('aria-label', say('canvasLabel'));
    const first = firstScenario();
    if (preferences.language === 'fr') void loadFrench().catch(() => undefined); // asked for again below
    const second = new SecondHalf();
    const wasm = await loadModule(second, (reason) => { showFailure(say('crashed'), reason); });
    const canDraw = wasm.start(isMac);
    handOverFonts(wasm);

    const loop = new Loop(wasm, canvas);
    const bridge = new Bridge(wasm, loop);
    const keyboard = new KeyboardInput(wasm, loop, canvas, element('typing', HTMLTextAreaElement));
    new PointerInput(wasm, loop, canvas, () => { keyboard.takeFocus(); }, () => keyboard.hasFocus());
    const files = new FileInput(wasm, loop, canvas, element('picker', HTMLInputElement),
      (text) => { bridge.message(text, 'error'); });
    const textView = new TextView(bridge, canvas, canDraw, () => { loop.drawNow(); }, (text) => { void page.copy(text); });
    const page = new Page(bridge, new Autosave(bridge), () => { files.openPicker(); }, textView);
    page.tellPreferences();
    onSystemChange(() => { page.tellPreferences(); });
    loop.onFrame = () => { keyboard.follow(); };
    loop.onEvents = (events) => { events.forEach((event) => { page.receive(event); }); };
    loop.onCrash = (error) => { showFailure(say('crashed'), error); };
    wasm.onCopy = (text) => { void page.copy(text); };
    new Surface(wasm, loop, canvas);

    if (preferences.language === 'fr') await page.speakFrench();
    if (!isFirstExample(await first)) await second.load(); // whatever services it has
    await page.show(first);
    found(wasm, loop, bridge);
    loop.begin();
    loop.drawNow(); // nothing is shown before there is something to show
    document.body.classList.add('running');
    if (window.parent === window && canDraw) canvas.focus({ preventScroll: true });
    void page.offerExamples();
    await second.load();
    if (!canDraw || wantsTextView()) await textView.open();
    page.autosave.begin();
    setTimeout(() => { void loadFrench().catch(() => undefined); }, prefetchAfterMs);
    addEventListener('hashchange', () => { if (isShareLink(location.hash)) void page.show(firstScenario()); });
  }

  /** The list of examples is for a menu: it comes after the first picture. Without it the playground still runs. */
  private async offerExamples(): Promise<void> {
    const list = await loadCatalogue().catch(() => []);
    this.bridge.attempt('examples', { list });
    this.textView.changed();
  }

  private tellPreferences(): void {
    this.bridge.attempt('preferences', {
      ...this.preferences,
      system_dark: systemIsDark(),
      reduced_motion: reducedMotion(),
      touch: matchMedia('(pointer: coarse)').matches,
      mac: isMac,
      embedded: window.parent !== window,
    });
  }

  /** Opens what the address asks for; where that fails, says why over an empty playground. */
  private async show(wanted: Promise<Opening>): Promise<void> {
    const opening = await wanted;
    if ('problem' in opening) {
      this.showEmpty(opening.problem);
      return;
    }
    const { refusal } = this.bridge.attempt('load', { ...opening.place, scenario: opening.scenario });
    if (refusal === undefined) return;
    this.showEmpty(say('scenarioRefused', { reason: refusal }));
    if (opening.place.origin === 'autosave') await this.show(firstScenario()); // kept by another version of the page
  }

  private showEmpty(problem: string): void {
    forgetSaved();
    this.bridge.attempt('load', { scenario: emptyScenario, origin: 'api' });
    this.bridge.message(problem, 'error');
    this.live.textContent = problem;
  }

  private receive(event: AppEvent): void {
    this.textView.changed();
    const text = typeof event['text'] === 'string' ? event['text'] : '';
    switch (event.type) {
      case 'live': this.live.textContent = text; break;
      case 'title': document.title = text === '' ? 'Bucket Brigade' : `${text} · Bucket Brigade`; break;
      case 'stepped':
      case 'stateChanged': this.autosave.touch(); break;
      case 'share': void this.share(event['bodies'] === true); break;
      case 'openExample': void this.openExample(String(event['id'])); break;
      case 'assumptions': void this.bringAssumptions(); break;
      case 'openFilePicker': this.openPicker(); break;
      case 'openUrl': openAddress(String(event['url'])); break;
      case 'themeChanged': this.choose({ theme: event['theme'] }); break;
      case 'languageChanged': this.choose({ language: event['language'] ?? event['lang'] }); break;
      default: break; // events for a host around the page
    }
  }

  private choose(choice: { theme?: unknown; language?: unknown }): void {
    if (isTheme(choice.theme)) this.preferences.theme = choice.theme;
    if (isLanguage(choice.language)) this.preferences.language = choice.language;
    setTextLanguage(this.preferences.language);
    showPreferences(this.preferences);
    storePreferences(this.preferences);
    this.textView.name();
    this.canvas.setAttribute('aria-label', say('canvasLabel'));
    if (choice.language === 'fr') void this.speakFrench();
  }

  /** Until the French texts are there, the playground goes on in English. */
  private async speakFrench(): Promise<void> {
    try {
      const texts = await loadFrench();
      this.bridge.attempt('catalogue', { language: 'fr', texts });
      this.textView.changed();
    } catch {
      this.bridge.message(say('textsFailed'), 'error');
    }
  }

  private async bringAssumptions(): Promise<void> {
    try {
      this.bridge.attempt('assumptions', { list: await loadAssumptions() });
    } catch {
      this.bridge.attempt('assumptions', { list: [] });
      this.bridge.message(say('assumptionsFailed'), 'error');
    }
  }

  private async openExample(id: string): Promise<void> {
    const opening = await exampleOpening(id);
    if ('problem' in opening) {
      this.bridge.message(opening.problem, 'error');
      return;
    }
    const { refusal } = this.bridge.attempt('load', { ...opening.place, scenario: opening.scenario });
    if (refusal !== undefined) this.bridge.message(say('scenarioRefused', { reason: refusal }), 'error');
    else history.replaceState(null, '', `?${withExample(id)}`); // a reload and a copied address come back to it
  }

  private async share(bodies: boolean): Promise<void> {
    const { answer, refusal } = this.bridge.attempt('exportScenario', { bodies });
    if (refusal !== undefined) {
      this.bridge.attempt('shareFailed', { text: refusal });
      this.textView.changed();
      return;
    }
    const { scenario, step, time_ms, rules, hash, panel } = answer;
    const url = await encodeLink(location.origin + location.pathname, {
      scenario: String(scenario),
      ...(typeof step === 'number' && { step }),
      ...(typeof time_ms === 'number' && { time_ms }),
      ...(typeof rules === 'number' && { rules }),
      ...(typeof hash === 'string' && { hash }),
      ...(typeof panel === 'string' && { panel }),
    });
    this.bridge.attempt('shared', { url, length: url.length });
    this.textView.changed();
  }

  private async copy(text: string): Promise<void> {
    if (!(await copyText(text))) this.bridge.message(say('copyFailed'), 'error');
  }
}

type Opening = { scenario: string; place: LoadPlace } | { problem: string };

/** What the address asks for: what this tab had before a reload, a link, an example, else the first example. */
async function firstScenario(): Promise<Opening> {
  const saved = takeSaved();
  if (saved !== undefined) {
    return { scenario: saved.scenario, place: { step: saved.step, time_ms: saved.time_ms, origin: 'autosave' } };
  }
  if (isShareLink(location.hash)) return linkOpening(location.hash);
  const asked = new URLSearchParams(location.search).get('example');
  return exampleOpening(asked ?? document.body.dataset['firstExample'] ?? '');
}

/** The first picture of this one needs the first half of the program only. */
function isFirstExample(opening: Opening): boolean {
  return 'place' in opening && opening.place.example === document.body.dataset['firstExample'];
}

async function linkOpening(fragment: string): Promise<Opening> {
  try {
    const { scenario, ...place } = await decodeLink(fragment);
    return { scenario, place: { ...place, origin: 'link' } };
  } catch (error) {
    return { problem: error instanceof LinkError ? error.message : say('linkWrong') };
  }
}

async function exampleOpening(id: string): Promise<Opening> {
  if (!/^[a-z0-9-]{1,64}$/.test(id)) return { problem: say('exampleUnknown', { id: id.slice(0, 64) }) };
  try {
    return { scenario: await loadExample(id), place: { example: id, origin: 'example' } };
  } catch (error) {
    const missing = error instanceof Error && error.message.includes('404');
    return { problem: say(missing ? 'exampleUnknown' : 'exampleFailed', { id }) };
  }
}

function withExample(id: string): string {
  const address = new URLSearchParams(location.search);
  address.set('example', id);
  return address.toString();
}

function openAddress(url: string): void {
  if (url.startsWith('https://') || url === 'assumptions.html') window.open(url, '_blank', 'noopener,noreferrer');
}

/** Where there is no canvas to say it on. */
function showFailure(sentence: string, reason?: unknown): void {
  const box = element('failure', HTMLElement);
  box.textContent = sentence;
  box.hidden = false;
  document.body.classList.remove('running');
  document.body.classList.add('failed');
  if (reason !== undefined) console.error(reason);
}

function begin(): void {
  let wasm: Wasm | undefined;
  let loop: Loop | undefined;
  let bridge: Bridge | undefined;
  const ready = Page.open((openedWasm, openedLoop, openedBridge) => {
    wasm = openedWasm;
    loop = openedLoop;
    bridge = openedBridge;
  });
  ready.catch((error: unknown) => {
    showFailure(say('bootFailed', { reason: error instanceof Error ? error.message : String(error) }), error);
  });
  window.brigade = publicBrigade(ready, () => {
    if (bridge === undefined) throw new Error('not ready: await brigade.ready first');
    return bridge;
  }, { frames: () => wasm?.frames() ?? 0, frameTimes: () => loop?.takeFrameTimes() ?? [] });
}

begin();
