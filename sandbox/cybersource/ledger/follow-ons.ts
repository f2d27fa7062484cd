/** What may be done to a payment, and when not (CyberSource: follow-on services, state machine of a payment). */
import { invalid, noSuchTransaction, refuse, type RequestRefusal } from '../model/refusal.ts';
import { isVoided, refundedOf, toSums } from './ledger-totals.ts';
import type {
  LedgerCapture,
  LedgerCredit,
  LedgerPayment,
  LedgerRefund,
  LedgerTransaction,
} from '../model/transaction.ts';

/** How much of the target, in which currency, and the number that a capture gives itself among several. */
export interface FollowOnRequest {
  readonly amount: number;
  readonly currency: string;
  readonly sequence?: number | undefined;
}

/** The rules' switches. */
export interface ValidationMode {
  /** Takes what CyberSource's own test system takes and its samples rely on. The README lists all of it. */
  readonly lenient: boolean;
}

const HELD = new Set([
  'AUTHORIZED',
  'PARTIAL_AUTHORIZED',
  'AUTHORIZED_PENDING_REVIEW',
  'AUTHORIZED_RISK_DECLINED',
]);

/** Undefined when the capture may go ahead. */
export function whyNotCapture(
  target: LedgerTransaction | undefined,
  family: readonly LedgerTransaction[],
  followOn: FollowOnRequest,
  { lenient }: ValidationMode,
): RequestRefusal | undefined {
  if (!isHeld(target)) return noSuchTransaction;
  if (isVerification(target)) return refuse('MISSING_AUTH');
  if (followOn.currency !== target.currency) return invalid('orderInformation.amountDetails.currency');
  const { open, reversed } = toSums(target, family);
  if (target.captured > 0) return refuse('TRANSACTION_ALREADY_SETTLED');
  if (reversed > 0 && open <= 0) return refuse('AUTH_ALREADY_REVERSED');
  if (followOn.amount === 0) return refuse('INVALID_AMOUNT');
  if (followOn.amount > open && !lenient) return refuse('EXCEEDS_AUTH_AMOUNT');
  const next = family.filter(({ kind }) => kind === 'capture').length + 1;
  if (followOn.sequence !== undefined && followOn.sequence !== next && !lenient) {
    return invalid('processingInformation.captureOptions.captureSequenceNumber');
  }
  return undefined;
}

/** Undefined when more may be held: before the last capture, and before all was reversed. */
export function whyNotIncrement(
  target: LedgerTransaction | undefined,
  family: readonly LedgerTransaction[],
  followOn: FollowOnRequest,
): RequestRefusal | undefined {
  if (!isHeld(target)) return noSuchTransaction;
  if (isVerification(target)) return refuse('MISSING_AUTH');
  if (followOn.currency !== target.currency) return invalid('orderInformation.amountDetails.currency');
  const { open, reversed } = toSums(target, family);
  const isOver = family.some((entry) => entry.kind === 'capture' && entry.final);
  if (target.captured > 0 || isOver) return refuse('TRANSACTION_ALREADY_SETTLED');
  if (reversed > 0 && open <= 0) return refuse('AUTH_ALREADY_REVERSED');
  return followOn.amount === 0 ? refuse('INVALID_AMOUNT') : undefined;
}

/** Undefined when the reversal may go ahead. A timeout reversal may leave the currency out. */
export function whyNotReversal(
  target: LedgerTransaction | undefined,
  family: readonly LedgerTransaction[],
  followOn: FollowOnRequest,
): RequestRefusal | undefined {
  if (!isHeld(target)) return noSuchTransaction;
  if (isVerification(target)) return refuse('MISSING_AUTH');
  if (followOn.currency !== target.currency) return invalid('reversalInformation.amountDetails.currency');
  const { open, captured } = toSums(target, family);
  if (family.some(({ kind }) => kind === 'reversal') && open <= 0) {
    return refuse(captured > 0 ? 'TRANSACTION_ALREADY_REVERSED_OR_SETTLED' : 'AUTH_ALREADY_REVERSED');
  }
  if (captured > 0 && open <= 0) return refuse('TRANSACTION_ALREADY_SETTLED');
  return followOn.amount > open || followOn.amount === 0 ? refuse('INVALID_AMOUNT') : undefined;
}

/** Undefined when the refund may go ahead; the target is a sale or a capture. */
export function whyNotRefund(
  target: LedgerTransaction | undefined,
  family: readonly LedgerTransaction[],
  followOn: FollowOnRequest,
  { lenient }: ValidationMode,
): RequestRefusal | undefined {
  if (!target || !isTaken(target)) return noSuchTransaction;
  if (followOn.currency !== target.currency) return invalid('orderInformation.amountDetails.currency');
  if (isVoided(target.id, family)) return refuse('CAPTURE_ALREADY_VOIDED');
  const left = amountOf(target) - refundedOf(target.id, family);
  if (followOn.amount === 0 || (followOn.amount > left && !lenient)) return refuse('INVALID_AMOUNT');
  return undefined;
}

/** Undefined when the void may go ahead. What was voided or refunded already, or settled, cannot be voided. */
export function whyNotVoid(
  target: LedgerTransaction | undefined,
  family: readonly LedgerTransaction[],
  isSettled: boolean,
): RequestRefusal | undefined {
  if (!target || (target.kind === 'payment' && !isHeld(target))) return noSuchTransaction;
  if (!isVoidable(target) || isVoided(target.id, family) || isSettled) return refuse('NOT_VOIDABLE');
  if (target.kind === 'refund' && target.status === 'DECLINED') return refuse('NOT_VOIDABLE');
  if (refundedOf(target.id, family) > 0) return refuse('NOT_VOIDABLE');
  return undefined;
}

/** The amount of a sale, capture, refund or credit. */
export const amountOf = (taken: LedgerPayment | LedgerCapture | LedgerRefund | LedgerCredit): number =>
  taken.kind === 'payment' ? taken.captured : taken.amount;

/** Whether money is, or was, held for this payment. */
export const isHeld = (target: LedgerTransaction | undefined): target is LedgerPayment =>
  target?.kind === 'payment' && HELD.has(target.status);

/** Whether nothing was asked for but whether the account exists: nothing is held, nothing can follow. */
export const isVerification = (payment: LedgerPayment): boolean => payment.asked === 0;

/** Whether money was taken under this very id. */
export const isTaken = (target: LedgerTransaction): target is LedgerPayment | LedgerCapture =>
  target.kind === 'capture' || (target.kind === 'payment' && target.captured > 0);

/** Whether this is of a kind that a void can take back. */
export const isVoidable = (
  target: LedgerTransaction,
): target is LedgerPayment | LedgerCapture | LedgerRefund | LedgerCredit =>
  isTaken(target) || target.kind === 'refund' || target.kind === 'credit';
