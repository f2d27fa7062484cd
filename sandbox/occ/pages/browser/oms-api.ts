import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { type AdminApi, AdminApiError } from './admin-api.ts';
import type { DisplayConvention } from './amount.ts';
import { REFUND_OF } from './money-flow.ts';
import type { DeliverySummary, AdminOrder, AdminPaymentGroup, ResendResult } from './order.ts';
import type { TimelineAttempt, TimelineLedger } from './timeline.ts';

const EXTENSION = '/ccstorex/custom/isv-payment/v2';

/** What the extension's `/capture` and `/refund` answer. */
export interface OmsResponse {
  readonly hostTransactionId: string;
  readonly responseCode: string;
  readonly responseReason: string;
}

/** One step of the order management: which payment, against which id of the gateway, how much. */
export interface MoneyStep {
  readonly order: AdminOrder;
  readonly group: AdminPaymentGroup;
  readonly transactionId: string;
  /** Twelve digits for the extension and the same amount as a decimal for OCC. */
  readonly digits: string;
  readonly amount: number;
}

export interface OmsApi {
  orders(): Promise<readonly AdminOrder[]>;
  order(id: string): Promise<AdminOrder>;
  currencyOf(siteId: string): Promise<StorefrontCurrency>;
  conventionOf(order: AdminOrder): Promise<DisplayConvention>;
  /** Captures through the extension and writes the result back to OCC; `completes` says that nothing is left to take. */
  capture(step: MoneyStep, completes: boolean): Promise<OmsResponse>;
  refund(step: MoneyStep): Promise<OmsResponse>;
  cancel(orderId: string): Promise<{ readonly payments: readonly { success: boolean; message?: string }[] }>;
  journal(orderId: string): Promise<readonly TimelineAttempt[]>;
  /** Undefined where the sandbox of CyberSource shows no ledger. */
  ledger(orderId: string): Promise<readonly TimelineLedger[] | undefined>;
  deliveries(orderId: string): Promise<readonly DeliverySummary[]>;
  resend(deliveryId: string): Promise<ResendResult>;
}

/** What an order management system calls, over the same HTTP as any other. */
export function createOmsApi(call: AdminApi, newId: () => string): OmsApi {
  async function ask(
    operation: 'capture' | 'refund',
    { order, transactionId, digits }: MoneyStep,
  ): Promise<OmsResponse> {
    const answer = await call({
      method: 'POST',
      path: `${EXTENSION}/${operation}`,
      headers: {
        'x-ccsite': order.siteId,
        'x-ccasset-channel': order.channel,
        // Each click is a request of its own: two equal partial captures are legal.
        'idempotency-key': newId(),
      },
      body: {
        merchantReferenceNumber: order.id,
        transactionId,
        currency: order.priceInfo.currencyCode,
        amount: digits,
      },
    }).catch(answerOfRefusal);
    return answer as OmsResponse;
  }

  async function writeBack(
    { order, group }: MoneyStep,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    // With its setting the extension writes it itself.
    if ((await settingsOf(order))['writeBack'] === true) return;
    const path = `/ccadmin/v1/orders/${encodeURIComponent(order.id)}`;
    // A group that is not named leaves the order.
    const paymentGroups = order.paymentGroups.map(({ id }) => ({ id, ...(id === group.id && change) }));
    await call({ method: 'PUT', path, body: { paymentGroups } });
  }

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

  const toStatus = (
    step: MoneyStep,
    answer: OmsResponse,
    more: Readonly<Record<string, string>> = {},
  ): unknown => ({
    amount: step.amount,
    transactionId: answer.hostTransactionId,
    transactionSuccess: true,
    statusProps: { hostTransactionId: answer.hostTransactionId, responseCode: answer.responseCode, ...more },
  });

  return {
    orders: async () =>
      ((await call({ path: '/ccadmin/v1/orders?limit=100' })) as { items: readonly AdminOrder[] }).items,
    order: async (id) => (await call({ path: `/ccadmin/v1/orders/${encodeURIComponent(id)}` })) as AdminOrder,
    currencyOf: async (siteId) =>
      (
        (await call({ path: `/ccadmin/v1/sites/${encodeURIComponent(siteId)}` })) as {
          currency: StorefrontCurrency;
        }
      ).currency,
    conventionOf: async (order) =>
      (await settingsOf(order))['amountConvention'] === 'two-digits' ? 'two-digits' : 'iso',
    capture: async (step, completes) => {
      const answer = await ask('capture', step);
      if (answer.responseCode === '11000') {
        await writeBack(step, {
          ...(completes ? { state: 'SETTLED' } : {}),
          debitStatus: [...step.group.debitStatus, toStatus(step, answer)],
        });
      }
      return answer;
    },
    refund: async (step) => {
      const answer = await ask('refund', step);
      if (answer.responseCode === '3000') {
        await writeBack(step, {
          creditStatus: [
            ...step.group.creditStatus,
            toStatus(step, answer, { [REFUND_OF]: step.transactionId }),
          ],
        });
      }
      return answer;
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

/** HTTP 400 with a response code: CyberSource refused the operation, and the answer says how. */
function answerOfRefusal(problem: unknown): unknown {
  const isAnswer =
    problem instanceof AdminApiError &&
    problem.status === 400 &&
    typeof problem.body === 'object' &&
    problem.body !== null &&
    'responseCode' in problem.body;
  if (isAnswer) return problem.body;
  throw problem;
}
