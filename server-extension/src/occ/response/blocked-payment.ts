import type { CardholderProof } from '../webhook/required-proof.ts';
import type { TextName } from './shopper-texts.ts';

/** What stops an authorization that no limit stops, as the journal keeps it. */
export type BlockedPayment = CardholderProof | 'order-amount' | 'order-not-read';

/** How a payment that was not sent is reported to OCC. */
interface Said {
  /** `authCode`, for support to search for. */
  readonly reason: string;
  readonly text: TextName;
}

const SAID: Readonly<Record<BlockedPayment, Said>> = {
  'security-code': { reason: 'SECURITY_CODE_REQUIRED', text: 'securityCodeMissing' },
  'security-code-of-schedule': { reason: 'SECURITY_CODE_REQUIRED', text: 'securityCodeMissing' },
  'payer-authentication': { reason: 'PAYER_AUTHENTICATION_REQUIRED', text: 'authenticationMissing' },
  'order-amount': { reason: 'ORDER_AMOUNT_MISMATCH', text: 'orderAmountDiffers' },
  'order-not-read': { reason: 'ORDER_NOT_READ', text: 'orderNotRead' },
};

/** The ordinary decline, for what a limit blocked: card testers learn nothing from it. */
const BY_A_LIMIT: Said = { reason: 'DECLINED', text: 'tryAnotherCard' };

export function saidOf(blockedBy: string): Said {
  return isBlocked(blockedBy) ? SAID[blockedBy] : BY_A_LIMIT;
}

export function isBlocked(blockedBy: string): blockedBy is BlockedPayment {
  return Object.hasOwn(SAID, blockedBy);
}
