import type { GatewayRef, OrderId, PaymentGroupId } from '../domain/ids.ts';
import { isApplied, isPossiblyApplied } from '../domain/payment/applied.ts';
import { gatewayRefOf } from '../domain/payment/reported.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { readRecordedPayments, type ReadRecordedPaymentsDeps } from './attempt/recorded-payments.ts';
import type { Journal } from './ports/journal.ts';
import type { PaymentAttempt } from './ports/payment-attempt.ts';
import type { RecordedTransaction } from './ports/payment-records.ts';

/** How an order management names a payment: by its group, or not at all where the order has one payment only. */
export interface PaymentName {
  readonly orderId: OrderId;
  readonly paymentGroupId?: PaymentGroupId;
}

/**
 * The gateway's id of the authorization of a payment: from the journal, else from the gateway's records.
 *
 * @throws Problem `not-found`; `unprocessable` where the order has several payments and none is named; `wait-for-result` while
 *   it is not known whether the payment was authorized, or the gateway's records cannot be read.
 */
export type FindPayment = (name: PaymentName, settings: GatewaySettings) => Promise<GatewayRef>;

export interface FindPaymentDeps extends ReadRecordedPaymentsDeps {
  readonly journal: Pick<Journal, 'ofOrder'>;
}

export function createFindPayment({ journal, ...recordsDeps }: FindPaymentDeps): FindPayment {
  return async (name, settings) => {
    const attempts = (await journal.ofOrder(name.orderId)).filter(({ site }) => site === settings.site);
    const authorizations = attempts.filter(
      (attempt) => attempt.operation === 'authorize' && isOf(name, attempt.paymentGroupId),
    );
    const opened = authorizations.filter(isPossiblyApplied);
    if (opened.length === 0) return fromRecords(name, authorizations, settings);
    requireOne(name, new Set(opened.map(({ payment }) => payment)).size);
    const ref = gatewayRefOf(opened.findLast(isApplied)?.result);
    if (ref !== undefined) return ref;
    throw new Problem(
      'wait-for-result',
      `It is not known yet whether the payment of order ${name.orderId} was authorized. Ask again later.`,
    );
  };

  /**
   * What another instance, an earlier journal or another program has authorized. A payment that was declined is known all the
   * same: what is asked of it is refused by its state.
   */
  async function fromRecords(
    name: PaymentName,
    attempts: readonly PaymentAttempt[],
    settings: GatewaySettings,
  ): Promise<GatewayRef> {
    const found = await readRecordedPayments(name.orderId, settings, recordsDeps);
    if (found.kind === 'ambiguous') throw unreadable(found.problem);
    const recorded = found.payments
      .map(({ authorization }) => authorization)
      .filter(
        ({ paymentGroup: group }) =>
          (group?.site ?? settings.site) === settings.site && isOf(name, group?.paymentGroupId),
      );
    const granted = recorded.filter(isApplied);
    requireOne(name, granted.length);
    const ref = granted.at(-1)?.ref ?? declinedRef(name, attempts, recorded);
    if (ref === undefined) throw notFound(name);
    return ref;
  }
}

/** @throws Problem `unprocessable` as {@link requireOne}. */
function declinedRef(
  name: PaymentName,
  attempts: readonly PaymentAttempt[],
  recorded: readonly RecordedTransaction[],
): GatewayRef | undefined {
  const declined = [...recorded, ...attempts].flatMap((each) => {
    const ref = gatewayRefOf(each.result);
    const group = 'payment' in each ? each.paymentGroupId : each.paymentGroup?.paymentGroupId;
    return ref === undefined ? [] : { ref, group: group ?? ref };
  });
  requireOne(name, new Set(declined.map(({ group }) => group)).size);
  return declined.at(-1)?.ref;
}

function isOf(
  { paymentGroupId: asked }: PaymentName,
  paymentGroupId: PaymentAttempt['paymentGroupId'],
): boolean {
  return asked === undefined || asked === paymentGroupId;
}

/** @throws Problem `unprocessable`. Of one payment group the latest authorization counts. */
function requireOne({ orderId, paymentGroupId }: PaymentName, payments: number): void {
  if (payments < 2 || paymentGroupId !== undefined) return;
  throw new Problem(
    'unprocessable',
    `Order ${orderId} has ${payments} payments: say which one with paymentGroupId or requestId. Nothing was sent.`,
    [{ path: 'body:paymentGroupId', message: 'is missing' }],
  );
}

function unreadable(problem: string): Problem {
  return new Problem('wait-for-result', `The payment cannot be looked up: ${problem} Ask again later.`);
}

function notFound({ orderId, paymentGroupId }: PaymentName): Problem {
  const which = paymentGroupId === undefined ? 'a payment' : `a payment group ${paymentGroupId}`;
  return new Problem('not-found', `There is no order ${orderId} with ${which} on this site.`);
}
