/** Captures of held money, and refunds. */
import { toCaptureAnswer, toRefundAnswer } from '../answers/follow-on-answer.ts';
import { whyNotCapture, whyNotRefund } from '../../ledger/follow-ons.ts';
import { invalid, noSuchTransaction } from '../../model/refusal.ts';
import type { LedgerCapture, LedgerRefund } from '../../model/transaction.ts';
import { toMoney } from '../../values/money.ts';
import { isRefusal, parseBody } from '../requests/body.ts';
import { purchaseFaults } from '../requests/purchase-schemas.ts';
import { captureSchema, refundSchema } from '../requests/schemas.ts';
import type { EndpointDeps } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import {
  answerRefusal,
  faultOfFollowOn,
  outcomeOfFollowOn,
  paymentOf,
  refusalPlan,
  toEntry,
  whyDuplicate,
  whyTriggered,
} from './entry.ts';

/** `POST /pts/v2/payments/{id}/captures`. */
export function createCaptureEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(captureSchema, call.body, purchaseFaults);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, orderInformation } = request;
    const money = toMoney(
      orderInformation.amountDetails.totalAmount,
      orderInformation.amountDetails.currency,
    );
    if (!money) return refusalPlan(invalid('orderInformation.amountDetails.totalAmount'), deps);
    const target = deps.ledger.find(call.merchant.id, call.id);
    const options = request.processingInformation?.captureOptions;
    const last = options?.captureSequenceNumber;

    return {
      fault: faultOfFollowOn(target, 'capture', deps),
      commit: () => {
        const family = deps.ledger.family(call.id);
        const followOn = {
          amount: money.minor,
          currency: money.currency,
          sequence: options?.captureSequenceNumber,
        };
        const refused =
          whyDuplicate(reference, call, deps) ??
          whyTriggered(target, 'capture', deps) ??
          whyNotCapture(target, family, followOn, deps.rules);
        if (refused || !target) return answerRefusal(refused ?? noSuchTransaction, deps);
        const capture: LedgerCapture = {
          kind: 'capture',
          ...toEntry(target, reference, deps),
          of: target.id,
          amount: money.minor,
          final: options?.isFinal === true || (last !== undefined && last === options?.totalCaptureCount),
        };
        deps.ledger.append(capture);
        return toCaptureAnswer(capture, paymentOf(target, deps));
      },
    };
  };
}

/**
 * `POST /pts/v2/payments/{id}/refunds` and `POST /pts/v2/captures/{id}/refunds`. CyberSource documents the first for a sale
 * and the second for a capture, and does not say that it refuses the other way round: both find both.
 */
export function createRefundEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(refundSchema, call.body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, orderInformation } = request;
    const money = toMoney(
      orderInformation.amountDetails.totalAmount,
      orderInformation.amountDetails.currency,
    );
    if (!money) return refusalPlan(invalid('orderInformation.amountDetails.totalAmount'), deps);
    const found = deps.ledger.find(call.merchant.id, call.id);
    const target = found?.kind === 'payment' || found?.kind === 'capture' ? found : undefined;

    return {
      fault: faultOfFollowOn(target, 'refund', deps),
      commit: () => {
        const family = target ? deps.ledger.family(target.rootId) : [];
        const followOn = { amount: money.minor, currency: money.currency };
        const refused =
          whyDuplicate(reference, call, deps) ??
          whyTriggered(target, 'refund', deps) ??
          whyNotRefund(target, family, followOn, deps.rules);
        if (refused || !target) return answerRefusal(refused ?? noSuchTransaction, deps);
        const outcome = outcomeOfFollowOn(target, 'refund', deps);
        const refund: LedgerRefund = {
          kind: 'refund',
          ...toEntry(target, reference, deps),
          of: target.id,
          amount: money.minor,
          ...(outcome?.kind === 'decline'
            ? { status: 'DECLINED', reason: outcome.reason }
            : { status: 'PENDING' as const }),
        };
        deps.ledger.append(refund);
        return toRefundAnswer(refund);
      },
    };
  };
}
