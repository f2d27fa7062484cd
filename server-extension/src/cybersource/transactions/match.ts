import type { GatewayRef } from '../../domain/ids.ts';
import { isSameMoney, parseDecimal } from '../../domain/money/money.ts';
import type { UnresolvedAttempt } from '../../payments/ports/gateway.ts';
import type { RequestIntent } from '../outcome/request-intent.ts';
import { parseComment } from '../requests/comment.ts';
import { toReferenceCode } from '../requests/reference.ts';
import { APPLICATION, applicationOf } from './original-answer.ts';
import { toEnding } from './reason-codes.ts';
import type { TransactionDetails, Transaction } from './transaction.ts';

/** What the lost attempt wanted, if the transaction is of its kind. */
export function intentOf(lost: UnresolvedAttempt, transaction: Transaction): RequestIntent | undefined {
  const { operation: type, amount, captureNow } = lost;
  const has = (name: string): boolean => applicationOf(transaction, name) !== undefined;
  const isPayment = has(APPLICATION.authorization);
  const isCapture = has(APPLICATION.capture);
  switch (type) {
    case 'authorize':
      return isPayment && (captureNow || !isCapture) ? { type, amount, captureNow } : undefined;
    case 'increment':
    case 'reauthorize':
      return isPayment && !isCapture ? { type, amount } : undefined;
    case 'capture':
      return isCapture && !isPayment ? { type, amount } : undefined;
    case 'refund':
      return has(APPLICATION.refund) ? { type, amount } : undefined;
    case 'void':
      if (has(APPLICATION.reversal)) return { type, amount, of: 'authorization' };
      return has(APPLICATION.void) ? { type, amount, of: 'capture' } : undefined;
  }
}

/** Whether the transaction can be the lost attempt, as far as a row of the search tells. */
export function canMatch(
  lost: UnresolvedAttempt,
  transaction: Transaction,
  known: ReadonlySet<GatewayRef>,
): boolean {
  const { id, code, overall } = transaction;
  if (known.has(id) || code !== toReferenceCode(lost.orderId)) return false;
  // A request that was refused did nothing: the refused duplicate of an attempt is a transaction as well.
  if (toEnding(overall).kind === 'refused') return false;
  return intentOf(lost, transaction) !== undefined && isOfThatAmount(lost, transaction);
}

/** A void states no amount of its own. */
function isOfThatAmount({ amount: asked }: UnresolvedAttempt, { amount, currency }: Transaction): boolean {
  if (currency !== undefined && currency !== asked.currency) return false;
  if (amount === undefined) return true;
  const stated = parseDecimal(amount, asked.currency);
  return stated !== undefined && isSameMoney(stated, asked);
}

/**
 * The one of them that is the unresolved attempt. Its merchant transaction id, where the records show it, decides; else what it refers to, and then
 * there has to be one only.
 */
export function singleMatch(
  candidates: readonly TransactionDetails[],
  lost: UnresolvedAttempt,
): TransactionDetails | 'none' | 'several' {
  const named = candidates.filter((each) => nameOf(each) === lost.merchantTransactionId);
  const unnamed = candidates.filter((each) => nameOf(each) === undefined && isAbout(lost, each));
  const possible = named.length > 0 ? named : unnamed;
  const [first] = possible;
  if (first === undefined) return 'none';
  return possible.length === 1 ? first : 'several';
}

function nameOf({ comments }: TransactionDetails): string | undefined {
  return parseComment(comments)?.attempt;
}

function isAbout({ original }: UnresolvedAttempt, { rootId, related }: TransactionDetails): boolean {
  return original === undefined || rootId === original || related.includes(original);
}
