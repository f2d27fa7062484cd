import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { toDecimal } from './amount.ts';

/** A row of the extension's journal, as `GET …/operations/journal` answers it. */
export interface TimelineAttempt {
  readonly at: string;
  readonly type: string;
  readonly caller: string;
  readonly amount: string;
  readonly currency: string;
  readonly state?: string;
  readonly outcome: string;
  readonly gatewayId?: string;
  readonly merchantTransactionId?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly problem?: string;
}

/** A payment and what was done to it, from CyberSource's side: `GET /control/ledger`. Minor units. */
export interface TimelineLedger {
  readonly transactions: readonly {
    readonly id: string;
    readonly kind: string;
    readonly at: string;
    readonly status?: string;
    readonly reason?: string;
    readonly asked?: number;
    readonly amount?: number;
  }[];
  readonly voided: readonly string[];
}

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

/** Date and time to the second, in the reader's zone. */
export function toTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
