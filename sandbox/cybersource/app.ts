/** The gateway as one Express application: everything is built here and handed on. */
import express, { type Express } from 'express';
import { createAuthentication } from './authentication/authenticate.ts';
import { createControl, type Control } from './control/control.ts';
import { createFaultDesk } from './faults/fault-desk.ts';
import { createCalls } from './http/calls.ts';
import { answerError, commonHeaders, createGate, notFound, rawBody } from './http/receive.ts';
import { createIds } from './ids.ts';
import { createLedger } from './ledger/ledger.ts';
import { createMerchantDirectory, type Merchant } from './merchants.ts';
import { createCardVault } from './microform/card-vault.ts';
import { createMicroform } from './microform/microform.ts';
import { createApi } from './routes/api.ts';
import type { Rules } from './routes/deps.ts';
import { createTokenVault } from './tokens/token-vault.ts';

/** What the gateway is set up with. */
export interface AppOptions {
  /** Address under which browsers reach the microform. */
  readonly publicUrl: string;
  /** The host names that signatures may name. */
  readonly publicNames: readonly string[];
  readonly merchants: readonly Merchant[];
  readonly clockSkewMs: number;
  readonly searchLagMs: number;
  readonly rules: Rules;
  readonly now: () => Date;
}

/** The application, and what may be done to it from outside. */
export function createApp(options: AppOptions): { app: Express; control: Control } {
  const { now, rules, publicUrl, publicNames, clockSkewMs } = options;
  const ids = createIds(now);
  const ledger = createLedger();
  const desk = createFaultDesk();
  const calls = createCalls();
  const savedCards = createTokenVault(ids);
  const transientTokens = createCardVault({ now });
  const control = createControl({ ledger, calls, desk, savedCards }, options.searchLagMs);

  const microform = createMicroform({ publicUrl, now, vault: transientTokens });
  const authenticate = createAuthentication({
    merchants: createMerchantDirectory(options.merchants),
    publicNames,
    now,
    clockSkewMs,
  });
  const { searchLagMs } = control;

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(commonHeaders);
  app.use(microform.publicRoutes);
  app.use(rawBody, createGate(authenticate, calls, now));
  app.use(microform.merchantRoutes);
  app.use(createApi({ ledger, desk, ids, now, rules, searchLagMs, savedCards, transientTokens }));
  app.use(notFound, answerError);
  return { app, control };
}
