/** What is typed into a field, judged: one rule a field type. Pure. */
import { matchCards, MOST_DIGITS, type CardMatch } from '../../../cards/card-brands.ts';
import type { FieldState } from '../../frame-message.ts';

/** Digits a security code has while no brand says otherwise. */
export const USUAL_SECURITY_CODE_LENGTH = 3;

/** State of a number field. */
export type NumberState = FieldState & { readonly card: readonly CardMatch[] };

// More leading digits than any brand's prefix has.
const PREFIX_DIGITS = 8;

/** As many digits as a number of that beginning can have. */
export function cutToBrand(digits: string, networks: readonly string[]): string {
  const candidates = matchCards(digits.slice(0, PREFIX_DIGITS), networks);
  const longest = Math.max(...candidates.map(({ lengths }) => Math.max(...lengths)));
  return digits.slice(0, candidates.length > 0 ? longest : MOST_DIGITS);
}

/** State of a card number, among the networks that the merchant takes. */
export function judgeNumber(digits: string, networks: readonly string[]): NumberState {
  const card = matchCards(digits, networks);
  return {
    card,
    valid: card.length > 0 && card.every(({ valid }) => valid),
    couldBeValid: card.some(({ couldBeValid }) => couldBeValid),
    empty: digits === '',
  };
}

/** State of a security code of the given length. */
export function judgeSecurityCode(digits: string, length: number): FieldState {
  return {
    valid: digits.length === length,
    couldBeValid: digits !== '' && digits.length <= length,
    empty: digits === '',
  };
}

/** Digits the security code of these candidates has. */
export function securityCodeLength(candidates: readonly CardMatch[]): number {
  return Math.max(USUAL_SECURITY_CODE_LENGTH, ...candidates.map(({ securityCode }) => securityCode.length));
}
