import ko from 'knockout';
import type { Currency } from '../../storefront/browser/money.ts';
import { sentenceOf } from './admin-api.ts';
import { requireTwelveDigits, toDecimal, toMinor, type Convention } from './amount.ts';
import { toCancellation, type Cancellation } from './cancellation.ts';
import { toDeliveryRow, type DeliveryRow } from './delivery-row.ts';
import { toMoneyFlow, type MoneyFlow } from './money-flow.ts';
import type { MoneyStep, OmsAnswer, OmsApi } from './oms-api.ts';
import { authorizationOf, gatewayIdOf, type Order, type PaymentGroup } from './order.ts';
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

/** One order, read anew after each step. */
export interface OrderDetail extends Timelines {
  readonly order: Order;
  readonly placedAt: string;
  readonly total: string;
  readonly groups: readonly GroupPanel[];
  readonly cancellation: Cancellation;
  readonly deliveries: readonly DeliveryRow[];
}

export interface DetailDeps {
  readonly api: OmsApi;
  /** A step begins: what was said about the one before is no longer true. */
  readonly begin: () => void;
  /** Says what happened and reads the order again. */
  readonly done: (orderId: string, sentence: string, success: boolean) => Promise<void>;
}

/** Rejects when the order cannot be read; a silent journal is shown as such. */
export async function readDetail(orderId: string, deps: DetailDeps): Promise<OrderDetail> {
  const { api } = deps;
  const order = await api.order(orderId);
  const [currency, convention, deliveries] = await Promise.all([
    api.currencyOf(order.siteId),
    api.conventionOf(order),
    api.deliveries(orderId),
  ]);

  const panel = (group: PaymentGroup): GroupPanel => toPanel({ ...deps, order, group, currency, convention });
  return {
    order,
    placedAt: toTime(order.creationDate),
    total: `${order.priceInfo.total.toFixed(currency.fractionalDigits)} ${currency.currencyCode}`,
    // The last attempt is the one that matters.
    groups: [...order.paymentGroups].reverse().map(panel),
    cancellation: toCancellation(order, currency),
    deliveries: deliveries.map((delivery) => toDeliveryRow(delivery, api)),
    ...(await readTimelines(orderId, currency, api)),
  };
}

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
  const money = ({ amount }: MoneyStep): string =>
    `${toDecimal(toMinor(amount, currency), currency)} ${currency.currencyCode}`;
  const form = (label: string, gatewayId: string, most: number, send: Send): AmountForm =>
    toAmountForm({ ...deps, label, gatewayId, most, send });

  return {
    group,
    sums: toSums(flow, currency),
    capture:
      flow.capturable > 0 && authorization !== undefined
        ? form('Capture', gatewayIdOf(authorization), flow.capturable, async (step, digits) => {
            const completes = Number(digits) >= flow.capturable;
            const answer = await api.capture(step, completes);
            if (answer.responseCode === '11000') {
              await done(order.id, `Captured ${money(step)}. CyberSource settles it later.`, true);
            } else await done(order.id, `Nothing was captured: ${reasonOf(answer)}.`, false);
          })
        : undefined,
    refunds: flow.captures
      .filter(({ refundable }) => refundable > 0)
      .map(({ gatewayId, refundable }) =>
        form('Refund', gatewayId, refundable, async (step) => {
          const answer = await api.refund(step);
          if (answer.responseCode === '3000') {
            await done(order.id, `Refunded ${money(step)}. It reaches the card in a few days.`, true);
          } else await done(order.id, `Nothing was refunded: ${reasonOf(answer)}.`, false);
        }),
      ),
  };
}

type Send = (step: MoneyStep, digits: string) => Promise<void>;

function reasonOf({ responseReason, responseCode }: OmsAnswer): string {
  return `${responseReason} (${responseCode})`;
}

interface FormDeps extends PanelDeps {
  readonly label: string;
  readonly gatewayId: string;
  /** Minor units. */
  readonly most: number;
  readonly send: Send;
}

function toAmountForm({
  begin,
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
      begin();
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
