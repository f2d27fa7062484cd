import type { GatewayRef } from '../../domain/ids.ts';
import { isObject } from '../../domain/json/json-object.ts';
import type { JsonObject } from '../fields/json.ts';
import type { RecordedPayer } from '../requests/reauthorization.ts';
import { type TransactionSearch, UnreadableSearchResult } from './transaction-search.ts';

/** CyberSource: `paymentInformation.card` of transaction details; what a number in the vault has to be sent with. */
const CARD_FIELDS = ['expirationMonth', 'expirationYear', 'type'];

/**
 * Reads who paid an authorization. A stored card that is known by its number only (CyberSource: instrument identifier) has
 * neither an expiry date nor a billing address with it.
 *
 * @throws UnreadableSearchResult
 */
export async function recordedPayerOf(
  ref: GatewayRef,
  transactionSearch: Pick<TransactionSearch, 'details'>,
): Promise<RecordedPayer> {
  const details = await transactionSearch.details(ref);
  if (details === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${ref} yet`);
  const { orderInformation, paymentInformation } = details.body;
  return {
    billTo: textsIn(orderInformation, 'billTo'),
    card: textsIn(paymentInformation, 'card', CARD_FIELDS),
  };
}

function textsIn(parent: unknown, name: string, fields?: readonly string[]): JsonObject {
  const part = isObject(parent) ? parent[name] : undefined;
  const texts = Object.entries(isObject(part) ? part : {}).filter(
    ([field, value]) => typeof value === 'string' && value !== '' && (fields?.includes(field) ?? true),
  );
  return Object.fromEntries(texts) as JsonObject;
}
