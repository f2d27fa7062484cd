import ko from 'knockout';
import type { Currency } from '../../storefront/browser/money.ts';
import { sentenceOf } from './admin-api.ts';
import { requireTwelveDigits, toDecimal, type Convention } from './amount.ts';
import { toMoneyFlow, type MoneyFlow } from './money-flow.ts';
import type { OmsApi } from './oms-api.ts';
import {
  authorizationOf,
  gatewayIdOf,
  type Delivery,
  type Order,
  type PaymentGroup,
  type Resent,
} from './order.ts';
import { toTime } from './timeline.ts';
import { readTimelines, type Timelines } from './timelines.ts';

/** An amount to type and a button that sends it. */
export interface AmountForm {
  readonly label: string;
  readonly gatewayId: string;
  readonly most: string;
  readonly amount: ko.Observable<string>;
  readonly error: ko.Observable<string>;
  submit(): Promise<void>;
}

export interface GroupPanel {
  readonly group: PaymentGroup;
  readonly sums: readonly { readonly name: string; readonly amount: string }[];
  readonly capture: AmountForm | undefined;
  readonly refunds: readonly AmountForm[];
}

export interface DeliveryRow extends Delivery {
  readonly time: string;
  readonly answered: string;
  /** What a second sending showed; empty before. */
  readonly comparison: ko.Observable<Resent | undefined>;
  resend(): Promise<void>;
}

/** One order, read anew after each step. */
export interface OrderDetail extends Timelines {
  readonly order: Order;
  readonly placedAt: string;
  readonly total: string;
  readonly groups: readonly GroupPanel[];
  readonly cancellable: boolean;
  readonly deliveries: readonly DeliveryRow[];
}

export interface DetailDeps {
  readonly api: OmsApi;
  /** Says what happened and reads the order again. */
  readonly done: (orderId: string, sentence: string, success: boolean) => Promise<void>;
}

/** Rejects when the order cannot be read; a silent journal is shown as such. */
export async function readDetail(orderId: string, { api, done }: DetailDeps): Promise<OrderDetail> {
  const order = await api.order(orderId);
  const [currency, convention, deliveries] = await Promise.all([
    api.currencyOf(order.siteId),
    api.conventionOf(order),
    api.deliveries(orderId),
  ]);

  const panel = (group: PaymentGroup): GroupPanel =>
    toPanel({ order, group, currency, convention, api, done });
  return {
    order,
    placedAt: toTime(order.creationDate),
    total: `${order.priceInfo.total.toFixed(currency.fractionalDigits)} ${currency.currencyCode}`,
    // The last attempt is the one that matters.
    groups: [...order.paymentGroups].reverse().map(panel),
    cancellable:
      order.state !== 'REMOVED' && order.paymentGroups.some(({ state }) => HOLDS_MONEY.includes(state)),
    deliveries: deliveries.map((delivery) => toDeliveryRow(delivery, api)),
    ...(await readTimelines(orderId, currency, api)),
  };
}

const HOLDS_MONEY: readonly string[] = ['AUTHORIZED', 'SETTLED'];

interface PanelDeps extends DetailDeps {
  readonly order: Order;
  readonly group: PaymentGroup;
  readonly currency: Currency;
  readonly convention: Convention;
}

function toPanel(deps: PanelDeps): GroupPanel {
  const { group, currency, order, api, done } = deps;
  const flow = toMoneyFlow(group, currency);
  const authorization = authorizationOf(group);
  const form = (label: string, gatewayId: string, most: number, send: Send): AmountForm =>
    toAmountForm({ ...deps, label, gatewayId, most, send });

  return {
    group,
    sums: toSums(flow, currency),
    capture:
      flow.capturable > 0 && authorization !== undefined
        ? form('Capture', gatewayIdOf(authorization), flow.capturable, async (step, digits) => {
            const completes = Number(digits) >= flow.capturable;
            const { responseCode, responseReason } = await api.capture(step, completes);
            await done(order.id, `Capture: ${responseReason} (${responseCode}).`, responseCode === '11000');
          })
        : undefined,
    refunds: flow.captures
      .filter(({ refundable }) => refundable > 0)
      .map(({ gatewayId, refundable }) =>
        form('Refund', gatewayId, refundable, async (step) => {
          const { responseCode, responseReason } = await api.refund(step);
          await done(order.id, `Refund: ${responseReason} (${responseCode}).`, responseCode === '3000');
        }),
      ),
  };
}

type Send = (step: Parameters<OmsApi['refund']>[0], digits: string) => Promise<void>;

interface FormDeps extends PanelDeps {
  readonly label: string;
  readonly gatewayId: string;
  /** Minor units. */
  readonly most: number;
  readonly send: Send;
}

function toAmountForm({
  order,
  group,
  currency,
  convention,
  label,
  gatewayId,
  most,
  send,
}: FormDeps): AmountForm {
  const busy = ko.observable(false);
  const form: AmountForm = {
    label,
    gatewayId,
    most: toDecimal(most, currency),
    amount: ko.observable(toDecimal(most, currency)),
    error: ko.observable(''),
    submit: async () => {
      if (busy()) return;
      busy(true);
      form.error('');
      try {
        const digits = requireTwelveDigits(form.amount(), currency, convention);
        const amount = Number(form.amount().trim().replace(',', '.'));
        await send(
          { order, group, transactionId: gatewayId, digits, amount },
          requireTwelveDigits(form.amount(), currency, 'iso'),
        );
      } catch (problem) {
        form.error(sentenceOf(problem));
      } finally {
        busy(false);
      }
    },
  };
  return form;
}

function toSums(
  { authorized, captured, refunded, capturable }: MoneyFlow,
  currency: Currency,
): GroupPanel['sums'] {
  if (authorized === 0) return [];
  return [
    { name: 'Authorized', amount: toDecimal(authorized, currency) },
    { name: 'Captured', amount: toDecimal(captured, currency) },
    { name: 'Refunded', amount: toDecimal(refunded, currency) },
    { name: 'Left to capture', amount: toDecimal(capturable, currency) },
  ];
}

/** OCC: generic payment webhook, transaction types. */
const TYPES: Readonly<Record<string, string>> = {
  '0100': 'Authorize',
  '0110': 'Void',
  '0200': 'Capture',
  '0400': 'Refund',
};

function toDeliveryRow(delivery: Delivery, api: OmsApi): DeliveryRow {
  const row: DeliveryRow = {
    ...delivery,
    transactionType: `${TYPES[delivery.transactionType] ?? 'Webhook'} (${delivery.transactionType})`,
    time: toTime(delivery.sentAt),
    answered:
      delivery.answer === null
        ? (delivery.problem ?? 'No answer')
        : `HTTP ${delivery.answer.status} in ${delivery.durationMs} ms`,
    comparison: ko.observable<Resent | undefined>(undefined),
    resend: async () => {
      const answer = await api.resend(delivery.id).catch((problem: unknown): Resent => ({
        first: {},
        again: { problem: sentenceOf(problem) },
        equal: false,
      }));
      row.comparison(answer);
    },
  };
  return row;
}
