/** `POST /risk/v1/decisions`: what Decision Manager thinks of an order, without a payment. */
import { z } from 'zod';
import { link, toTime } from '../../answers/answer.ts';
import { matchTriggers } from '../../../ledger/match-triggers.ts';
import { toReason } from '../../../model/reasons.ts';
import { toMoney } from '../../../values/money.ts';
import { isRefusal, parseBody } from '../../requests/body.ts';
import { amount, currency, text } from '../../requests/scalars.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { refusalPlan } from '../entry.ts';

const schema = z.looseObject({
  clientReferenceInformation: z.looseObject({ code: text(50).optional() }).optional(),
  paymentInformation: z
    .looseObject({ card: z.looseObject({ number: text(20).optional() }).optional() })
    .optional(),
  orderInformation: z.looseObject({
    amountDetails: z.looseObject({ currency, totalAmount: amount.optional() }).optional(),
    billTo: z.looseObject({}).optional(),
  }),
  riskInformation: z
    .looseObject({ profile: z.looseObject({ name: text(30).optional() }).optional() })
    .optional(),
});

/** CyberSource's samples: this card “produces excessive score”, and this profile rejects. */
const HIGH_SCORE_CARD = '4444444444444448';
const REJECTING_PROFILE = 'profile2';

type RiskStatus = 'ACCEPTED' | 'REJECTED' | 'PENDING_REVIEW';

/** The e-mail addresses and streets of the table of triggers decide, and the lists. */
export function createRiskRequestEndpoint(deps: EndpointDeps): Endpoint {
  const { ids, now, cases, riskLists, triggers } = deps;
  return ({ merchant, body }) => {
    const request = parseBody(schema, body);
    if (isRefusal(request)) return refusalPlan(request, deps);
    const { clientReferenceInformation: reference, orderInformation, paymentInformation } = request;
    const profile = request.riskInformation?.profile?.name;
    const amounts = orderInformation.amountDetails;
    const money =
      amounts?.totalAmount === undefined ? undefined : toMoney(amounts.totalAmount, amounts.currency);

    function decide(): readonly [status: RiskStatus, reason?: string] {
      if (profile === REJECTING_PROFILE) return ['REJECTED', 'DECISION_PROFILE_REJECT'];
      const matched = matchTriggers([...riskLists.triggers(merchant.id), ...triggers.rows()], {
        ...(reference?.code !== undefined && { reference: reference.code }),
        billTo: orderInformation.billTo ?? {},
      });
      const reasons = matched.map(({ outcome }) => ('reason' in outcome ? outcome.reason : ''));
      if (reasons.includes('DECISION_PROFILE_REJECT')) return ['REJECTED', 'DECISION_PROFILE_REJECT'];
      if (reasons.includes('DECISION_PROFILE_REVIEW')) return ['PENDING_REVIEW', 'DECISION_PROFILE_REVIEW'];
      return paymentInformation?.card?.number === HIGH_SCORE_CARD
        ? ['REJECTED', 'SCORE_EXCEEDS_THRESHOLD']
        : ['ACCEPTED'];
    }

    return {
      commit: () => {
        const id = ids.transaction();
        const [status, reason] = decide();
        if (status === 'PENDING_REVIEW')
          cases.open({ requestId: id, merchantId: merchant.id, reference: reference?.code });
        return {
          status: 201,
          body: {
            id,
            submitTimeUtc: toTime(now()),
            status,
            riskInformation: {
              profile: { name: profile ?? 'Default Profile', decision: DECISIONS[status] },
              score: { result: reason === 'SCORE_EXCEEDS_THRESHOLD' ? '95' : '20', modelUsed: 'default' },
            },
            ...(reference && { clientReferenceInformation: reference }),
            ...(money && {
              orderInformation: { amountDetails: { currency: money.currency } },
            }),
            ...(reason !== undefined && {
              errorInformation: { reason, message: toReason(reason).message },
            }),
            _links: { self: link('GET', `/tss/v2/transactions/${id}`) },
          },
        };
      },
    };
  };
}

const DECISIONS: Readonly<Record<RiskStatus, string>> = {
  ACCEPTED: 'ACCEPT',
  REJECTED: 'REJECT',
  PENDING_REVIEW: 'REVIEW',
};
