import type { PaymentReason, RequestReason } from '../outcome/vocabulary.ts';
import type { ApplicationResult } from './transaction.ts';

/** What a transaction's number says became of it. */
export type TransactionOutcome =
  | { readonly kind: 'done' }
  /** Less than was asked for is held. */
  | { readonly kind: 'done-in-part' }
  /** The issuer holds the money, and something speaks against the payment. */
  | { readonly kind: 'held'; readonly reason: PaymentReason }
  | { readonly kind: 'declined'; readonly reason?: PaymentReason }
  /** The request was wrong: nothing was done. */
  | { readonly kind: 'refused'; readonly reason: RequestReason }
  /** CyberSource itself failed, or says something that is not listed. */
  | { readonly kind: 'unclear' };

const DONE: TransactionOutcome = { kind: 'done' };
const UNCLEAR: TransactionOutcome = { kind: 'unclear' };

/** CyberSource: reason codes of the older APIs, which transaction details still give. */
const ENDING: Readonly<Record<string, TransactionOutcome>> = {
  100: DONE,
  101: refused('MISSING_FIELD'),
  102: refused('INVALID_DATA'),
  104: refused('DUPLICATE_REQUEST'),
  110: { kind: 'done-in-part' },
  150: UNCLEAR,
  151: UNCLEAR,
  152: UNCLEAR,
  200: held('AVS_FAILED'),
  // The issuer wants a call; whether it holds the money meanwhile, it does not say.
  201: held('CONTACT_PROCESSOR'),
  202: declined('EXPIRED_CARD'),
  203: declined('PROCESSOR_DECLINED'),
  204: declined('INSUFFICIENT_FUND'),
  205: declined('STOLEN_LOST_CARD'),
  207: declined('ISSUER_UNAVAILABLE'),
  208: declined('UNAUTHORIZED_CARD'),
  209: declined('CVN_NOT_MATCH'),
  210: declined('EXCEEDS_CREDIT_LIMIT'),
  211: declined('INVALID_CVN'),
  221: declined('BLACKLISTED_CUSTOMER'),
  230: held('CV_FAILED'),
  231: declined('INVALID_ACCOUNT'),
  233: declined('GENERAL_DECLINE'),
  234: refused('INVALID_MERCHANT_CONFIGURATION'),
  235: refused('EXCEEDS_AUTH_AMOUNT'),
  236: refused('PROCESSOR_UNAVAILABLE'),
  237: refused('AUTH_ALREADY_REVERSED'),
  238: refused('TRANSACTION_ALREADY_SETTLED'),
  239: refused('INVALID_AMOUNT'),
  241: refused('MISSING_AUTH'),
  243: refused('TRANSACTION_ALREADY_REVERSED_OR_SETTLED'),
  246: refused('NOT_VOIDABLE'),
  247: refused('CAPTURE_ALREADY_VOIDED'),
  475: declined('CONSUMER_AUTHENTICATION_REQUIRED'),
  476: declined('CONSUMER_AUTHENTICATION_FAILED'),
  478: declined('CUSTOMER_AUTHENTICATION_REQUIRED'),
  480: held('DECISION_PROFILE_REVIEW'),
  481: held('DECISION_PROFILE_REJECT'),
};

/** Total. A number that is not listed is a decline where the records say so, else unclear. */
export function toEnding({ reasonCode, rCode }: Omit<ApplicationResult, 'name'>): TransactionOutcome {
  const ending =
    reasonCode !== undefined && Object.hasOwn(ENDING, reasonCode) ? ENDING[reasonCode] : undefined;
  if (rCode === '-1') return UNCLEAR;
  // A screening that declines before the issuer is asked holds nothing.
  if (ending?.kind === 'held' && rCode === '0' && isScreening(ending.reason)) return declined(ending.reason);
  if (ending?.kind === 'done' && rCode !== '1') return UNCLEAR;
  if (ending !== undefined) return ending;
  return rCode === '0' ? { kind: 'declined' } : UNCLEAR;
}

function isScreening(reason: PaymentReason): boolean {
  return reason === 'DECISION_PROFILE_REVIEW' || reason === 'DECISION_PROFILE_REJECT';
}

function held(reason: PaymentReason): TransactionOutcome {
  return { kind: 'held', reason };
}

function declined(reason: PaymentReason): TransactionOutcome {
  return { kind: 'declined', reason };
}

function refused(reason: RequestReason): TransactionOutcome {
  return { kind: 'refused', reason };
}
