import { createRequire } from 'node:module';
import type { Knockout } from '../../src/knockout/knockout.ts';

const require = createRequire(import.meta.url);

/** The two releases of Knockout that OCC's storefronts run. */
export const knockouts: readonly (readonly [string, Knockout])[] = [
  ['Knockout 3.5', require('knockout') as Knockout],
  ['Knockout 3.4', require('knockout34') as Knockout],
];
