import type { GatewayRef, OrderId } from '../../domain/ids.ts';
import { isSameMoney, type Money } from '../../domain/money/money.ts';
import { isApplied } from '../../domain/payment/applied.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { Movement, OrderBookEntry } from './movement.ts';

/** In which way two books differ. */
export type DifferenceKind =
  | 'not-in-journal'
  | 'not-at-gateway'
  | 'amount-differs'
  | 'voided-but-batched'
  | 'not-approved-in-journal'
  | 'rejected-by-acquirer'
  | 'not-batched'
  | 'order-not-placed'
  | 'more-than-order';

/** One difference between two books. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly orderId: OrderId;
  readonly ref: GatewayRef;
  /** What it is about. */
  readonly amount: Money;
  /** What the other book says, where it says an amount. */
  readonly other?: Money;
  /** What the acquirer or the gateway said. */
  readonly problem?: string;
}

/** The three books of one day. */
export interface DayBooks {
  readonly movements: readonly Movement[];
  /** Captures, sales and refunds that the journal claims for the day. */
  readonly claimed: readonly PaymentAttempt[];
  /** All attempts of every order that has one of them. */
  readonly ofOrder: ReadonlyMap<OrderId, readonly PaymentAttempt[]>;
  readonly orders: ReadonlyMap<OrderId, OrderBookEntry>;
  /** False where the journal is one of several, each of which knows a part. */
  readonly isJournalComplete: boolean;
  /** From here on a movement that is still pending is late. */
  readonly isBatchDue: boolean;
}

/** What the comparison comes to. */
export interface DayComparison {
  readonly differences: readonly Difference[];
  /** Attempts that have left for the acquirer, and when. */
  readonly batched: readonly { readonly attempt: PaymentAttempt; readonly at: Date }[];
}

/** Compares the books. Pure: the same books give the same differences, each once. */
export function compareBooks(books: DayBooks): DayComparison {
  const differences: Difference[] = [];
  const batched: { attempt: PaymentAttempt; at: Date }[] = [];
  const seen = new Set<GatewayRef>();

  for (const movement of books.movements) {
    seen.add(movement.ref);
    const steps = books.ofOrder.get(movement.orderId) ?? [];
    const attempt = steps.find((step) => gatewayRefOf(step.result) === movement.ref);
    if (attempt === undefined) {
      if (books.isJournalComplete) differences.push(about(movement, 'not-in-journal'));
    } else {
      differences.push(...ofMovement(movement, attempt, steps, books));
      if (movement.batchedAt !== undefined && movement.status !== 'rejected')
        batched.push({ attempt, at: movement.batchedAt });
    }
  }
  for (const attempt of books.claimed) {
    const ref = gatewayRefOf(attempt.result);
    if (ref === undefined || seen.has(ref) || !isApplied(attempt)) continue;
    if (isVoided(ref, books.ofOrder.get(attempt.orderId) ?? [])) continue;
    differences.push({ kind: 'not-at-gateway', orderId: attempt.orderId, ref, amount: attempt.amount });
  }
  for (const [orderId, entry] of books.orders) differences.push(...ofOrder(orderId, entry, books));
  return { differences, batched };
}

function ofMovement(
  movement: Movement,
  attempt: PaymentAttempt,
  steps: readonly PaymentAttempt[],
  { isBatchDue }: DayBooks,
): readonly Difference[] {
  if (movement.status === 'rejected') return [about(movement, 'rejected-by-acquirer')];
  if (!isApplied(attempt)) return [about(movement, 'not-approved-in-journal')];
  if (isVoided(movement.ref, steps)) return [about(movement, 'voided-but-batched')];
  const isLate = isBatchDue && movement.status === 'pending';
  return [
    ...(isSameMoney(movement.amount, attempt.amount)
      ? []
      : [{ ...about(movement, 'amount-differs'), other: attempt.amount }]),
    ...(isLate ? [about(movement, 'not-batched')] : []),
  ];
}

/** Money was taken for an order that the shop does not have, or more than it comes to. */
function ofOrder(
  orderId: OrderId,
  { isPlaced, total }: OrderBookEntry,
  { ofOrder, movements }: DayBooks,
): readonly Difference[] {
  const purchase = movements.find((each) => each.orderId === orderId && each.direction === 'purchase');
  const steps = ofOrder.get(orderId) ?? [];
  if (purchase === undefined || steps.length === 0 || purchase.status === 'rejected') return [];
  const payments = new Map(
    steps.map(({ payment }) => [payment, steps.filter((step) => step.payment === payment)]),
  );
  const kept = [...payments.values()].map((own) => {
    const { captured, refunded } = paymentFrom(own);
    return captured.minor - refunded.minor;
  });
  const minor = kept.reduce((sum, each) => sum + each, 0);
  const amount = { ...purchase.amount, minor };
  const common = { orderId, ref: purchase.ref, amount };
  if (minor <= 0) return [];
  if (isPlaced === 'no') return [{ kind: 'order-not-placed', ...common }];
  if (total?.currency !== amount.currency || minor <= total.minor) return [];
  return [{ kind: 'more-than-order', ...common, other: total }];
}

function about({ orderId, ref, amount, problem }: Movement, kind: DifferenceKind): Difference {
  return { kind, orderId, ref, amount, ...present({ problem }) };
}

const isVoided = (ref: GatewayRef, steps: readonly PaymentAttempt[]): boolean =>
  steps.some((step) => step.operation === 'void' && step.original === ref && isApplied(step));

/** The likely cause of a difference, and what to do about it. */
export const DIFFERENCES: Readonly<
  Record<DifferenceKind, { readonly cause: string; readonly remedy: string }>
> = {
  'not-in-journal': {
    cause:
      'It was made outside this extension: in the Business Center, or by another program of the merchant account.',
    remedy: 'Find out who made it, by its id in the Business Center, and book it in the order management.',
  },
  'not-at-gateway': {
    cause: 'CyberSource’s books do not have what the journal has as done.',
    remedy:
      'Search for the id in the Business Center. Where it is not there, ask CyberSource with the correlation id of the journal.',
  },
  'amount-differs': {
    cause: 'The acquirer took or gave another amount than was asked for.',
    remedy: 'Ask the acquirer. Refund or capture the difference.',
  },
  'voided-but-batched': {
    cause: 'The void came too late: the batch was being closed.',
    remedy: 'Refund it.',
  },
  'not-approved-in-journal': {
    cause: 'The journal has it as declined, refused or lost, but the money moves.',
    remedy: 'Look at the attempts of the order. Void or refund what no order stands on.',
  },
  'rejected-by-acquirer': {
    cause: 'The acquirer did not take it.',
    remedy: 'Read its reason in `problem`, correct what it says, and capture or refund again.',
  },
  'not-batched': {
    cause: 'It is still pending two days after it was asked for: no batch took it.',
    remedy: 'Ask CyberSource whether the account’s batches are closed.',
  },
  'order-not-placed': {
    cause: 'Money was taken for an order that Commerce Cloud has not placed, or has removed.',
    remedy: 'Refund it, or place the order.',
  },
  'more-than-order': {
    cause: 'More was taken than the order comes to.',
    remedy: 'Refund the difference.',
  },
};
