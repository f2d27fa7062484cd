/** What a reviewer does with a case: decides it, with a capture or a reversal behind it, or comments on it. */
import { z } from 'zod';
import { link, toTime, type EndpointResponse } from '../../answers/answer.ts';
import { whyNotCapture, whyNotReversal } from '../../../ledger/follow-ons.ts';
import { toSums } from '../../../ledger/ledger-totals.ts';
import { invalid, noSuchTransaction } from '../../../model/refusal.ts';
import type { LedgerPayment } from '../../../model/transaction.ts';
import { isRefusal, parseBody } from '../../requests/body.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { answerRefusal, refusalPlan, toEntry } from '../entry.ts';

const actionsSchema = z.looseObject({
  decisionInformation: z.looseObject({
    decision: z.enum(['ACCEPT', 'REJECT']),
    comments: z.string().max(4000).optional(),
  }),
  processingInformation: z
    .looseObject({ actionList: z.array(z.enum(['CAPTURE', 'REVERSE'])).default([]) })
    .default({ actionList: [] }),
});

const commentsSchema = z.looseObject({ comments: z.string().min(1).max(4000) });

/** Decisions and comments of the merchant whose key signs: Decision Manager names it as the reviewer. */
export function createCaseEndpoints(deps: EndpointDeps): {
  readonly decide: Endpoint;
  readonly comment: Endpoint;
} {
  const { cases, ids, now } = deps;
  return {
    decide: ({ merchant, id, body }) => {
      const request = parseBody(actionsSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      const { decision, comments } = request.decisionInformation;
      const { actionList } = request.processingInformation;
      const following = decision === 'ACCEPT' ? 'CAPTURE' : 'REVERSE';
      if (actionList.some((action) => action !== following))
        return refusalPlan(invalid('processingInformation.actionList'), deps);
      return {
        commit: () => {
          const isDecided = cases.decide(merchant.id, id, {
            newDecision: decision,
            reviewer: merchant.id,
            comments,
          });
          if (!isDecided) return answerRefusal(noSuchTransaction, deps);
          const embedded = actionList.length === 0 ? undefined : carryOut(following, merchant.id, id, deps);
          return {
            status: 200,
            contentType: 'application/json',
            body: {
              id: ids.search(),
              submitTimeUtc: toTime(now()),
              status: decision === 'ACCEPT' ? 'ACCEPTED' : 'REJECTED',
              ...(embedded && { _embedded: embedded }),
            },
          };
        },
      };
    },
    comment: ({ merchant, id, body }) => {
      const request = parseBody(commentsSchema, body);
      if (isRefusal(request)) return refusalPlan(request, deps);
      return {
        commit: (): EndpointResponse =>
          cases.comment(merchant.id, id, { addedBy: merchant.id, comments: request.comments })
            ? {
                status: 201,
                contentType: 'application/json',
                body: { id: ids.search(), submitTimeUtc: toTime(now()), status: 'COMPLETED' },
              }
            : answerRefusal(noSuchTransaction, deps),
      };
    },
  };
}

/** The capture of all that is held, or its reversal; `FAILED` where the ledger refuses it. */
function carryOut(
  action: 'CAPTURE' | 'REVERSE',
  merchantId: string,
  id: string,
  deps: EndpointDeps,
): Readonly<Record<string, object>> {
  const { ledger } = deps;
  const payment = ledger.find(merchantId, id);
  const kind = action === 'CAPTURE' ? ('capture' as const) : ('reversal' as const);
  if (payment?.kind !== 'payment') return { [kind]: { status: 'FAILED' } };
  const family = ledger.family(id);
  const { open } = toSums(payment, family);
  const wanted = { amount: open, currency: payment.currency };
  const refused =
    kind === 'capture'
      ? whyNotCapture(payment, family, wanted, deps.rules)
      : whyNotReversal(payment, family, wanted);
  if (refused) return { [kind]: { status: 'FAILED' } };
  const common = { ...toEntry(payment, referenceOf(payment), deps), of: id, amount: open };
  ledger.append(kind === 'capture' ? { ...common, kind, final: true } : { ...common, kind });
  return {
    [kind]: {
      status: kind === 'capture' ? 'PENDING' : 'REVERSED',
      _links: { self: link('GET', `/pts/v2/${kind}s/${common.id}`) },
    },
  };
}

const referenceOf = ({ reference }: LedgerPayment): { code: string } | undefined =>
  reference === undefined ? undefined : { code: reference };
