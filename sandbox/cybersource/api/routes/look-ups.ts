/** `GET /pts/v2/{payments,captures,…}/{id}`: where `_links.self` of an answer leads, the same answer again. */
import { toTime, type EndpointResponse } from '../answers/answer.ts';
import {
  toCaptureAnswer,
  toCreditAnswer,
  toRefundAnswer,
  toReversalAnswer,
  toVoidAnswer,
} from '../answers/follow-on-answer.ts';
import { toPaymentAnswer } from '../answers/payment-answer.ts';
import type { LedgerPayment, LedgerTransaction } from '../../model/transaction.ts';
import type { EndpointDeps } from './deps.ts';
import type { Endpoint } from './endpoint.ts';
import { isIndexed, paymentOf } from './entry.ts';

/** What can be asked for by its own id. */
export type LookUpKind = Exclude<LedgerTransaction['kind'], 'increment'>;

/** 404 for an unknown id, another merchant's, another kind's, and one that is not indexed yet. */
export function createLookUpEndpoint(kind: LookUpKind, deps: EndpointDeps): Endpoint {
  return ({ merchant, id }) => ({
    commit: () => {
      const found = deps.ledger.find(merchant.id, id);
      if (found?.kind !== kind || !isIndexed(found, deps)) {
        return {
          status: 404,
          body: {
            submitTimeUtc: toTime(deps.now()),
            status: 'NOT_FOUND',
            reason: 'NOT_FOUND',
            message: 'The requested resource does not exist',
          },
        };
      }
      return { ...toAnswer(found, paymentOf(found, deps)), status: 200 };
    },
  });
}

function toAnswer(found: LedgerTransaction, payment: LedgerPayment | undefined): EndpointResponse {
  switch (found.kind) {
    case 'payment':
      return toPaymentAnswer(found);
    case 'capture':
      return toCaptureAnswer(found, payment);
    case 'reversal':
      return toReversalAnswer(found, payment);
    case 'refund':
      return toRefundAnswer(found);
    case 'credit':
      return toCreditAnswer(found);
    case 'void':
      return toVoidAnswer(found);
    case 'increment':
      throw new Error('An increment is answered under the id of its payment.');
  }
}
