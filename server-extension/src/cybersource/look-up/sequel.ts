import { type Money, money, parseDecimal, plus } from '../../domain/money.ts';
import { type Books, Unreadable } from './books.ts';
import { APPLICATION, applicationOf } from './original-answer.ts';
import { toEnding } from './reason-codes.ts';
import type { Details } from './transaction.ts';

/** What has followed on an authorization. */
export interface Sequel {
  /** Money was taken or given back, by a transaction of its own. */
  readonly isUsed: boolean;
  /** All that was held, or taken at once, was let go of. */
  readonly isLetGo: boolean;
}

/** @throws Unreadable */
export async function sequelOf(authorization: Details, amount: Money, books: Books): Promise<Sequel> {
  const related = authorization.related.filter((id) => id !== authorization.id);
  const others = await Promise.all(
    related.map(async (id) => {
      const other = await books.details(id);
      if (other === undefined) throw new Unreadable(`CyberSource has no details of ${id} yet`);
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
    isLetGo:
      reversed.minor >= Math.max(1, amount.minor) ||
      (isSale && others.some((other) => isDone(other, APPLICATION.void))),
  };
}

function isDone(transaction: Details, name: string): boolean {
  const application = applicationOf(transaction, name);
  return application !== undefined && toEnding(application).kind === 'done';
}

/** A reversal that states no amount was one of the whole. */
function amountOf({ amount }: Details, whole: Money): Money {
  return (amount === undefined ? undefined : parseDecimal(amount, whole.currency)) ?? whole;
}
