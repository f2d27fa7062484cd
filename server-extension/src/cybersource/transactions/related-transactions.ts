import { type Money, money, parseDecimal, plus } from '../../domain/money/money.ts';
import { type TransactionSearch, UnreadableSearchResult } from './transaction-search.ts';
import { APPLICATION, applicationOf } from './original-answer.ts';
import { toEnding } from './reason-codes.ts';
import type { TransactionDetails } from './transaction.ts';

/** What has followed on an authorization. */
export interface RelatedTransactions {
  /** Money was captured or refunded, by a transaction of its own. */
  readonly isUsed: boolean;
  /** All that was held, or captured at once, was reversed or voided. */
  readonly isReversed: boolean;
}

/** @throws UnreadableSearchResult */
export async function relatedTransactionsOf(
  authorization: TransactionDetails,
  amount: Money,
  transactionSearch: TransactionSearch,
): Promise<RelatedTransactions> {
  const related = authorization.related.filter((id) => id !== authorization.id);
  const others = await Promise.all(
    related.map(async (id) => {
      const other = await transactionSearch.details(id);
      if (other === undefined) throw new UnreadableSearchResult(`CyberSource has no details of ${id} yet`);
      return other;
    }),
  );
  const isSale = applicationOf(authorization, APPLICATION.capture) !== undefined;
  const reversed = others
    .filter((other) => isDone(other, APPLICATION.reversal))
    .map((other) => amountOf(other, amount))
    .reduce(plus, money(0, amount.currency));
  return {
    isUsed: others.some((other) => isDone(other, APPLICATION.capture) || isDone(other, APPLICATION.refund)),
    isReversed:
      reversed.minor >= Math.max(1, amount.minor) ||
      (isSale && others.some((other) => isDone(other, APPLICATION.void))),
  };
}

function isDone(transaction: TransactionDetails, name: string): boolean {
  const application = applicationOf(transaction, name);
  return application !== undefined && toEnding(application).kind === 'done';
}

/** A reversal that states no amount was one of the whole. */
function amountOf({ amount }: TransactionDetails, whole: Money): Money {
  return parseDecimal(amount, whole.currency) ?? whole;
}
