import ko from 'knockout';
import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { sentenceOf } from './admin-api.ts';
import { requireTwelveDigits, toDecimal, toMinor, type DisplayConvention } from './amount.ts';
import { toCancellation, type Cancellation } from './cancellation.ts';
import { toDeliveryRow, type DeliveryRow } from './delivery-row.ts';
import { toMoneyFlow, type MoneyFlow } from './money-flow.ts';
import type { MoneyStep, OmsResponse, OmsApi } from './oms-api.ts';
import { authorizationOf, gatewayIdOf, type AdminOrder, type AdminPaymentGroup } from './order.ts';
import { toTime } from './timeline.ts';
import { readTimelines, type Timelines } from './timelines.ts';

/** An amount to type and a button that sends it. */
export interface AmountForm {
  readonly label: 'Capture' | 'Refund';
  readonly gatewayId: string;
  readonly most: string;
  readonly amount: ko.Observable<string>;
  readonly error: ko.Observable<string>;
  submit(): Promise<void>;
}

export interface GroupPanel {
  readonly group: AdminPaymentGroup;
  readonly sums: readonly { readonly name: string; readonly amount: string }[];
  readonly capture: AmountForm | undefined;
  readonly refunds: readonly AmountForm[];
}

/** One order, read anew after each step. */
export interface OrderDetail {
  readonly order: AdminOrder;
  /** Follow what happens, also while a step is under way. */
  readonly timelines: ko.Observable<Timelines>;
  /** Reads the timelines again; what has not changed is not drawn again. */
  follow(): Promise<void>;
  readonly placedAt: string;
  readonly total: string;
  readonly groups: readonly GroupPanel[];
  readonly cancellation: Cancellation;
  readonly deliveries: readonly DeliveryRow[];
}

/** What came of a step, for the person at the page. */
export interface StepMessage {
  readonly message: string;
  readonly success: boolean;
}

export interface DetailDeps {
  readonly api: OmsApi;
  /**
   * Says what is under way until the work has ended and the order was read again, then what came of it. What the work
   * rejects with is said at the form, if the order still has it.
   */
  readonly act: (doing: string, work: () => Promise<StepMessage>, form?: AmountForm) => Promise<void>;
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

  const timelines = ko.observable(await readTimelines(orderId, currency, api));
  const panel = (group: AdminPaymentGroup): GroupPanel =>
    toPanel({ ...deps, order, group, currency, convention });
  return {
    order,
    placedAt: toTime(order.creationDate),
    total: `${order.priceInfo.total.toFixed(currency.fractionalDigits)} ${currency.currencyCode}`,
    // The last attempt is the one that matters.
    groups: [...order.paymentGroups].reverse().map(panel),
    cancellation: toCancellation(order, currency),
    deliveries: deliveries.map((delivery) => toDeliveryRow(delivery, api)),
    timelines,
    follow: async () => {
      const read = await readTimelines(orderId, currency, api);
      if (JSON.stringify(read) !== JSON.stringify(timelines())) timelines(read);
    },
  };
}

interface PanelDeps extends DetailDeps {
  readonly order: AdminOrder;
  readonly group: AdminPaymentGroup;
  readonly currency: StorefrontCurrency;
  readonly convention: DisplayConvention;
}

function toPanel(deps: PanelDeps): GroupPanel {
  const { group, currency, api } = deps;
  const flow = toMoneyFlow(group, currency);
  const authorization = authorizationOf(group);
  const money = ({ amount }: MoneyStep): string =>
    `${toDecimal(toMinor(amount, currency), currency)} ${currency.currencyCode}`;
  const form = (label: AmountForm['label'], gatewayId: string, most: number, send: Send): AmountForm =>
    toAmountForm({ ...deps, label, gatewayId, most, send });

  return {
    group,
    sums: toSums(flow, currency),
    capture:
      flow.capturable > 0 && authorization !== undefined
        ? form('Capture', gatewayIdOf(authorization), flow.capturable, async (step, digits) => {
            const completes = Number(digits) >= flow.capturable;
            const answer = await api.capture(step, completes);
            return answer.responseCode === '11000'
              ? { message: `Captured ${money(step)}. CyberSource settles it later.`, success: true }
              : { message: `Nothing was captured: ${reasonOf(answer)}.`, success: false };
          })
        : undefined,
    refunds: flow.captures
      .filter(({ refundable }) => refundable > 0)
      .map(({ gatewayId, refundable }) =>
        form('Refund', gatewayId, refundable, async (step) => {
          const answer = await api.refund(step);
          return answer.responseCode === '3000'
            ? { message: `Refunded ${money(step)}. It reaches the card in a few days.`, success: true }
            : { message: `Nothing was refunded: ${reasonOf(answer)}.`, success: false };
        }),
      ),
  };
}

type Send = (step: MoneyStep, digits: string) => Promise<StepMessage>;

function reasonOf({ responseReason, responseCode }: OmsResponse): string {
  return `${responseReason} (${responseCode})`;
}

interface FormDeps extends PanelDeps {
  readonly label: AmountForm['label'];
  readonly gatewayId: string;
  /** Minor units. */
  readonly most: number;
  readonly send: Send;
}

const DOING = { Capture: 'Capturing', Refund: 'Refunding' } as const;

function toAmountForm({
  act,
  order,
  group,
  currency,
  convention,
  label,
  gatewayId,
  most,
  send,
}: FormDeps): AmountForm {
  const form: AmountForm = {
    label,
    gatewayId,
    most: toDecimal(most, currency),
    amount: ko.observable(toDecimal(most, currency)),
    error: ko.observable(''),
    submit: async () => {
      form.error('');
      let digits: string;
      let isoDigits: string;
      try {
        digits = requireTwelveDigits(form.amount(), currency, convention);
        isoDigits = requireTwelveDigits(form.amount(), currency, 'iso');
      } catch (problem) {
        form.error(sentenceOf(problem));
        return;
      }
      const amount = Number(form.amount().trim().replace(',', '.'));
      const doing = `${DOING[label]} ${toDecimal(toMinor(amount, currency), currency)} ${currency.currencyCode}: waiting for CyberSource.`;
      await act(
        doing,
        () => send({ order, group, transactionId: gatewayId, digits, amount }, isoDigits),
        form,
      );
    },
  };
  return form;
}

function toSums(
  { authorized, captured, refunded, capturable }: MoneyFlow,
  currency: StorefrontCurrency,
): GroupPanel['sums'] {
  if (authorized === 0) return [];
  return [
    { name: 'Authorized', amount: toDecimal(authorized, currency) },
    { name: 'Captured', amount: toDecimal(captured, currency) },
    { name: 'Refunded', amount: toDecimal(refunded, currency) },
    { name: 'Left to capture', amount: toDecimal(capturable, currency) },
  ];
}
