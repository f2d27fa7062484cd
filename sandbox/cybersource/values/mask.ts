/** Takes card data out of whatever is about to be shown: the call list, the ledger's view, error output. */
import { passesLuhn } from './ids.ts';

const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'securityCode',
  'cryptogram',
  'transientTokenJwt',
  'transientToken',
  'jti',
  'value', // fluidData: the encrypted wallet payload
]);

/**
 * A copy in which card numbers keep six and four digits, and security codes, cryptograms and tokens nothing.
 * Card numbers are found by their key or, in any other text, as 13 to 19 digits that pass Luhn.
 */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? maskedNumber(value) : value;
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [maskedText(key), maskedField(key, inner)]),
  );
}

/** A copy in which card numbers in texts are masked, whatever their key; nothing else is hidden. */
export function withMaskedTexts(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (Array.isArray(value)) return value.map(withMaskedTexts);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withMaskedTexts(inner)]));
}

/** A number that is known to be a card's or an account's: at most six first and four last digits of it. */
export const hiddenNumber = (number: string): string => hidden(number);

/** A bank account's number: eight places, of which the last four are shown. */
export const hiddenAccountNumber = (number: string): string =>
  `X${number.slice(-4).padStart(8, 'X').slice(1)}`;

/** Text in which each card number is masked, blanks or dashes inside it or not. */
export function maskedText(text: string): string {
  return text.replace(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g, (run) => {
    const number = run.replace(/\D/g, '');
    return passesLuhn(number) ? hidden(number) : run;
  });
}

function maskedField(key: string, value: unknown): unknown {
  if (SECRET_FIELDS.has(key) && isScalar(value)) return '(masked)';
  if (key === 'number' && isScalar(value)) return hidden(String(value));
  return masked(value);
}

function maskedNumber(value: number): unknown {
  const text = maskedText(String(value));
  return text === String(value) ? value : text;
}

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const hidden = (number: string): string =>
  number.length < 12 ? '(masked)' : `${number.slice(0, 6)}XXXXXX${number.slice(-4)}`;
