/** What every new row of the ledger has in common, and the checks before it is written. */
import type { Operation } from '../../triggers.ts';
import { toRefusalAnswer, type Answer } from '../answers/answer.ts';
import { faultOn } from '../ledger/match-triggers.ts';
import { duplicateTransactionId, type Refusal } from '../ledger/refusal.ts';
import type { Payment, Transaction } from '../ledger/transaction.ts';
import type { ClientReference } from '../requests/schemas.ts';
import type { EndpointDeps } from './deps.ts';
import type { Call, Plan } from './endpoint.ts';

/** The 400 of a refusal. */
export function answerRefusal(refusal: Refusal, { now, ids }: EndpointDeps): Answer {
  return toRefusalAnswer(refusal, now(), ids.transaction);
}

/** A plan that only refuses. */
export function refusalPlan(refusal: Refusal, deps: EndpointDeps): Plan {
  return { commit: () => answerRefusal(refusal, deps) };
}

/** A merchant's own transaction id is good for one transaction. */
export function whyDuplicate(
  reference: ClientReference | undefined,
  { merchant }: Call,
  { ledger }: EndpointDeps,
): Refusal | undefined {
  const id = reference?.transactionId;
  return id !== undefined && ledger.findByMerchantTransactionId(merchant.id, id)
    ? duplicateTransactionId
    : undefined;
}

/** The parts of a follow-on that come from its target and from the request's references. */
export function toEntry(
  target: Transaction,
  reference: ClientReference | undefined,
  { ids, now }: EndpointDeps,
): Omit<Transaction, 'kind'> {
  return {
    id: ids.transaction(),
    rootId: target.rootId,
    merchantId: target.merchantId,
    at: now(),
    currency: target.currency,
    reconciliationId: target.reconciliationId,
    ...(reference?.code !== undefined && { reference: reference.code }),
    ...(reference?.transactionId !== undefined && { merchantTransactionId: reference.transactionId }),
  };
}

/** The fault that the payment's cardholder asked for on this operation, the first time. */
export function faultOfFollowOn(
  target: Transaction | undefined,
  operation: Operation,
  { ledger, desk }: EndpointDeps,
): ReturnType<typeof faultOn> {
  const root = target && ledger.find(target.merchantId, target.rootId);
  if (root?.kind !== 'payment') return undefined;
  const fault = faultOn(root.followOns, operation);
  return fault && desk.strikesNow(root.id, operation) ? fault : undefined;
}

/** The payment that a transaction belongs to, if it belongs to one. */
export function paymentOf(target: Transaction, { ledger }: EndpointDeps): Payment | undefined {
  const root = ledger.find(target.merchantId, target.rootId);
  return root?.kind === 'payment' ? root : undefined;
}
