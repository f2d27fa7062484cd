import { ShopperProblem } from '../../../payment/payment-method.ts';

/** Microform's reasons that a new capture context cures: it is invalid, expired, unknown or used too many times. */
const NEEDS_NEW_CONTEXT = /^(CREATE_TOKEN_)?CAPTURE_CONTEXT_/;

/** How its reasons begin that name what was typed (CyberSource: Microform, error reasons). */
const NEEDS_OTHER_INPUT = 'CREATE_TOKEN_VALIDATION_';

/** What a refused token means to the shopper. A reason that is not listed counts as a failed call. */
export function toTokenProblem(reason: string): ShopperProblem {
  if (NEEDS_NEW_CONTEXT.test(reason)) return new ShopperProblem('fieldsCleared');
  return new ShopperProblem(reason.startsWith(NEEDS_OTHER_INPUT) ? 'checkFields' : 'notCharged');
}
