import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import type { TimelineAttempt, TimelineLedger } from '../model/journal.ts';
import type { AdminOrder, AdminPaymentGroup, DeliverySummary, ResendResult } from '../model/order.ts';
import type { AttemptView } from '../model/payment.ts';
import type { CurrencyTable, DisplayConvention } from '../values/amount.ts';
import type { AdminApi } from './admin-api.ts';
import { EXTENSION } from './extension-api.ts';

/** What an order management asks OCC, and what the sandbox alone can show. */
export interface OmsApi {
  orders(): Promise<readonly AdminOrder[]>;
  order(id: string): Promise<AdminOrder>;
  currencyOf(siteId: string): Promise<StorefrontCurrency>;
  /** Of every site. */
  currencies(): Promise<CurrencyTable>;
  conventionOf(order: AdminOrder): Promise<DisplayConvention>;
  /** Writes a capture or refund into OCC's order, unless the order has it. `completes`: nothing is left to capture. */
  writeBack(order: AdminOrder, groupId: string, attempt: AttemptView, completes: boolean): Promise<void>;
  cancel(orderId: string): Promise<{ readonly payments: readonly { success: boolean; message?: string }[] }>;
  journal(orderId: string): Promise<readonly TimelineAttempt[]>;
  /** Undefined where the sandbox of CyberSource shows no ledger. */
  ledger(orderId: string): Promise<readonly TimelineLedger[] | undefined>;
  deliveries(orderId: string): Promise<readonly DeliverySummary[]>;
  resend(deliveryId: string): Promise<ResendResult>;
}

/** Calls over the same HTTP as any other order management. */
export function createOmsApi(call: AdminApi): OmsApi {
  const orderPath = (id: string): string => `/ccadmin/v1/orders/${encodeURIComponent(id)}`;
  const readOrder = async (id: string): Promise<AdminOrder> =>
    (await call({ path: orderPath(id) })) as AdminOrder;

  async function settingsOf({
    siteId,
    channel,
  }: Pick<AdminOrder, 'siteId' | 'channel'>): Promise<Readonly<Record<string, unknown>>> {
    const path = '/ccadmin/v1/sitesettings/isv-occ-gateway';
    const { data } = (await call({ path, headers: { 'x-ccsite': siteId } })) as {
      data: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    return data[channel] ?? {};
  }

  return {
    orders: async () =>
      ((await call({ path: '/ccadmin/v1/orders?limit=100' })) as { items: readonly AdminOrder[] }).items,
    order: readOrder,
    currencyOf: async (siteId) =>
      ((await call({ path: `/ccadmin/v1/sites/${encodeURIComponent(siteId)}` })) as SiteWithCurrency)
        .currency,
    currencies: async () => {
      const { items } = (await call({ path: '/ccadmin/v1/sites' })) as { items: readonly SiteWithCurrency[] };
      return new Map(items.map(({ currency }) => [currency.currencyCode, currency]));
    },
    conventionOf: async (order) =>
      (await settingsOf(order))['amountConvention'] === 'two-digits' ? 'two-digits' : 'iso',
    writeBack: async (written, groupId, attempt, completes) => {
      // With its setting the extension writes it itself.
      if ((await settingsOf(written))['writeBack'] === true) return;
      const [order, { items }] = await Promise.all([
        readOrder(written.id),
        call({ path: '/ccadmin/v1/sites' }) as Promise<{
          items: readonly (SiteWithCurrency & { id: string })[];
        }>,
      ]);
      const group = order.paymentGroups.find((each) => each.id === groupId);
      const digits = items.find(({ id }) => id === order.siteId)?.currency.fractionalDigits ?? 2;
      const change = group && toChange(group, attempt, digits, completes);
      if (change === undefined) return;
      // A group that is not named leaves the order.
      const paymentGroups = order.paymentGroups.map(({ id }) => ({ id, ...(id === groupId && change) }));
      await call({ method: 'PUT', path: orderPath(order.id), body: { paymentGroups } });
    },
    cancel: async (orderId) =>
      (await call({
        method: 'PUT',
        path: '/ccagent/v1/orders/submitCancelOrder',
        body: { orderId, cancelReason: 'Cancelled in the order management' },
      })) as { payments: readonly { success: boolean; message?: string }[] },
    journal: async (orderId) =>
      (await call({
        path: `${EXTENSION}/operations/journal?orderId=${encodeURIComponent(orderId)}`,
      })) as readonly TimelineAttempt[],
    ledger: async (orderId) => {
      const answer = (await call({ path: `/oms/ledger?reference=${encodeURIComponent(orderId)}` })) as {
        ledger?: readonly TimelineLedger[];
      };
      return answer.ledger;
    },
    deliveries: async (orderId) =>
      (
        (await call({ path: `/sandbox/v1/webhooks?orderId=${encodeURIComponent(orderId)}` })) as {
          items: readonly DeliverySummary[];
        }
      ).items,
    resend: async (deliveryId) =>
      (await call({
        method: 'POST',
        path: `/sandbox/v1/webhooks/${encodeURIComponent(deliveryId)}/resend`,
      })) as ResendResult,
  };
}

interface SiteWithCurrency {
  readonly currency: StorefrontCurrency;
}

/** Undefined where the payment group has this transaction: the extension itself may have written it back. */
function toChange(
  { debitStatus, creditStatus }: AdminPaymentGroup,
  { operation, amount, requestId = '', originalRequestId }: AttemptView,
  digits: number,
  completes: boolean,
): Readonly<Record<string, unknown>> | undefined {
  const isKnown = [...debitStatus, ...creditStatus].some(({ transactionId }) => transactionId === requestId);
  if (isKnown || (operation !== 'capture' && operation !== 'refund')) return undefined;
  const isCapture = operation === 'capture';
  const status = {
    amount: amount.minor / 10 ** digits,
    transactionId: requestId,
    transactionSuccess: true,
    statusProps: {
      hostTransactionId: requestId,
      responseCode: isCapture ? '11000' : '3000',
      ...(!isCapture && originalRequestId !== undefined && { refundOf: originalRequestId }),
    },
  };
  return isCapture
    ? { ...(completes && { state: 'SETTLED' }), debitStatus: [...debitStatus, status] }
    : { creditStatus: [...creditStatus, status] };
}
