import ko from 'knockout';
import type { PaymentSummary } from './model/payment.ts';
import { sentenceOf } from './http/admin-api.ts';
import { createExtensionPage } from './page/extension-page.ts';
import { formatAmount, type CurrencyTable } from './values/amount.ts';
import { toTime } from './values/time.ts';

/** What payments can be looked for by, as the extension's `GET /operations/payments` names it. */
const IDS = [
  { name: 'orderId', label: 'Order id' },
  { name: 'requestId', label: 'CyberSource’s request id' },
  { name: 'merchantTransactionId', label: 'Merchant transaction id' },
  { name: 'lastDigits', label: 'Last four digits of the card' },
  { name: 'amount', label: 'Amount', hint: '42.50' },
] as const;
const TIMES = [
  { name: 'from', label: 'From', type: 'datetime-local' },
  { name: 'to', label: 'To, not included', type: 'datetime-local' },
] as const;

/** The states of a payment, as the extension's API document lists them. */
const STATES = [
  'Created',
  'Authorized',
  'PartiallyCaptured',
  'Captured',
  'Settled',
  'Refunded',
  'AuthorizationVoided',
  'CaptureVoided',
  'AuthorizationVoidFailed',
  'RefundFailed',
];

/** A payment that was found. */
interface FoundPayment {
  readonly orderId: string;
  readonly href: string;
  readonly state: string;
  readonly about: string;
  readonly amounts: readonly { readonly name: string; readonly amount: string }[];
  readonly isPending: boolean;
  readonly needsReview: boolean;
}

const PAGE_SIZE = '10';
const page = createExtensionPage();
let currencies: CurrencyTable = new Map();
/** Where the pages before the shown one began. */
let before: readonly string[] = [];
let shownFrom = '';
let nextFrom: string | undefined;

const search = {
  ...page,
  ids: IDS.map(toField),
  times: TIMES.map(toField),
  states: STATES,
  state: ko.observable(''),
  currency: ko.observable(''),
  currencyCodes: ko.observableArray<string>([]),
  found: ko.observable<readonly FoundPayment[] | undefined>(undefined),
  missing: ko.observable<readonly string[]>([]),
  pageNumber: ko.observable(1),
  hasNext: ko.observable<boolean>(false),
  isSearching: ko.observable<boolean>(false),
  problem: ko.observable(''),
  submit: async (): Promise<void> => {
    before = [];
    await show('');
  },
  next: async (): Promise<void> => {
    if (nextFrom === undefined || search.isSearching()) return;
    before = [...before, shownFrom];
    await show(nextFrom);
  },
  previous: async (): Promise<void> => {
    const from = before[before.length - 1];
    if (from === undefined || search.isSearching()) return;
    before = before.slice(0, -1);
    await show(from);
  },
  clear: async (): Promise<void> => {
    for (const { value } of [...search.ids, ...search.times]) value('');
    search.state('');
    search.currency('');
    await search.submit();
  },
};

interface SearchField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly hint: string;
  readonly value: ko.Observable<string>;
}

function toField(field: Pick<SearchField, 'name' | 'label'> & Partial<SearchField>): SearchField {
  return { type: 'text', hint: '', ...field, value: ko.observable('') };
}

/** Counts the searches: what an earlier one finds is not shown any more once another was asked for. */
let searches = 0;

async function show(after: string): Promise<void> {
  const nth = (searches += 1);
  search.isSearching(true);
  search.problem('');
  const answered = await page.extension
    .payments({ ...parametersOf(), limit: PAGE_SIZE, ...(after !== '' && { after }) })
    .catch((problem: unknown) => ({ problem: sentenceOf(problem) }));
  if (nth !== searches) return;
  if ('problem' in answered) {
    search.found(undefined);
    search.problem(answered.problem);
  } else {
    shownFrom = after;
    nextFrom = answered.next;
    search.found(keptWhereEqual(search.found() ?? [], answered.payments.map(toFound)));
    search.missing(answered.missing ?? []);
    search.hasNext(nextFrom !== undefined);
    search.pageNumber(before.length + 1);
  }
  search.isSearching(false);
}

/** A payment that is found again as it was stays the same object: its link is not made anew under a finger that presses it. */
function keptWhereEqual(
  shown: readonly FoundPayment[],
  found: readonly FoundPayment[],
): readonly FoundPayment[] {
  const byContent = new Map(shown.map((payment) => [JSON.stringify(payment), payment]));
  return found.map((payment) => byContent.get(JSON.stringify(payment)) ?? payment);
}

/** What was filled in. A time is the reader's own, and is sent as an instant. */
function parametersOf(): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {};
  for (const { name, type, value } of [...search.ids, ...search.times]) {
    const text = value().trim();
    if (text !== '') parameters[name] = type === 'datetime-local' ? new Date(text).toISOString() : text;
  }
  if (search.state()) parameters['state'] = search.state();
  if (search.currency()) parameters['currencyCode'] = search.currency();
  return parameters;
}

function toFound(payment: PaymentSummary): FoundPayment {
  const { orderId, state, attempts, lastDigits, paymentType, isPending, needsReview } = payment;
  const last = attempts[attempts.length - 1];
  return {
    orderId,
    href: `/oms/${encodeURIComponent(orderId)}`,
    state,
    about: [
      lastDigits === undefined ? paymentType : `ending in ${lastDigits}`,
      last && `${last.operation} ${toTime(last.at)}`,
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    amounts: (['authorized', 'captured', 'refunded', 'available'] as const).map((name) => ({
      name: name.charAt(0).toUpperCase() + name.slice(1),
      amount: formatAmount(payment[name], currencies),
    })),
    isPending,
    needsReview,
  };
}

ko.applyBindings(search, document.body);
void page.oms
  .currencies()
  .then((table) => {
    currencies = table;
    search.currencyCodes([...table.keys()]);
  })
  .then(search.submit, (problem: unknown) => {
    search.problem(sentenceOf(problem));
  });
