// A reload never loses work: the scenario and the place are kept for this tab, and taken back on a reload of the
// same address. A new visit starts from the address. Where storage is refused or full, nothing is kept.
import type { Bridge } from './bridge';

const storageKey = 'bucket-brigade.autosave';
const quiet_ms = 400;

interface Saved {
  address: string;
  scenario: string;
  step: number;
  time_ms: number;
}

export class Autosave {
  private timer = 0;
  private changed = false;
  private begun = false;

  constructor(private readonly bridge: Bridge) {
    addEventListener('pagehide', () => { this.save(); });
  }

  /** From now on things are kept: what writes a scenario is there. */
  begin(): void {
    this.begun = true;
    if (this.changed) this.touch();
  }

  /** Something to keep: saved once things have been quiet for a moment. */
  touch(): void {
    this.changed = true;
    if (this.begun && this.timer === 0) this.timer = setTimeout(() => { this.save(); }, quiet_ms);
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.changed || !this.begun) return;
    this.changed = false;
    try {
      const { scenario, step, time_ms } = this.bridge.request('exportScenario', { bodies: true });
      sessionStorage.setItem(storageKey, JSON.stringify({ address: location.href, scenario, step, time_ms }));
    } catch {
      forgetSaved(); // rather nothing than something old
    }
  }
}

export function forgetSaved(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Refused: there is nothing to forget.
  }
}

export function takeSaved(): Saved | undefined {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation?.type !== 'reload' && navigation?.type !== 'back_forward') return undefined;
  try {
    const saved = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Partial<Saved> | null;
    if (saved?.address !== location.href || typeof saved.scenario !== 'string') return undefined;
    return { address: saved.address, scenario: saved.scenario, step: saved.step ?? 0, time_ms: saved.time_ms ?? 0 };
  } catch {
    return undefined;
  }
}
