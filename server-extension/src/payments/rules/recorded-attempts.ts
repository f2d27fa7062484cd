import type { FollowOn } from '../../domain/payment/command.ts';
import type { GatewayRef, MerchantTransactionId, PaymentKey } from '../../domain/ids.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { isSameMoney, type Money, minus, money } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import { isApprovedOrPending, gatewayRefOf } from '../../domain/payment/reported.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { commandDigest } from '../../domain/sha256.ts';
import { stepKey } from './follow-on/request-steps.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { PaymentRecord, RecordedTransaction } from '../ports/payment-records.ts';
import { merchantAccountOf } from './merchant-account-guard.ts';
import { isApplied, isPossiblyApplied } from '../../domain/payment/applied.ts';

type Found = Extract<PaymentRecord, { readonly kind: 'found' }>;

export interface RecordedAttemptsContext {
  /** The follow-on that is to be judged. */
  readonly command: FollowOn;
  readonly payment: PaymentKey;
  readonly settings: GatewaySettings;
}

/**
 * The attempts of a payment as a journal would have them that had seen them all, made from the gateway's records: the
 * authorization first, then what followed, oldest first. So one set of rules judges both.
 */
export function toAttempts(found: Found, context: RecordedAttemptsContext): readonly PaymentAttempt[] {
  const { authorization } = found;
  const followOns: Complete[] = [];
  for (const transaction of withoutOwnReversals(found.followOns)) {
    const target = targetOf(transaction, authorization, followOns);
    followOns.push({
      ...transaction,
      original: target.ref,
      amount: transaction.amount ?? target.amount ?? money(0, context.command.amount.currency),
    });
  }
  return [authorization, ...followOns].map((transaction) => toAttempt(transaction, context));
}

type Complete = RecordedTransaction & { readonly original: GatewayRef; readonly amount: Money };

/** The longest time between a void and the reversal of the hold that CyberSource makes along with it. */
const OWN_REVERSAL_MS = 60_000;

/** What a void of a capture lets go of by itself is a part of that void. */
function withoutOwnReversals(transactions: readonly RecordedTransaction[]): readonly RecordedTransaction[] {
  const ofVoids = new Set<RecordedTransaction>();
  for (const taken of transactions.filter((each) => isVoidOfMoneyTaken(each))) {
    const its = transactions.find(
      (each) =>
        each.operation === 'void' &&
        !isVoidOfMoneyTaken(each) &&
        each.merchantTransactionId === undefined &&
        !ofVoids.has(each) &&
        Math.abs(each.submittedAt.getTime() - taken.submittedAt.getTime()) <= OWN_REVERSAL_MS &&
        (taken.amount === undefined || each.amount === undefined || isSameMoney(taken.amount, each.amount)),
    );
    if (its !== undefined) ofVoids.add(its);
  }
  return transactions.filter((each) => !ofVoids.has(each));
}

function isVoidOfMoneyTaken({ operation, isVoidOfCapture: takesBack }: RecordedTransaction): boolean {
  return operation === 'void' && takesBack === true;
}

/**
 * What a transaction refers to. The records say so of our own; of another program's refunds and voids it is the oldest
 * that fits: the sums of the payment are the same whichever it was, and the gateway refuses what does not fit.
 */
function targetOf(
  { operation, original, amount, isVoidOfCapture: takesBack }: RecordedTransaction,
  authorization: RecordedTransaction,
  earlier: readonly Complete[],
): RecordedTransaction {
  const named = [authorization, ...earlier].find(({ ref }) => ref === original);
  if (named !== undefined) return named;
  if (operation === 'capture' || operation === 'increment' || operation === 'reauthorize')
    return authorization;
  if (operation === 'void' && takesBack !== true) return authorization;
  const capturedFunds = [
    ...(authorization.captureNow ? [authorization] : []),
    ...earlier.filter((each) => each.operation === 'capture'),
  ].filter(({ result }) => isApprovedOrPending(result));
  const untouched = capturedFunds.filter((funds) => isSameOrAbsent(leftOf(funds, earlier), funds.amount));
  const fitting =
    operation === 'void'
      ? (untouched.find((funds) => isSameOrAbsent(amount, funds.amount)) ?? untouched[0])
      : capturedFunds.find((funds) => leftOf(funds, earlier).minor >= (amount?.minor ?? 0));
  return fitting ?? capturedFunds[0] ?? authorization;
}

function isSameOrAbsent(one: Money | undefined, other: Money | undefined): boolean {
  return one === undefined || other === undefined || isSameMoney(one, other);
}

function leftOf({ ref, amount }: RecordedTransaction, earlier: readonly Complete[]): Money {
  const whole = amount ?? money(0, earlier[0]?.amount.currency ?? noCurrency());
  return earlier
    .filter(
      (each) => each.original === ref && each.operation !== 'capture' && isApprovedOrPending(each.result),
    )
    .reduce((left, each) => minus(left, each.amount), whole);
}

function noCurrency(): never {
  throw new RangeError('A transaction without an amount has no currency');
}

function toAttempt(
  transaction: RecordedTransaction,
  { command, payment, settings }: RecordedAttemptsContext,
): PaymentAttempt {
  const { ref, operation, submittedAt, captureNow, result, merchantTransactionId, paymentGroup } =
    transaction;
  const step = stepOf(command.key, transaction);
  const { site, channel, orderId } = command;
  return {
    key: step ?? (`recorded/${ref}` as CommandKey),
    attemptNumber: 1,
    fingerprint: step === undefined ? '' : fingerprintOf(transaction, command),
    payment,
    operation,
    // A comment of ours names our attempt; who asked for it, the records do not say.
    caller: merchantTransactionId === undefined ? 'external' : 'unknown',
    site,
    channel,
    orderId,
    merchant: merchantAccountOf(settings),
    amount: transaction.amount ?? money(0, command.amount.currency),
    captureNow,
    // Another program's has no name of ours: the gateway's id stands for it, which no other attempt has.
    merchantTransactionId: merchantTransactionId ?? (ref as string as MerchantTransactionId),
    claimedAt: submittedAt,
    completedAt: submittedAt,
    result,
    recordedFrom: present({ command: transaction.command, fingerprint: transaction.fingerprint }),
    ...present({
      original: transaction.original,
      isFinal: transaction.isFinal,
      lines: transaction.lines,
      instrument: transaction.instrument,
      paymentGroupId: paymentGroup?.paymentGroupId,
      sequence:
        transaction.sequenceNumber === undefined
          ? undefined
          : { number: transaction.sequenceNumber, transactionId: '' as MerchantTransactionId },
    }),
  };
}

/** Calls that one request can take. */
const STEPS_MAX = 50;

/**
 * A payment's attempts, of which those that were written from the gateway's records have the key and the fingerprint of the
 * request that they were a step of: so it is recognised when it is repeated.
 */
export function withStepsOf(
  command: FollowOn,
  attempts: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  return attempts.map((attempt) => {
    const { recordedFrom, amount } = attempt;
    const step = recordedFrom && stepOf(command.key, recordedFrom);
    return step === undefined
      ? attempt
      : { ...attempt, key: step, fingerprint: fingerprintOf({ ...recordedFrom, amount }, command) };
  });
}

/** The key of the step that the transaction was, where it was one of this command. */
function stepOf(
  asked: CommandKey,
  { command }: Pick<RecordedTransaction, 'command'>,
): CommandKey | undefined {
  if (command === undefined) return undefined;
  for (let ordinal = 1; ordinal <= STEPS_MAX; ordinal += 1) {
    const key = stepKey(asked, ordinal);
    if (commandDigest(key) === command) return key;
  }
  return undefined;
}

/** The command's own, unless the records show that it came with another body. */
function fingerprintOf(
  { fingerprint = '', amount }: Pick<RecordedTransaction, 'fingerprint' | 'amount'>,
  command: FollowOn,
): string {
  // Their steps can come to more than the caller named.
  const isWhole = command.type === 'void' && (command.isWhole ?? command.isCancellation) === true;
  const isWithin = isWhole || (amount?.minor ?? 0) <= command.amount.minor;
  const isSame = command.fingerprint.startsWith(fingerprint) && isWithin;
  return isSame ? command.fingerprint : fingerprint;
}

/**
 * What the records show and what this journal has, as one list. The journal's own word stands, also for what is under way;
 * the records add what other callers did, and what was forgotten.
 *
 * @param recorded the authorization first, then what followed, oldest first; none where the records show nothing.
 */
export function withRecordedAttempts(
  recorded: readonly PaymentAttempt[],
  own: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  const [authorization, ...followOns] = recorded;
  if (authorization === undefined) return own;
  const known = own
    .filter(
      (attempt) =>
        !recorded.some((each) => each.key === attempt.key && isApplied(each) && isNothing(attempt)),
    )
    .map((attempt) => withTurnOf(recorded.find(isSameAs(attempt)), attempt));
  const added = followOns.filter((each) => !known.some((attempt) => isSameAs(attempt)(each)));
  const at = known.findIndex((attempt) => isSameAs(attempt)(authorization));
  if (at === -1) return [authorization, ...inOrder(known, added)];
  return [...known.slice(0, at + 1), ...inOrder(known.slice(at + 1), added)];
}

function isSameAs(attempt: PaymentAttempt): (recorded: PaymentAttempt) => boolean {
  const { operation, result, merchantTransactionId } = attempt;
  // An increment is answered under the id of its authorization, and recorded under one of its own.
  if (operation === 'increment')
    return (recorded) => recorded.merchantTransactionId === merchantTransactionId;
  const ref = gatewayRefOf(result);
  const isOpen = result === undefined || result.outcome === 'unknown';
  return (recorded) =>
    (ref !== undefined && ref === gatewayRefOf(recorded.result)) ||
    (isOpen && merchantTransactionId === recorded.merchantTransactionId);
}

/** It did nothing: another instance may have carried the same step out since. */
function isNothing(attempt: PaymentAttempt): boolean {
  return !isPossiblyApplied(attempt);
}

function withTurnOf(recorded: PaymentAttempt | undefined, attempt: PaymentAttempt): PaymentAttempt {
  return recorded?.sequence === undefined ? attempt : { ...attempt, sequence: recorded.sequence };
}

/** Each of the others before the first own attempt that is younger; the own ones keep their order. */
function inOrder(
  own: readonly PaymentAttempt[],
  others: readonly PaymentAttempt[],
): readonly PaymentAttempt[] {
  const left = [...others];
  const merged: PaymentAttempt[] = [];
  for (const attempt of own) {
    while (left[0] !== undefined && left[0].claimedAt <= attempt.claimedAt) merged.push(...left.splice(0, 1));
    merged.push(attempt);
  }
  return [...merged, ...left];
}
