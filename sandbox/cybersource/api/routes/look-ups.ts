/** `GET /pts/v2/{payments,captures,…}/{id}`: where `_links.self` of an answer leads, the same answer again. */
import { toTime } from '../answers/answer.ts';
import { toTransactionAnswer } from '../answers/transaction-answer.ts';
import type { LedgerTransaction } from '../../model/transaction.ts';
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
      const answer =
        found?.kind === kind && isIndexed(found, deps)
          ? toTransactionAnswer(found, paymentOf(found, deps))
          : undefined;
      if (answer === undefined) {
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
      return { ...answer, status: 200 };
    },
  });
}
