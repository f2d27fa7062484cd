/** Undoing: by CyberSource's id, or by the merchant's own when the answer with that id never came. */
import { toReversalAnswer, toVoidAnswer } from '../answers/follow-on-answer.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { amountOf, isVoidable, whyNotReversal, whyNotVoid } from '../../ledger/follow-ons.ts';
import { invalid, noSuchTransaction, nothingToUndo } from '../../model/refusal.ts';
import type {
  LedgerPayment,
  LedgerReversal,
  LedgerTransaction,
  LedgerVoid,
} from '../../model/transaction.ts';
import { toMoney } from '../../values/money.ts';
import { isRefusal, parseBody } from '../requests/body.ts';
import {
  reversalSchema,
  timeoutReversalSchema,
  timeoutVoidSchema,
  voidSchema,
  type ClientReference,
} from '../requests/schemas.ts';
import type { EndpointDeps } from './deps.ts';
import type { EndpointCall, Endpoint } from './endpoint.ts';
import {
  answerRefusal,
  faultOfFollowOn,
  paymentOf,
  refusalPlan,
  toEntry,
  whyDuplicate,
  whyTriggered,
} from './entry.ts';

/** `POST /pts/v2/payments/{id}/reversals`. */
export function createReversalEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(reversalSchema, call.body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, reversalInformation } = request;
    const target = deps.ledger.find(call.merchant.id, call.id);
    return {
      fault: faultOfFollowOn(target, 'reversal', deps),
      commit: () => {
        const duplicate = whyDuplicate(reference, call, deps);
        if (duplicate) return answerRefusal(duplicate, deps);
        return reverse(target, reversalInformation.amountDetails, reference, deps);
      },
    };
  };
}

/** `POST /pts/v2/reversals`: finds the authorization when it commits, so that a late one is found too. */
export function createTimeoutReversalEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(timeoutReversalSchema, call.body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, reversalInformation } = request;
    return {
      fault: faultOfFollowOn(targetOf(reference, call, deps), 'reversal', deps),
      commit: () => {
        const target = targetOf(reference, call, deps);
        if (!target) return answerRefusal(nothingToUndo, deps);
        return reverse(target, reversalInformation.amountDetails, ownReference(reference), deps);
      },
    };
  };
}

/** `POST /pts/v2/{payments,captures,refunds,credits}/{id}/voids`. A sale is found under `captures` too, as in refunds. */
export function createVoidEndpoint(
  kinds: readonly ('payment' | 'capture' | 'refund' | 'credit')[],
  deps: EndpointDeps,
): Endpoint {
  return (call) => {
    const request = parseBody(voidSchema, call.body ?? {});
    if (isRefusal(request)) return refusalPlan(request, deps);
    const found = deps.ledger.find(call.merchant.id, call.id);
    const target = kinds.some((kind) => kind === found?.kind) ? found : undefined;
    return {
      fault: faultOfFollowOn(target, 'void', deps),
      commit: () => {
        const duplicate = whyDuplicate(request.clientReferenceInformation, call, deps);
        if (duplicate) return answerRefusal(duplicate, deps);
        return voidIt(target, request.clientReferenceInformation, deps);
      },
    };
  };
}

/** `POST /pts/v2/voids`: of a sale, capture, refund or credit. */
export function createTimeoutVoidEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(timeoutVoidSchema, call.body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference } = request;
    return {
      fault: faultOfFollowOn(targetOf(reference, call, deps), 'void', deps),
      commit: () => {
        const target = targetOf(reference, call, deps);
        return target ? voidIt(target, ownReference(reference), deps) : answerRefusal(nothingToUndo, deps);
      },
    };
  };
}

function reverse(
  target: LedgerTransaction | undefined,
  { totalAmount, currency }: { readonly totalAmount: string; readonly currency?: string | undefined },
  reference: ClientReference | undefined,
  deps: EndpointDeps,
): EndpointResponse {
  const requestedCurrency = currency ?? target?.currency;
  const money = requestedCurrency === undefined ? undefined : toMoney(totalAmount, requestedCurrency);
  if (target && !money) return answerRefusal(invalid('reversalInformation.amountDetails.totalAmount'), deps);
  const followOn = { amount: money?.minor ?? 0, currency: requestedCurrency ?? '' };
  const refused =
    whyTriggered(target, 'reversal', deps) ??
    whyNotReversal(target, target ? deps.ledger.family(target.rootId) : [], followOn);
  if (refused || !target) return answerRefusal(refused ?? noSuchTransaction, deps);
  const reversal = toReversal(target, followOn.amount, reference, deps);
  deps.ledger.append(reversal);
  return toReversalAnswer(reversal, paymentOf(target, deps));
}

function voidIt(
  target: LedgerTransaction | undefined,
  reference: ClientReference | undefined,
  deps: EndpointDeps,
): EndpointResponse {
  const family = target ? deps.ledger.family(target.rootId) : [];
  const refused =
    whyTriggered(target, 'void', deps) ??
    whyNotVoid(target, family, target !== undefined && deps.batches.isClosed(target));
  if (refused || !target || !isVoidable(target)) return answerRefusal(refused ?? noSuchTransaction, deps);
  const voided: LedgerVoid = {
    kind: 'void',
    ...toEntry(target, reference, deps),
    of: target.id,
    amount: amountOf(target),
  };
  deps.ledger.append(voided);
  const payment =
    target.kind === 'capture' || target.kind === 'payment' ? paymentOf(target, deps) : undefined;
  if (payment && deps.rules.voidedCapture === 'reverses-hold') {
    deps.ledger.append(toReversal(payment, voided.amount, undefined, deps));
  }
  return toVoidAnswer(voided);
}

function toReversal(
  payment: LedgerPayment | LedgerTransaction,
  amount: number,
  reference: ClientReference | undefined,
  deps: EndpointDeps,
): LedgerReversal {
  return { kind: 'reversal', ...toEntry(payment, reference, deps), of: payment.rootId, amount };
}

function targetOf(
  reference: ClientReference,
  { merchant }: EndpointCall,
  { ledger }: EndpointDeps,
): LedgerTransaction | undefined {
  return ledger.findByMerchantTransactionId(merchant.id, reference.transactionId ?? '');
}

// The transaction id names what is undone; the undoing itself must not be found under it.
function ownReference({ code }: ClientReference): ClientReference {
  return { ...(code !== undefined && { code }) };
}
