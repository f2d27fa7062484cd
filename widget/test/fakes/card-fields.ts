import {
  CLOSED_FIELDS,
  type CardFieldSet,
  type CardFieldsState,
  type TokenizedCard,
} from '../../src/methods/card/fields/card-fields.ts';
import type { Expiry } from '../../src/methods/card/fields/expiry.ts';
import { aTransientToken } from './tokens.ts';

/** Card fields without a browser: the test plays the shopper and the payment provider. */
export interface FakeCardFields extends CardFieldSet {
  show(change: Partial<CardFieldsState>): void;
  autofill(filled: Partial<Expiry>): void;
  /** What the next token is. */
  nextToken: () => Promise<TokenizedCard>;
  readonly focused: string[];
  readonly described: Record<string, string>;
  readonly tokenized: (Expiry | undefined)[];
}

const FILLED = { empty: false, valid: true, left: true };

export const CARD_TYPED: Partial<CardFieldsState> = { phase: 'open', number: FILLED, securityCode: FILLED };

export function fakeCardFields(): FakeCardFields {
  const watchers = new Set<(state: CardFieldsState) => void>();
  const autofillers = new Set<(filled: Partial<Expiry>) => void>();
  let state = CLOSED_FIELDS;
  const fields: FakeCardFields = {
    focused: [],
    described: {},
    tokenized: [],
    nextToken: async () => ({
      transientToken: aTransientToken(),
      sealed: { captureContext: 'ctx', cipher: { encrypted: 'c2VhbGVk==', iv: 'aXY=' } },
    }),
    show: (change) => {
      state = { ...state, ...change };
      for (const watcher of watchers) watcher(state);
    },
    autofill: (filled) => {
      for (const listener of autofillers) listener(filled);
    },
    watch: (listener) => {
      watchers.add(listener);
      listener(state);
      return () => watchers.delete(listener);
    },
    watchAutofill: (listener) => {
      autofillers.add(listener);
      return () => autofillers.delete(listener);
    },
    focus: (field) => void fields.focused.push(field),
    describe: (field, text) => {
      fields.described[field] = text;
    },
    tokenize: async (expiry) => {
      fields.tokenized.push(expiry);
      return fields.nextToken();
    },
  };
  return fields;
}
