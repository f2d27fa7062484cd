import type * as knockout from 'knockout';

/** Knockout as a value: OCC's storefronts run 3.4 and 3.5, so the page's own library comes in as an argument. */
export type Knockout = typeof knockout;
