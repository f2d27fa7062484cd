import ko from 'knockout';
import { createAdminApi, sentenceOf } from './admin-api.ts';
import { createOmsApi } from './oms-api.ts';
import { readDetail, type AmountForm, type OrderDetail, type StepMessage } from './order-detail.ts';
import type { AdminOrder } from './order.ts';
import { createProgress, type PageProgress } from './progress.ts';
import { toTime } from './timeline.ts';

/** The order management page: the list of orders and the one that is open. */
interface OmsViewModel {
  readonly orders: ko.ObservableArray<AdminOrder>;
  readonly listed: ko.Observable<boolean>;
  readonly openId: ko.Observable<string>;
  readonly detail: ko.Observable<OrderDetail | undefined>;
  readonly notice: ko.Observable<
    { readonly kind: 'success' | 'error'; readonly message: string } | undefined
  >;
  readonly progress: PageProgress;
  timeOf(order: AdminOrder): string;
  totalOf(order: AdminOrder): string;
  addressOf(order: AdminOrder): string;
  open(order: AdminOrder): void;
  close(): void;
  refresh(): Promise<void>;
  cancel(): Promise<void>;
}

const api = createOmsApi(createAdminApi(window.fetch.bind(window)), newId);

const oms: OmsViewModel = {
  orders: ko.observableArray<AdminOrder>([]),
  listed: ko.observable<boolean>(false),
  openId: ko.observable(''),
  detail: ko.observable<OrderDetail | undefined>(undefined),
  notice: ko.observable<ReturnType<OmsViewModel['notice']>>(undefined),
  progress: createProgress(),
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
  cancel: () => {
    const id = oms.openId();
    return act(`Cancelling order ${id}: OCC asks for its payments back.`, async () => {
      const { payments } = await api.cancel(id);
      const failed = payments.find(({ success }) => !success);
      return failed === undefined
        ? { message: `Order ${id} is cancelled.`, success: true }
        : {
            message: `The gateway did not confirm the cancellation. ${failed.message ?? ''}`,
            success: false,
          };
    });
  },
};

/** How often the timelines of the open order are read again: at rest, and while a step is under way. */
const FOLLOW_MS = 4_000;
const FOLLOW_BUSY_MS = 1_000;

function begin(): void {
  oms.notice(undefined);
}

async function act(doing: string, work: () => Promise<StepMessage>, form?: AmountForm): Promise<void> {
  if (oms.progress.sentence() !== '') return;
  const id = oms.openId();
  begin();
  const said = await oms.progress.during(doing, async () => {
    const came = await work().catch((problem: unknown) => ({
      message: sentenceOf(problem),
      success: false,
      isProblem: true,
    }));
    // Also after a problem: what it left behind may be more, or less, than the page showed before.
    await show(false);
    return came;
  });
  if (oms.openId() !== id) return;
  const sameForm = form && 'isProblem' in said ? formLike(form) : undefined;
  if (sameForm && form) {
    sameForm.amount(form.amount());
    sameForm.error(said.message);
  } else oms.notice({ kind: said.success ? 'success' : 'error', message: said.message });
  // The button that was pressed is drawn anew: the keyboard's place stays at this order.
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>('#order-title')?.focus({ preventScroll: true });
}

function formLike({ label, gatewayId }: AmountForm): AmountForm | undefined {
  for (const { capture, refunds } of oms.detail()?.groups ?? []) {
    const forms = capture === undefined ? refunds : [capture, ...refunds];
    const found = forms.find((each) => each.label === label && each.gatewayId === gatewayId);
    if (found) return found;
  }
  return undefined;
}

function followLater(): void {
  const delayMs = oms.progress.sentence() === '' ? FOLLOW_MS : FOLLOW_BUSY_MS;
  setTimeout(() => {
    const seen = document.hidden ? undefined : oms.detail();
    void Promise.resolve(seen?.follow()).then(followLater, followLater);
  }, delayMs);
}

/** Reads what the address names. */
async function show(moveFocus: boolean): Promise<void> {
  const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
  oms.openId(id);
  try {
    const [orders, detail] = await Promise.all([
      api.orders(),
      id === '' ? undefined : readDetail(id, { api, act }),
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
followLater();
