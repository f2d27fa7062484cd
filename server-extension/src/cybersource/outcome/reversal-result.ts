import type { PaymentResult } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import type { UnresolvedAttempt } from '../../payments/ports/gateway.ts';
import type { TransportResult } from '../client/transport.ts';
import { type CyberSourceResponse, reasonOf, transactionIdOf, textAt, toAnswer, toReport } from './answer.ts';
import { toDeclineReason } from './decline-reasons.ts';
import { toRefusalReason } from './refusal-reasons.ts';
import { lookUp } from './look-up.ts';
import { isDocumentedRefusal, isDuplicate } from './classify-response.ts';
import { refusal, toNoResponseResult, unknown, unlisted } from './result.ts';
import { readAmount } from './response-amount.ts';
import type { RequestReason, ReversalStatus, VoidStatus } from './vocabulary.ts';

/** What an answer to a timeout reversal or timeout void means. */
type Undoing =
  | 'undone'
  /** CyberSource does not know the transaction id, or it was undone before. */
  | 'nothing-to-undo'
  /** The transaction was carried out, and can no longer be reversed or voided. */
  | 'too-late'
  /** CyberSource refused the request itself: nothing changed, ask again. */
  | 'not-looked-at'
  | 'by-reason'
  | 'unknown';

const STATUS: Readonly<Record<ReversalStatus | VoidStatus, Undoing>> = {
  REVERSED: 'undone',
  VOIDED: 'undone',
  CANCELLED: 'undone',
  FAILED: 'too-late',
  DECLINED: 'too-late',
  INVALID_REQUEST: 'by-reason',
};

const REASON: Readonly<Record<RequestReason, Undoing>> = {
  // Without details it is about the transaction id: nothing has that id. See below.
  INVALID_DATA: 'not-looked-at',
  INVALID_PAYMENT_ID: 'nothing-to-undo',
  MISSING_AUTH: 'nothing-to-undo',
  AUTH_ALREADY_REVERSED: 'nothing-to-undo',
  CAPTURE_ALREADY_VOIDED: 'nothing-to-undo',
  TRANSACTION_ALREADY_SETTLED: 'too-late',
  NOT_VOIDABLE: 'too-late',
  // Either reversed or settled: the reason does not say which, so the outcome stays unknown.
  TRANSACTION_ALREADY_REVERSED_OR_SETTLED: 'unknown',
  DUPLICATE_REQUEST: 'unknown',
  ACCOUNT_NOT_ALLOWED_CREDIT: 'not-looked-at',
  CARD_TYPE_NOT_ACCEPTED: 'not-looked-at',
  CONSUMER_AUTHENTICATION_FAILED: 'not-looked-at',
  EXCEEDS_AUTH_AMOUNT: 'not-looked-at',
  INVALID_AMOUNT: 'not-looked-at',
  INVALID_CARD: 'not-looked-at',
  INVALID_CARD_TYPE: 'not-looked-at',
  INVALID_MERCHANT_CONFIGURATION: 'not-looked-at',
  MISSING_FIELD: 'not-looked-at',
  NOT_SUPPORTED: 'not-looked-at',
  PROCESSOR_UNAVAILABLE: 'not-looked-at',
};

/**
 * The result of undoing a lost attempt; every reply has one. `declined` with held money means that the attempt was carried out
 * and stands.
 */
export function toReversalResult(lost: UnresolvedAttempt, reply: TransportResult): PaymentResult {
  if (reply.kind === 'silent') return toNoResponseResult(reply);
  const answer = toAnswer(reply);
  return RESULT[toUndoing(answer)](lost, answer);
}

/** As with every call that moves money, only 201 and the documented 400 are final. */
function toUndoing(answer: CyberSourceResponse): Exclude<Undoing, 'by-reason'> {
  switch (answer.httpStatus) {
    case 201:
      return settled(lookUp(STATUS, textAt(answer, 'status')), answer);
    case 400:
      return settled(isDocumentedRefusal(answer) ? 'by-reason' : 'unknown', answer);
    default:
      return 'unknown';
  }
}

function settled(undoing: Undoing | undefined, answer: CyberSourceResponse): Exclude<Undoing, 'by-reason'> {
  if (undoing !== 'by-reason') return undoing ?? 'unknown';
  if (isDuplicate(answer)) return 'nothing-to-undo';
  const byReason = lookUp(REASON, reasonOf(answer)) ?? 'unknown';
  return byReason === 'by-reason' ? 'unknown' : byReason;
}

const RESULT: Record<
  Exclude<Undoing, 'by-reason'>,
  (lost: UnresolvedAttempt, answer: CyberSourceResponse) => PaymentResult
> = {
  undone(lost, answer) {
    const ref = transactionIdOf(answer);
    const amount =
      textAt(answer, 'status') === 'REVERSED'
        ? readAmount(answer, ['reversalAmountDetails'], 'reversedAmount', lost.amount)
        : readAmount(answer, ['voidAmountDetails'], 'voidAmount', lost.amount);
    return ref === undefined || amount === undefined
      ? unknown(answer, 'an answer without id or amount')
      : { outcome: 'approved', ref, amount, gateway: toReport(answer) };
  },
  'nothing-to-undo': (_, answer) => ({
    outcome: 'refused',
    problem: `CyberSource has nothing to undo: ${reasonOf(answer) ?? 'no reason given'}`,
    refusalReason: toRefusalReason(reasonOf(answer)),
    gateway: toReport(answer),
  }),
  'too-late'(_, answer) {
    const ref = transactionIdOf(answer);
    const gateway = toReport(answer);
    return {
      outcome: 'declined',
      declineReason: toDeclineReason(gateway),
      ...present({ ref }),
      holdsMoney: true,
      gateway,
    };
  },
  'not-looked-at': (_, answer) => ({ outcome: 'not-sent', problem: refusal(answer) }),
  unknown: (_, answer) => unlisted(answer),
};
