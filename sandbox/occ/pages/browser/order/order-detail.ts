import ko from 'knockout';
import type { AdminOrder } from '../model/order.ts';
import type { ExtensionPage } from '../page/extension-page.ts';
import { toTime } from '../values/time.ts';
import { type Cancellation, toCancellation } from './cancellation.ts';
import { type DeliveryRow, toDeliveryRow } from './delivery-row.ts';
import { createOrderPaymentDetails, type OrderPaymentDetails } from './order-payments.ts';
import { readTimelines, type Timelines } from './timelines.ts';

/** The order that is open. It stays the same while what it shows is read again. */
export interface OrderDetail extends Pick<OrderPaymentDetails, 'panels' | 'missing'> {
  readonly order: ko.Observable<AdminOrder>;
  readonly placedAt: string;
  readonly total: string;
  readonly cancellation: ko.Observable<Cancellation>;
  readonly deliveries: ko.Observable<readonly DeliveryRow[]>;
  readonly timelines: ko.Observable<Timelines>;
  /** Reads payments and timelines again; what has not changed is not drawn again. */
  follow(): Promise<void>;
  /** Reads everything again. */
  refresh(): Promise<void>;
}

/** Rejects when the order cannot be read; a silent extension is shown as such. */
export async function readDetail(orderId: string, page: ExtensionPage): Promise<OrderDetail> {
  const { oms } = page;
  const first = await oms.order(orderId);
  const [currency, convention] = await Promise.all([oms.currencyOf(first.siteId), oms.conventionOf(first)]);

  const order = ko.observable(first);
  const payments = createOrderPaymentDetails({
    page,
    order,
    currency,
    convention,
    refresh: () => detail.refresh(),
  });
  const detail: OrderDetail = {
    ...payments,
    order,
    placedAt: toTime(first.creationDate),
    total: `${first.priceInfo.total.toFixed(currency.fractionalDigits)} ${currency.currencyCode}`,
    cancellation: ko.observable(toCancellation(first, currency)),
    deliveries: ko.observable<readonly DeliveryRow[]>([]),
    timelines: ko.observable(await readTimelines(orderId, currency, oms)),
    follow: async () => {
      await payments.read();
      const read = await readTimelines(orderId, currency, oms);
      if (JSON.stringify(read) !== JSON.stringify(detail.timelines())) detail.timelines(read);
    },
    refresh: async () => {
      await detail.follow();
      const [read, deliveries] = await Promise.all([oms.order(orderId), oms.deliveries(orderId)]);
      order(read);
      detail.cancellation(toCancellation(read, currency));
      const shown = detail.deliveries().map(({ id }) => id);
      if (deliveries.some(({ id }) => !shown.includes(id)))
        detail.deliveries(deliveries.map((delivery) => toDeliveryRow(delivery, oms)));
    },
  };
  await detail.refresh();
  return detail;
}
