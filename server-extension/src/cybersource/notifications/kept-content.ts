import { holdsCardNumber } from '../../domain/card/card-number.ts';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';

/**
 * What is kept of a notification's content: containers and values by name. Whatever is not named here is not stored: card
 * numbers, cryptograms, addresses, and fields that CyberSource adds later.
 */
const CONTAINERS: ReadonlySet<string> = new Set([
  '_links',
  'amountDetails',
  'avs',
  'cardVerification',
  'CAPTURE',
  'clientReferenceInformation',
  'creditAmountDetails',
  'customer',
  'customers',
  'DECISION',
  'embeddedActions',
  'errorInformation',
  'instrumentIdentifier',
  'instrumentIdentifiers',
  'merchantAdvice',
  'orderInformation',
  'paymentInstrument',
  'paymentInstruments',
  'processorInformation',
  'refundAmountDetails',
  'reversalAmountDetails',
  'self',
  'tokenInformation',
  'tokenized-cards',
  'tokenizedCards',
  'voidAmountDetails',
]);

const VALUES: ReadonlySet<string> = new Set([
  'approvalCode',
  'authorizedAmount',
  'code',
  'comments',
  'creditAmount',
  'currency',
  'href',
  'id',
  'networkTransactionId',
  'originalTransactionAmount',
  'reason',
  'reconciliationId',
  'refundAmount',
  'responseCode',
  'resultCode',
  'reversedAmount',
  'state',
  'status',
  'submitTimeUtc',
  'totalAmount',
  'transactionId',
  'type',
  'version',
  'voidAmount',
]);

const TEXT_CHARACTERS_MAX = 255;
const ITEMS_MAX = 100;

/** The part of a notification's content that may be stored, in the order of its names. */
export function keptContent(content: UnknownObject): UnknownObject {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(content).sort()) {
    const value = keptValue(name, content[name]);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function keptValue(name: string, value: unknown): unknown {
  if (CONTAINERS.has(name)) {
    if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).filter(isObject).map(keptContent);
    if (isObject(value)) {
      const kept = keptContent(value);
      return Object.keys(kept).length === 0 ? undefined : kept;
    }
    return undefined;
  }
  if (!VALUES.has(name)) return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > TEXT_CHARACTERS_MAX) return undefined;
  return isId(name) || !holdsCardNumber(value) ? value : undefined;
}

/** Ids of tokens may pass for a card number: CyberSource's instrument identifiers have 19 digits. */
function isId(name: string): boolean {
  return name === 'id' || name === 'href';
}
