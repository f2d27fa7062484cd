import ko from 'knockout';
import { createAdminApi, sentenceOf } from './http/admin-api.ts';
import { toDeliveryRow, type DeliveryRow } from './order/delivery-row.ts';
import { createOmsApi } from './http/oms-api.ts';
import type { AdminOrder } from './model/order.ts';
import { readTimelines, type Timelines } from './order/timelines.ts';

/** How many orders the page looks back. */
const LATEST = 20;

interface OrderTimelines extends Timelines {
  readonly order: AdminOrder;
  readonly deliveries: readonly DeliveryRow[];
}

const api = createOmsApi(createAdminApi(window.fetch.bind(window)));

/** The journal page: every step of the latest orders, from both sides. */
const journal = {
  orders: ko.observableArray<OrderTimelines>([]),
  read: ko.observable<boolean>(false),
  reading: ko.observable<boolean>(false),
  problem: ko.observable(''),
  refresh: async (): Promise<void> => {
    journal.problem('');
    journal.reading(true);
    try {
      const latest = (await api.orders()).slice(0, LATEST);
      journal.orders(await Promise.all(latest.map(readOrder)));
    } catch (problem) {
      journal.problem(sentenceOf(problem));
    }
    journal.reading(false);
    journal.read(true);
  },
};

async function readOrder(order: AdminOrder): Promise<OrderTimelines> {
  const [timelines, deliveries] = await Promise.all([
    api.currencyOf(order.siteId).then((currency) => readTimelines(order.id, currency, api)),
    api.deliveries(order.id),
  ]);
  return { order, ...timelines, deliveries: deliveries.map((delivery) => toDeliveryRow(delivery, api)) };
}

ko.applyBindings(journal, document.body);
void journal.refresh();
