// All browser tests, in the order in which they run.
import { smokeTests } from './smoke.mjs';

export const tests = [...smokeTests];
