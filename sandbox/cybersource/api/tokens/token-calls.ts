/** All of TMS. */
import type { ApiCall } from '../routes/api-call.ts';
import { createCustomerCalls } from './customers.ts';
import { createIdentifierCalls } from './instrument-identifiers.ts';
import { createCredentialsCalls } from './payment-credentials.ts';
import { createInstrumentCalls } from './payment-instruments.ts';
import { createAddressCalls } from './shipping-addresses.ts';
import { createTokenizeCalls, type TokenizeDeps } from './tokenize.ts';
import { createTokenizedCardCalls } from './tokenized-cards.ts';
import { createTransientTokenCalls } from './transient-tokens.ts';

/** The calls of the Token Management Service over one vault, and what transient tokens say. */
export function createTokenCalls(deps: TokenizeDeps): readonly ApiCall[] {
  const { savedCards, ids, now } = deps;
  return [
    ...createCustomerCalls(savedCards, ids),
    ...createInstrumentCalls(savedCards, ids),
    ...createAddressCalls(savedCards, ids),
    ...createIdentifierCalls(savedCards, ids, now),
    ...createTokenizedCardCalls(savedCards, ids, now),
    ...createCredentialsCalls(savedCards),
    ...createTokenizeCalls(deps),
    ...createTransientTokenCalls(deps),
  ];
}
