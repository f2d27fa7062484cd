import type { PaymentResult } from '../../domain/payment/result.ts';
import { sha256 } from '../../domain/sha256.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';

/**
 * The attempts of a payment are a chain: each has the digest of what was asked for, and of the link before it. What changes a
 * row, or takes one out of the middle, breaks it. One chain for each payment, because writers of one payment take turns anyway,
 * and no others wait for them.
 *
 * @param previous the link of the payment's attempt before; empty for the first, and after one of a release without links.
 */
export function linkOf(attempt: PaymentAttempt, previous: string): string {
  const { amount, claimedAt, isFinal = false, original = '', merchant = '', actor = '' } = attempt;
  return digestOf([
    previous,
    ...[attempt.key, attempt.attemptNumber, attempt.fingerprint, attempt.payment, attempt.operation],
    ...[attempt.caller, actor, attempt.site, attempt.channel, merchant, attempt.orderId],
    ...[amount.minor, amount.currency, attempt.captureNow, original, isFinal, attempt.merchantTransactionId],
    claimedAt.getTime(),
  ]);
}

/** The digest of how an attempt ended, over its link: written with the result, and again when an unknown outcome is found out. */
export function sealOf(attempt: PaymentAttempt, link: string): string {
  const { completedAt, resolvedAt, result, reportedResult } = attempt;
  return digestOf([
    link,
    ...[completedAt?.getTime() ?? 0, resolvedAt?.getTime() ?? 0],
    ...factsOf(result),
    ...factsOf(reportedResult),
  ]);
}

/** What accounting needs of a result. A shopper's data is not among it, so that it can be erased while the chain holds. */
function factsOf(result: PaymentResult | undefined): readonly (string | number | boolean)[] {
  if (result === undefined) return [''];
  const ref = 'ref' in result ? (result.ref ?? '') : '';
  const money = 'amount' in result ? result.amount : 'held' in result ? result.held : undefined;
  return [
    ...[result.outcome, ref, money?.minor ?? '', money?.currency ?? ''],
    ...['because' in result ? result.because : '', 'holdsMoney' in result ? result.holdsMoney : ''],
  ];
}

function digestOf(facts: readonly (string | number | boolean)[]): string {
  return sha256(JSON.stringify(facts), 'base64url');
}

/** An attempt with its place in the chain. Null where a release without a chain wrote it. */
export interface LinkedAttempt {
  readonly attempt: PaymentAttempt;
  readonly link: string | null;
  readonly seal: string | null;
}

/** Where a chain does not hold. */
export interface ChainBreak {
  readonly key: string;
  readonly attemptNumber: number;
  readonly payment: string;
  /**
   * `request`: what was asked for was changed, or an attempt before it was changed or removed. `result`: how it ended was
   * changed. `unlinked`: the link or the seal was removed.
   */
  readonly part: 'request' | 'result' | 'unlinked';
}

/** The breaks in the chain of one payment. @param attempts all of it, oldest first. */
export function breaksOf(attempts: readonly LinkedAttempt[]): readonly ChainBreak[] {
  let previous: string | null = null;
  return attempts.flatMap(({ attempt, link, seal }) => {
    const before: string | null = previous;
    previous = link;
    const { key, attemptNumber, payment } = attempt;
    const found = (part: ChainBreak['part']): readonly ChainBreak[] => [
      { key, attemptNumber, payment, part },
    ];
    if (link === null) return before === null ? [] : found('unlinked');
    if (link !== linkOf(attempt, before ?? '')) return found('request');
    if (attempt.result === undefined) return seal === null ? [] : found('result');
    if (seal === null) return found('unlinked');
    return seal === sealOf(attempt, link) ? [] : found('result');
  });
}
