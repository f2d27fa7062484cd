/** Which card a request means, before it is looked up: what is missing where, in the request's own fields. */
import type { RefusalDetail } from '../../model/refusal.ts';
import { valueAt, type RequestJson } from './body.ts';

/** Tokens of saved cards, in the order in which CyberSource goes by them. */
export const SAVED_TOKENS = ['paymentInstrument', 'instrumentIdentifier', 'customer', 'legacyToken'] as const;

/** Names of a transient token: the whole JWT, or its id (payer authentication has a field of its own for it). */
export const TRANSIENT_TOKENS = ['transientTokenJwt', 'jti', 'transientToken'] as const;

/** The fields without which there is no card; none where a token, a wallet or a saved card stands for it. */
export function missingCardFields(body: RequestJson): readonly RefusalDetail[] {
  const at = (field: string): unknown => valueAt(body, field.split('.'));
  const missing = (fields: readonly string[]): readonly RefusalDetail[] =>
    fields.filter((field) => at(field) === undefined).map((field) => ({ field, reason: 'MISSING_FIELD' }));

  if (at('paymentInformation.fluidData') !== undefined)
    return missing(['processingInformation.paymentSolution']);
  if (TRANSIENT_TOKENS.some((name) => at(`tokenInformation.${name}`) !== undefined)) return [];
  const source = at('paymentInformation.tokenizedCard.number') === undefined ? 'card' : 'tokenizedCard';
  if (at(`paymentInformation.${source}.number`) === undefined && savedTokenIn(body) !== undefined) return [];
  const isToken =
    at('paymentInformation.card') === undefined && at('paymentInformation.tokenizedCard') !== undefined;
  return missing(
    ['number', 'expirationMonth', 'expirationYear'].map(
      (field) => `paymentInformation.${isToken ? 'tokenizedCard' : source}.${field}`,
    ),
  );
}

/** What a saved card is called by. */
export interface NamedToken {
  readonly kind: (typeof SAVED_TOKENS)[number];
  /** Where the request names it. */
  readonly field: string;
  readonly id: string;
}

/** The saved card that a request names, and the field that names it. */
export function savedTokenIn(body: RequestJson): NamedToken | undefined {
  for (const kind of SAVED_TOKENS) {
    for (const name of ['id', 'customerId']) {
      const field = `paymentInformation.${kind}.${name}`;
      const id = valueAt(body, field.split('.'));
      if (typeof id === 'string') return { kind, field, id };
    }
  }
  return undefined;
}
