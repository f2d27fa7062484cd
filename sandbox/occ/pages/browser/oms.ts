import ko from 'knockout';
import { createAdminApi, sentenceOf } from './admin-api.ts';
import { createOmsApi } from './oms-api.ts';
import { readDetail, type OrderDetail } from './order-detail.ts';
import type { Order } from './order.ts';
import { toTime } from './timeline.ts';

/** The order management page: the list of orders and the one that is open. */
interface OmsViewModel {
  readonly orders: ko.ObservableArray<Order>;
  readonly listed: ko.Observable<boolean>;
  readonly openId: ko.Observable<string>;
  readonly detail: ko.Observable<OrderDetail | undefined>;
  readonly notice: ko.Observable<
    { readonly kind: 'success' | 'error'; readonly message: string } | undefined
  >;
  timeOf(order: Order): string;
  totalOf(order: Order): string;
  addressOf(order: Order): string;
  open(order: Order): void;
  close(): void;
  refresh(): Promise<void>;
  cancel(): Promise<void>;
}

const api = createOmsApi(createAdminApi(window.fetch.bind(window)), newId);

const oms: OmsViewModel = {
  orders: ko.observableArray<Order>([]),
  listed: ko.observable<boolean>(false),
  openId: ko.observable(''),
  detail: ko.observable<OrderDetail | undefined>(undefined),
  notice: ko.observable<ReturnType<OmsViewModel['notice']>>(undefined),
  timeOf: ({ creationDate }) => toTime(creationDate),
  totalOf: ({ priceInfo }) =>
    new Intl.NumberFormat('en', { style: 'currency', currency: priceInfo.currencyCode }).format(
      priceInfo.total,
    ),
  addressOf: ({ id }) => `/oms/${encodeURIComponent(id)}`,
  open: ({ id }) => {
    history.pushState(null, '', `/oms/${encodeURIComponent(id)}`);
    begin();
    void show(true);
  },
  close: () => {
    history.pushState(null, '', '/oms');
    begin();
    void show(true);
  },
  refresh: () => show(false),
  cancel: async () => {
    const id = oms.openId();
    begin();
    try {
      const { payments } = await api.cancel(id);
      const failed = payments.find(({ success }) => !success);
      if (failed === undefined) await say(id, `Order ${id} is cancelled.`, true);
      else await say(id, `The gateway did not confirm the cancellation. ${failed.message ?? ''}`, false);
    } catch (problem) {
      await say(id, sentenceOf(problem), false);
    }
  },
};

function begin(): void {
  oms.notice(undefined);
}

async function say(orderId: string, message: string, success: boolean): Promise<void> {
  await show(false);
  if (oms.openId() === orderId) oms.notice({ kind: success ? 'success' : 'error', message });
}

/** Reads what the address names. */
async function show(moveFocus: boolean): Promise<void> {
  const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
  oms.openId(id);
  try {
    const [orders, detail] = await Promise.all([
      api.orders(),
      id === '' ? undefined : readDetail(id, { api, begin, done: say }),
    ]);
    oms.orders([...orders]);
    oms.detail(detail);
  } catch (problem) {
    oms.detail(undefined);
    oms.notice({ kind: 'error', message: sentenceOf(problem) });
  }
  oms.listed(true);
  document.title = id === '' ? 'Orders – Alder' : `Order ${id} – Alder`;
  if (moveFocus) document.querySelector<HTMLElement>(id === '' ? 'h1' : '#order-title')?.focus();
}

/** Random enough for an idempotency key; `randomUUID` is missing where a page is not served from localhost. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

window.addEventListener('popstate', () => void show(true));
ko.applyBindings(oms, document.body);
void show(false);
