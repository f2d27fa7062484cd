/** What every new row of the ledger has in common, and the checks before it is written. */
import type { LedgerOperation, Trigger } from '../../../triggers.ts';
import { toRefusalAnswer, type EndpointResponse } from '../answers/answer.ts';
import { faultOn, matchTriggers, outcomeOn, type DecisiveOutcome } from '../../ledger/match-triggers.ts';
import { duplicateTransactionId, refuse, type RequestRefusal } from '../../model/refusal.ts';
import type { LedgerPayment, LedgerTransaction } from '../../model/transaction.ts';
import { toReferences } from '../requests/references.ts';
import type { ClientReference } from '../requests/schemas.ts';
import type { EndpointDeps } from './deps.ts';
import type { EndpointCall, EndpointPlan } from './endpoint.ts';

/** The 400 of a refusal. */
export function answerRefusal(refusal: RequestRefusal, { now, ids }: EndpointDeps): EndpointResponse {
  return toRefusalAnswer(refusal, now(), ids.transaction);
}

/** A plan that only refuses. */
export function refusalPlan(refusal: RequestRefusal, deps: EndpointDeps): EndpointPlan {
  return { commit: () => answerRefusal(refusal, deps) };
}

/** A merchant's own transaction id is good for one transaction. */
export function whyDuplicate(
  reference: ClientReference | undefined,
  { merchant }: EndpointCall,
  { ledger }: EndpointDeps,
): RequestRefusal | undefined {
  const id = reference?.transactionId;
  return id !== undefined && ledger.findByMerchantTransactionId(merchant.id, id)
    ? duplicateTransactionId
    : undefined;
}

/** The parts of a follow-on that come from its target and from the request's references. */
export function toEntry(
  target: LedgerTransaction,
  reference: ClientReference | undefined,
  { ids, now }: EndpointDeps,
): Omit<LedgerTransaction, 'kind'> {
  return {
    id: ids.transaction(),
    rootId: target.rootId,
    merchantId: target.merchantId,
    at: now(),
    currency: target.currency,
    reconciliationId: target.reconciliationId,
    ...toReferences(reference),
  };
}

/** The fault that the payment's cardholder asked for on this operation, the first time. */
export function faultOfFollowOn(
  target: LedgerTransaction | undefined,
  operation: LedgerOperation,
  deps: EndpointDeps,
): ReturnType<typeof faultOn> {
  const { desk } = deps;
  const root = target && paymentOf(target, deps);
  if (!root) return undefined;
  const fault = faultOn(rowsOf(root, deps), operation);
  return fault && desk.strikesNow(root.id, operation) ? fault : undefined;
}

/** What the trigger table says about a follow-on of this payment. */
export function outcomeOfFollowOn(
  target: LedgerTransaction,
  operation: LedgerOperation,
  deps: EndpointDeps,
): DecisiveOutcome | undefined {
  const root = paymentOf(target, deps);
  return root && outcomeOn(rowsOf(root, deps), operation);
}

/** The refusal that the trigger table has for a follow-on; none where there is nothing to act on. */
export function whyTriggered(
  target: LedgerTransaction | undefined,
  operation: LedgerOperation,
  deps: EndpointDeps,
): RequestRefusal | undefined {
  if (!target) return undefined;
  const outcome = outcomeOfFollowOn(target, operation, deps);
  return outcome?.kind === 'refuse' ? refuse(outcome.reason) : undefined;
}

// Rows about the card were noted when the card was seen; rows about the reference may have been added since.
function rowsOf(root: LedgerPayment, { triggers }: EndpointDeps): readonly Trigger[] {
  return [...matchTriggers(triggers.rows(), { reference: root.reference }), ...root.followOns];
}

/** Whether search, details and look-ups see a transaction already. */
export function isIndexed({ at }: LedgerTransaction, { now, searchLagMs }: EndpointDeps): boolean {
  return now().getTime() - at.getTime() >= searchLagMs();
}

/** The payment that a transaction belongs to, if it belongs to one. */
export function paymentOf(target: LedgerTransaction, { ledger }: EndpointDeps): LedgerPayment | undefined {
  const root = ledger.find(target.merchantId, target.rootId);
  return root?.kind === 'payment' ? root : undefined;
}
