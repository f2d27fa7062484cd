import ko from 'knockout';
import { sentenceOf } from './http/admin-api.ts';
import type { SettledDayView, SettlementCaseView } from './model/settlement.ts';
import { createExtensionPage } from './page/extension-page.ts';
import { type CurrencyTable, formatAmount } from './values/amount.ts';
import { toTime } from './values/time.ts';

/** A difference between the books, with what is typed about it. */
interface CaseRow {
  readonly item: SettlementCaseView;
  readonly title: string;
  readonly remedy: string;
  readonly amount: string;
  readonly other: string;
  readonly closed: string;
  readonly reason: ko.Observable<string>;
  readonly error: ko.Observable<string>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

const page = createExtensionPage();
let currencies: CurrencyTable = new Map();

const desk = {
  ...page,
  date: ko.observable(dateOf(Date.now() - DAY_MS)),
  day: ko.observable<SettledDayView | undefined>(undefined),
  facts: ko.observable<readonly { readonly name: string; readonly value: string }[]>([]),
  cases: ko.observableArray<CaseRow>([]),
  show: async (): Promise<void> => {
    try {
      display(await page.extension.settlement(desk.date()));
    } catch (problem) {
      desk.day(undefined);
      desk.notice({ kind: 'error', message: sentenceOf(problem) });
    }
  },
  /** The form's button. */
  choose: async (): Promise<void> => {
    desk.notice(undefined);
    await desk.show();
  },
  run: (): Promise<void> =>
    desk.during(`Comparing the books of ${desk.date()}: CyberSource and OCC are read.`, async () => {
      display(await page.extension.runSettlement(desk.date()));
      const open = desk.cases().filter(({ item }) => item.state === 'open').length;
      return {
        kind: 'success',
        message:
          open === 0
            ? `The books of ${desk.date()} agree.`
            : `The books of ${desk.date()} were compared: ${open} open ${open === 1 ? 'case' : 'cases'}.`,
      };
    }),
  download: (): Promise<void> =>
    desk.during('Preparing the file.', async () => {
      const date = desk.date();
      save(await page.extension.settlementFile(date), `settlement-${date}.csv`);
      return { kind: 'success', message: `Saved as settlement-${date}.csv.` };
    }),
};

function display(day: SettledDayView): void {
  desk.day(day);
  desk.facts(
    day.status === 'not-run'
      ? []
      : [
          { name: 'Compared', value: toTime(day.ranAt ?? '') },
          { name: 'Captures, sales and refunds', value: String(day.movements ?? 0) },
          { name: 'Settled', value: String(day.settled ?? 0) },
          { name: 'Open cases', value: String(day.cases.filter(({ state }) => state === 'open').length) },
        ],
  );
  desk.cases(day.cases.map(toRow));
}

function toRow(item: SettlementCaseView): CaseRow {
  const { closed, other } = item;
  const words = item.difference.replace(/-/g, ' ');
  const row: CaseRow = {
    item,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    // Written for the API's document as well, where names of fields are in backticks.
    remedy: item.remedy.replace(/`/g, ''),
    amount: formatAmount(item.amount, currencies),
    other: other === undefined ? '' : `the other book has ${formatAmount(other, currencies)}`,
    closed: closed === undefined ? '' : `Closed by ${closed.by}, ${toTime(closed.at)}: ${closed.reason}`,
    reason: ko.observable(''),
    error: ko.observable(''),
    close: async () => {
      row.error('');
      const reason = row.reason().trim();
      if (reason === '') {
        row.error('Say why: the case is closed with your name and this reason.');
        document.getElementById(`reason-${item.id}`)?.focus();
        return;
      }
      await desk.during(`Closing the case of order ${item.orderId}.`, async () => {
        await page.extension.closeCase(item.id, item.site, reason);
        await desk.show();
        return { kind: 'success', message: `The case of order ${item.orderId} is closed.` };
      });
    },
  };
  return row;
}

/** `2026-01-31`, in the reader's zone. */
function dateOf(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The browser's own download. */
function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

ko.applyBindings(desk, document.body);
void page.oms
  .currencies()
  .then((table) => {
    currencies = table;
  })
  .catch(() => undefined)
  .then(desk.show);
