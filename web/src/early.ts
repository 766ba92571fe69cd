// Runs before the first paint: the stored theme and language, so that nothing flashes in the wrong colours.
import { readPreferences, showPreferences } from './prefs';

showPreferences(readPreferences());
document.documentElement.classList.toggle('embedded', window.parent !== window);
