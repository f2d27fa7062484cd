import { holdsCardNumber, maskCardNumbers } from '../../domain/card/card-number.ts';
import type { MadeBy } from './catalogue/fields.ts';

const MASK = '***';

/**
 * A text as the log may show it. Sentences of ours stay readable, whatever they quote: only a card number or a token in them
 * is masked. Values of others are shown when they are an id, a code or plain words, and masked as a whole when not.
 */
export function toSafeText(text: string, madeBy: MadeBy): string {
  if (madeBy === 'us') {
    const masked = maskCardNumbers(text, MASK);
    return mayHoldToken(masked) ? masked.replace(TOKEN, MASK) : masked;
  }
  return PLAIN.test(text) && !holdsToken(text) && !holdsCardNumber(text) ? text : MASK;
}

/** JSON Web Tokens, PEM blocks, and Base64 that is padded or longer than any id. */
const TOKEN =
  /eyJ[\w.-]*|-----BEGIN [\s\S]*|[A-Za-z0-9+/_-]{16,}={1,2}(?!\w)|[A-Za-z0-9_-]{65,}|[A-Za-z0-9+/]{100,}/g;

/** Looking for one costs more than the rest of a line, and what none of them can do without is found at once. */
function mayHoldToken(text: string): boolean {
  return text.length > 64 || text.includes('=') || text.includes('eyJ') || text.includes('-----BEGIN ');
}

/** Ids, codes and plain words. Padded Base64, e-mail addresses and PEM do not look like this. */
const PLAIN = /^[A-Za-z0-9/][A-Za-z0-9 _.:,'()/-]{0,159}$/;
const LONG_RUN = /[A-Za-z0-9_-]{65}/;

/** Most values are shorter than that. */
function holdsToken(text: string): boolean {
  return text.includes('eyJ') || (text.length > 64 && LONG_RUN.test(text));
}
