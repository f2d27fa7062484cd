/** `PATCH /pts/v2/payments/{id}`: more is held for an authorization that stands. */
import { toIncrementAnswer } from '../answers/follow-on-answer.ts';
import { isHeld, whyNotIncrement } from '../../ledger/follow-ons.ts';
import { matchTriggers, outcomeOn } from '../../ledger/match-triggers.ts';
import { invalid, noSuchTransaction } from '../../model/refusal.ts';
import { toSums } from '../../ledger/ledger-totals.ts';
import type { LedgerIncrement } from '../../model/transaction.ts';
import { toMoney } from '../../values/money.ts';
import { isRefusal, parseBody } from '../requests/body.ts';
import { incrementSchema } from '../requests/schemas.ts';
import type { EndpointDeps } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import {
  answerRefusal,
  faultOfFollowOn,
  outcomeOfFollowOn,
  refusalPlan,
  toEntry,
  whyDuplicate,
  whyTriggered,
} from './entry.ts';

/** An issuer may decline the increment; what was held before stays held. */
export function createIncrementEndpoint(deps: EndpointDeps): Endpoint {
  return (call) => {
    const request = parseBody(incrementSchema, call.body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, orderInformation } = request;
    const { additionalAmount, currency } = orderInformation.amountDetails;
    const money = toMoney(additionalAmount, currency);
    if (!money) return refusalPlan(invalid('orderInformation.amountDetails.additionalAmount'), deps);
    const target = deps.ledger.find(call.merchant.id, call.id);

    return {
      fault: faultOfFollowOn(target, 'increment', deps),
      commit: () => {
        const followOn = { amount: money.minor, currency };
        const refused =
          whyDuplicate(reference, call, deps) ??
          whyTriggered(target, 'increment', deps) ??
          whyNotIncrement(target, deps.ledger.family(call.id), followOn);
        if (refused || !isHeld(target)) return answerRefusal(refused ?? noSuchTransaction, deps);
        const outcome =
          outcomeOfFollowOn(target, 'increment', deps) ??
          outcomeOn(matchTriggers(deps.triggers.rows(), { money }), 'payment');
        const increment: LedgerIncrement = {
          kind: 'increment',
          ...toEntry(target, reference, deps),
          of: target.id,
          amount: money.minor,
          ...(outcome?.kind === 'decline'
            ? { status: 'DECLINED', reason: outcome.reason }
            : { status: 'AUTHORIZED' as const }),
        };
        deps.ledger.append(increment);
        return toIncrementAnswer(increment, target, toSums(target, deps.ledger.family(target.id)).authorized);
      },
    };
  };
}
