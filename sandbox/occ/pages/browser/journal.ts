import ko from 'knockout';
import { createAdminApi, sentenceOf } from './admin-api.ts';
import { createOmsApi } from './oms-api.ts';
import type { Order } from './order.ts';
import { readTimelines, type Timelines } from './timelines.ts';

/** How many orders the page looks back. */
const LATEST = 20;

interface OrderTimelines extends Timelines {
  readonly order: Order;
}

const api = createOmsApi(createAdminApi(window.fetch.bind(window)), () => '');

/** The journal page: every step of the latest orders, from both sides. */
const journal = {
  orders: ko.observableArray<OrderTimelines>([]),
  read: ko.observable<boolean>(false),
  problem: ko.observable(''),
  refresh: async (): Promise<void> => {
    journal.problem('');
    try {
      const latest = (await api.orders()).slice(0, LATEST);
      journal.orders(
        await Promise.all(
          latest.map(async (order) => ({
            order,
            ...(await readTimelines(order.id, await api.currencyOf(order.siteId), api)),
          })),
        ),
      );
    } catch (problem) {
      journal.problem(sentenceOf(problem));
    }
    journal.read(true);
  },
};

ko.applyBindings(journal, document.body);
void journal.refresh();
