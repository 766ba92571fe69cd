// All browser tests, in the order in which they run.
import { embeddedTests } from './embedded.mjs';
import { journalTests } from './journals.mjs';
import { linkTests } from './links.mjs';
import { mirrorTests } from './mirror.mjs';
import { pictureTests } from './pictures.mjs';
import { ruleTests } from './rules.mjs';
import { sandboxTests } from './sandbox.mjs';
import { serviceTests } from './services.mjs';
import { smokeTests } from './smoke.mjs';
import { storyTests } from './story.mjs';
import { touchTests } from './touch.mjs';

export const tests = [...smokeTests, ...storyTests, ...sandboxTests, ...ruleTests, ...serviceTests, ...touchTests, ...linkTests, ...embeddedTests, ...journalTests, ...mirrorTests, ...pictureTests];
