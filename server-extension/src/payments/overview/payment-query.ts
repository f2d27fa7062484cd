import type { GatewayRef, MerchantTransactionId, OrderId, SiteId } from '../../domain/ids.ts';
import { isSameMoney, type Money } from '../../domain/money/money.ts';
import type { Operation } from '../../domain/payment/command.ts';
import type { PaymentState } from '../../domain/payment/payment-state.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import type { AttemptSearch, SearchKey } from '../ports/attempt-search.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { fitsSearch } from '../rules/search-key.ts';
import type { PaymentOverview } from './payment-overview.ts';

/** What payments are looked for by. Everything that is given has to fit. */
export interface PaymentQuery {
  readonly orderId?: OrderId;
  /** Only payments of this site. */
  readonly site?: SiteId;
  /** CyberSource's id of any attempt. */
  readonly requestId?: GatewayRef;
  readonly merchantTransactionId?: MerchantTransactionId;
  readonly state?: PaymentState;
  /** With an attempt at this instant or later. */
  readonly from?: Date;
  /** With an attempt before this instant. */
  readonly to?: Date;
  /** With an attempt for this amount. */
  readonly amount?: Money;
  /** Of the card. */
  readonly lastDigits?: string;
}

/** Whether a payment is one that the query asks for. */
export function fitsQuery(overview: PaymentOverview, query: PaymentQuery): boolean {
  const { orderId, site, requestId, merchantTransactionId, state, amount, lastDigits } = query;
  const some = (fits: (attempt: PaymentAttempt) => boolean): boolean => overview.attempts.some(fits);
  return (
    (orderId === undefined || overview.orderId === orderId) &&
    (site === undefined || overview.site === site) &&
    (state === undefined || overview.state === state) &&
    (requestId === undefined || some(({ result }) => gatewayRefOf(result) === requestId)) &&
    (merchantTransactionId === undefined ||
      some((attempt) => attempt.merchantTransactionId === merchantTransactionId)) &&
    (amount === undefined || some((attempt) => isSameMoney(attempt.amount, amount))) &&
    (lastDigits === undefined || some((attempt) => attempt.lastDigits === lastDigits)) &&
    some((attempt) => fitsSearch(attempt, { ...query, key: { by: 'time' } }))
  );
}

/** The one search of the journal that leaves least to compare afterwards. */
export function searchFor(query: PaymentQuery): Pick<AttemptSearch, 'key' | 'from' | 'to'> {
  const { from, to } = query;
  return { key: keyFor(query), ...present({ from, to }) };
}

function keyFor({ merchantTransactionId, lastDigits, amount, state }: PaymentQuery): SearchKey {
  if (merchantTransactionId !== undefined)
    return { by: 'merchant-transaction-id', id: merchantTransactionId };
  if (lastDigits !== undefined) return { by: 'last-digits', lastDigits };
  if (amount !== undefined) return { by: 'amount', amount };
  const operation = state && ENDS_WITH[state];
  return operation === undefined ? { by: 'time' } : { by: 'operation', operation };
}

/** The operation that every payment in a state has; undefined where there is none. */
const ENDS_WITH: Readonly<Record<PaymentState, Operation | undefined>> = {
  Created: undefined,
  Authorized: 'authorize',
  PartiallyCaptured: 'capture',
  // A sale has no capture, and a payment of another program no authorization.
  Captured: undefined,
  AuthorizationVoided: 'void',
  CaptureVoided: 'void',
  Settled: undefined,
  Refunded: 'refund',
  AuthorizationVoidFailed: 'void',
  RefundFailed: 'refund',
};
