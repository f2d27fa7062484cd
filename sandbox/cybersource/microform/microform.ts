/** Microform v2: capture contexts, the token endpoint, and the library with its frames. */
import express from 'express';
import type { CardVault } from './card-vault.ts';

/** What the microform needs from the gateway around it. */
export interface MicroformDeps {
  /** Address under which browsers reach these routes; its origin is where the card frames live. */
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly vault: CardVault;
}

/** Routes for anyone, to be mounted before authentication, and those of an authenticated merchant. */
export interface Microform {
  readonly publicRoutes: express.Router;
  readonly merchantRoutes: express.Router;
}

/** Builds the microform of one gateway. */
export function createMicroform(_deps: MicroformDeps): Microform {
  return { publicRoutes: express.Router(), merchantRoutes: express.Router() };
}
