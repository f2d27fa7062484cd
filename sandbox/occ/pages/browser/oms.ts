import ko from 'knockout';
import { sentenceOf } from './http/admin-api.ts';
import type { AdminOrder } from './model/order.ts';
import { type OrderDetail, readDetail } from './order/order-detail.ts';
import { createExtensionPage, type ExtensionPage } from './page/extension-page.ts';
import { toTime } from './values/time.ts';

/** The order management page: the list of orders and the one that is open. */
interface OmsViewModel extends ExtensionPage {
  readonly orders: ko.ObservableArray<AdminOrder>;
  readonly listed: ko.Observable<boolean>;
  readonly openId: ko.Observable<string>;
  readonly detail: ko.Observable<OrderDetail | undefined>;
  timeOf(order: AdminOrder): string;
  totalOf(order: AdminOrder): string;
  addressOf(order: AdminOrder): string;
  open(order: AdminOrder): void;
  close(): void;
  refresh(): Promise<void>;
  cancel(): Promise<void>;
}

const page = createExtensionPage();

const oms: OmsViewModel = {
  ...page,
  orders: ko.observableArray<AdminOrder>([]),
  listed: ko.observable<boolean>(false),
  openId: ko.observable(''),
  detail: ko.observable<OrderDetail | undefined>(undefined),
  timeOf: ({ creationDate }) => toTime(creationDate),
  totalOf: ({ priceInfo }) =>
    new Intl.NumberFormat('en', { style: 'currency', currency: priceInfo.currencyCode }).format(
      priceInfo.total,
    ),
  addressOf: ({ id }) => `/oms/${encodeURIComponent(id)}`,
  open: ({ id }) => {
    history.pushState(null, '', `/oms/${encodeURIComponent(id)}`);
    void show();
  },
  close: () => {
    history.pushState(null, '', '/oms');
    void show();
  },
  refresh: async () => {
    await Promise.all([readList(), oms.detail()?.refresh()]);
  },
  cancel: () => {
    const id = oms.openId();
    return oms.during(`Cancelling order ${id}: OCC asks for its payments back.`, async () => {
      const { payments } = await page.oms.cancel(id);
      await oms.refresh();
      const failed = payments.find(({ success }) => !success);
      return failed === undefined
        ? { message: `Order ${id} is cancelled.`, kind: 'success' }
        : {
            message: `The gateway did not confirm the cancellation. ${failed.message ?? ''}`,
            kind: 'error',
          };
    });
  },
};

/** How often the open order is read again: at rest, and while a step is under way or an outcome is not known. */
const FOLLOW_MS = 4_000;
const FOLLOW_BUSY_MS = 1_000;

function followLater(): void {
  const panels = oms.detail()?.panels() ?? [];
  const isBusy = oms.progress.sentence() !== '' || panels.some(({ open }) => open() !== '');
  setTimeout(
    () => {
      const seen = document.hidden ? undefined : oms.detail();
      void Promise.resolve(seen?.follow()).then(followLater, followLater);
    },
    isBusy ? FOLLOW_BUSY_MS : FOLLOW_MS,
  );
}

/** Shows what the address names, from its beginning. */
async function show(movesFocus = true): Promise<void> {
  const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
  oms.openId(id);
  oms.notice(undefined);
  const [, detail] = await Promise.all([readList(), id === '' ? undefined : readOrder(id)]);
  // Another one was opened meanwhile.
  if (oms.openId() !== id) return;
  oms.detail(detail);
  document.title = id === '' ? 'Orders – Alder' : `Order ${id} – Alder`;
  if (movesFocus) document.querySelector<HTMLElement>(id === '' ? 'h1' : '#order-title')?.focus();
}

async function readList(): Promise<void> {
  await page.oms.orders().then((orders) => oms.orders([...orders]), sayProblem);
  oms.listed(true);
}

function readOrder(id: string): Promise<OrderDetail | undefined> {
  return readDetail(id, page).catch(sayProblem);
}

function sayProblem(problem: unknown): undefined {
  oms.notice({ kind: 'error', message: sentenceOf(problem) });
}

// A button that was pressed and is gone: the keyboard's place stays at this order.
oms.progress.sentence.subscribe((sentence) => {
  if (sentence !== '') return;
  setTimeout(() => {
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>('#order-title')?.focus({ preventScroll: true });
  });
});
window.addEventListener('popstate', () => void show());
ko.applyBindings(oms, document.body);
void show(false);
followLater();
