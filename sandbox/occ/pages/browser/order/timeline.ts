import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import type { TimelineAttempt, TimelineLedger } from '../model/journal.ts';
import { toDecimal } from '../values/amount.ts';
import { toTime } from '../values/time.ts';

/** One line of a timeline. */
export interface TimelineStep {
  readonly at: string;
  readonly what: string;
  readonly amount: string;
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'warn' | 'calm';
  /** CyberSource's id; empty where it gave none. */
  readonly id: string;
  /** The id that the extension gave the call: what CyberSource can be asked about when it never answered. */
  readonly sentAs: string;
  readonly note: string;
}

const TONES: Readonly<Record<string, TimelineStep['tone']>> = {
  approved: 'good',
  declined: 'bad',
  refused: 'bad',
  unknown: 'warn',
  'not-sent': 'warn',
};

/** Who asked the extension for a step. */
const CALLERS: Readonly<Record<string, string>> = {
  webhook: 'OCC’s webhook',
  oms: 'the order management',
  reconciler: 'the reconciler',
  operator: 'an operator',
};

export function toJournalSteps(rows: readonly TimelineAttempt[]): readonly TimelineStep[] {
  return rows.map((row) => ({
    at: `${toTime(row.at)}, by ${CALLERS[row.caller] ?? row.caller}`,
    what: sentenceCase(row.type),
    amount: `${row.amount} ${row.currency}`,
    word: row.outcome,
    tone: TONES[row.outcome] ?? 'calm',
    id: row.gatewayId ?? '',
    sentAs: row.merchantTransactionId ?? '',
    note: [row.status, row.reason, row.problem].filter((word) => word !== undefined).join(' · '),
  }));
}

export function toLedgerSteps(
  views: readonly TimelineLedger[],
  currency: StorefrontCurrency,
): readonly TimelineStep[] {
  const toSteps = ({ transactions, voided }: TimelineLedger): readonly TimelineStep[] =>
    transactions.map((entry) => ({
      at: toTime(entry.at),
      what: sentenceCase(entry.kind),
      amount: `${toDecimal(entry.amount ?? entry.asked ?? 0, currency)} ${currency.currencyCode}`,
      ...toLedgerWord(entry.status, voided.includes(entry.id)),
      id: entry.id,
      sentAs: '',
      note: entry.reason ?? '',
    }));
  return views.reduce<readonly TimelineStep[]>((steps, view) => [...steps, ...toSteps(view)], []);
}

function toLedgerWord(status: string | undefined, voided: boolean): Pick<TimelineStep, 'word' | 'tone'> {
  if (voided) return { word: 'voided', tone: 'warn' };
  if (status === undefined) return { word: 'done', tone: 'good' };
  return { word: status.toLowerCase().replace(/_/g, ' '), tone: toLedgerTone(status) };
}

/** The same colours as the journal's words. */
function toLedgerTone(status: string): TimelineStep['tone'] {
  if (status.includes('DECLINED')) return 'bad';
  if (status === 'PENDING') return 'calm';
  return status === 'AUTHORIZED' ? 'good' : 'warn';
}

function sentenceCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
