/** As long as the longest of CyberSource's own sentences, with room. */
const CHARACTERS_MAX = 255;

const HIDDEN = '***';

/**
 * CyberSource: `errorInformation.message`, or `message` of a refusal, made fit for answers and journals. CyberSource's sentences
 * say what was wrong and do not quote it; one that does loses what it quotes: every number of three or more digits (a card
 * number, a security code, a year), whatever looks like a token, and e-mail addresses. One line, at most 255 characters.
 *
 * @returns undefined when there is no text, or nothing of it is left.
 */
export function toGatewaySentence(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined;
  const sentence = message
    .slice(0, 8 * CHARACTERS_MAX)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\S*(?:@|eyJ)\S*/gu, HIDDEN)
    .replace(/[\w+/=-]{20,}/g, (word) => (isWords(word) ? word : HIDDEN))
    .replace(/\p{Nd}(?:[ .\-/]{0,2}\p{Nd}){2,}/gu, HIDDEN)
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, CHARACTERS_MAX)
    .trim();
  return /\p{L}/u.test(sentence) ? sentence : undefined;
}

/** Ordinary words and names: `consumerAuthenticationInformation`, `AUTHORIZED_PENDING_REVIEW`, `and/or`. */
function isWords(run: string): boolean {
  return run.split(/[_/-]/).every((part) => /^(?:[A-Z]*|[A-Z]?[a-z]*(?:[A-Z][a-z]+)*)$/.test(part));
}
