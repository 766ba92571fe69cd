// All browser tests, in the order in which they run.
import { embeddedTests } from './embedded.mjs';
import { journalTests } from './journals.mjs';
import { linkTests } from './links.mjs';
import { pictureTests } from './pictures.mjs';
import { smokeTests } from './smoke.mjs';
import { storyTests } from './story.mjs';

export const tests = [...smokeTests, ...storyTests, ...linkTests, ...embeddedTests, ...journalTests, ...pictureTests];
