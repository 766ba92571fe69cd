// Theme and language: the address says, else what was chosen before, else the system.
// Storage may be refused (private windows, sandboxed frames); then the choice lasts as long as the page.
import type { Language } from './texts';

export type Theme = 'auto' | 'dark' | 'light';

export interface Preferences {
  theme: Theme;
  language: Language;
}

const storageKey = 'bucket-brigade.preferences';

export function isTheme(value: unknown): value is Theme {
  return value === 'auto' || value === 'dark' || value === 'light';
}

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'fr';
}

function stored(): Partial<Record<keyof Preferences, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function systemLanguage(): Language {
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2);
    if (isLanguage(language)) return language;
  }
  return 'en';
}

export function readPreferences(): Preferences {
  const address = new URLSearchParams(location.search);
  const chosen = stored();
  const theme = [address.get('theme'), chosen.theme].find(isTheme) ?? 'auto';
  const language = [address.get('lang'), chosen.language].find(isLanguage) ?? systemLanguage();
  return { theme, language };
}

export function storePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(preferences));
  } catch {
    // Refused: the choice lasts as long as the page.
  }
}

/** What the style sheet reads. */
export function showPreferences(preferences: Preferences): void {
  document.documentElement.dataset['theme'] = preferences.theme;
  document.documentElement.lang = preferences.language;
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const motionQuery = matchMedia('(prefers-reduced-motion: reduce)');

export function systemIsDark(): boolean {
  return darkQuery.matches;
}

export function reducedMotion(): boolean {
  return motionQuery.matches;
}

export function onSystemChange(changed: () => void): void {
  darkQuery.addEventListener('change', changed);
  motionQuery.addEventListener('change', changed);
}
