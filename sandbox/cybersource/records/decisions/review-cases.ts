/** Decision Manager's cases: payments that wait for a reviewer, what reviewers wrote and decided. */
import type { Ledger } from '../../ledger/ledger.ts';

/** A note of a reviewer. */
export interface CaseNote {
  readonly time: Date;
  readonly addedBy: string;
  readonly comments: string;
}

/** What a reviewer decided, once and for all. */
export interface CaseDecision {
  readonly newDecision: 'ACCEPT' | 'REJECT';
  readonly reviewer: string;
  readonly comments?: string | undefined;
  readonly at: Date;
}

/** One payment, or one stand-alone risk request, in front of a reviewer. */
export interface DecisionCase {
  /** Id of the payment or of the risk request. */
  readonly requestId: string;
  readonly merchantId: string;
  readonly reference?: string | undefined;
  readonly openedAt: Date;
  readonly queue: string;
  readonly profile: string;
  readonly notes: readonly CaseNote[];
  readonly decision?: CaseDecision | undefined;
}

/** Called with each decision, of every reviewer and every program. */
export type DecisionListener = (decided: DecisionCase & { readonly decision: CaseDecision }) => void;

/** The cases of all merchants. */
export interface ReviewCases {
  /** A stand-alone risk request that came to a review. */
  readonly open: (opened: Pick<DecisionCase, 'requestId' | 'merchantId' | 'reference'>) => void;
  readonly find: (merchantId: string, requestId: string) => DecisionCase | undefined;
  /** Oldest first. */
  readonly ofMerchant: (merchantId: string) => readonly DecisionCase[];
  /** False when there is no such case, or when it was decided before. */
  readonly decide: (merchantId: string, requestId: string, decision: Omit<CaseDecision, 'at'>) => boolean;
  /** False when there is no such case. */
  readonly comment: (merchantId: string, requestId: string, note: Omit<CaseNote, 'time'>) => boolean;
  readonly onDecided: (listener: DecisionListener) => void;
  readonly clear: () => void;
}

/** Queue and profile as new accounts of Decision Manager have them. */
const ACCOUNT = { queue: 'Review Queue', profile: 'Default Profile' };

/** The given cases; each payment of the ledger under review is one more. */
export function createReviewCases(
  ledger: Pick<Ledger, 'find' | 'ofMerchant'>,
  now: () => Date,
  initial: readonly DecisionCase[],
): ReviewCases {
  const standAlone = new Map<string, Omit<DecisionCase, 'notes' | 'decision'>>();
  const notes = new Map<string, readonly CaseNote[]>();
  const decisions = new Map<string, CaseDecision>();
  restart();
  const listeners: DecisionListener[] = [];

  const complete = (opened: Omit<DecisionCase, 'notes' | 'decision'>): DecisionCase => {
    const decision = decisions.get(opened.requestId);
    return { ...opened, notes: notes.get(opened.requestId) ?? [], ...(decision && { decision }) };
  };

  function find(merchantId: string, requestId: string): DecisionCase | undefined {
    const alone = standAlone.get(requestId);
    if (alone?.merchantId === merchantId) return complete(alone);
    const payment = ledger.find(merchantId, requestId);
    const opened = payment && toCase(payment);
    return opened && complete(opened);
  }

  return {
    open: (opened) => {
      standAlone.set(opened.requestId, { ...opened, ...ACCOUNT, openedAt: now() });
    },
    find,
    ofMerchant: (merchantId) =>
      [
        ...ledger.ofMerchant(merchantId).flatMap((transaction) => toCase(transaction) ?? []),
        ...[...standAlone.values()].filter((alone) => alone.merchantId === merchantId),
      ]
        .map(complete)
        .sort((one, other) => one.openedAt.getTime() - other.openedAt.getTime()),
    decide: (merchantId, requestId, decision) => {
      const found = find(merchantId, requestId);
      if (!found || found.decision) return false;
      const made = { ...decision, at: now() };
      decisions.set(requestId, made);
      for (const listener of listeners) listener({ ...found, decision: made });
      return true;
    },
    comment: (merchantId, requestId, note) => {
      if (!find(merchantId, requestId)) return false;
      notes.set(requestId, [...(notes.get(requestId) ?? []), { ...note, time: now() }]);
      return true;
    },
    onDecided: (listener) => {
      listeners.push(listener);
    },
    clear: restart,
  };

  function restart(): void {
    for (const map of [standAlone, notes, decisions]) map.clear();
    for (const { decision, notes: written, ...opened } of initial) {
      standAlone.set(opened.requestId, opened);
      notes.set(opened.requestId, written);
      if (decision) decisions.set(opened.requestId, decision);
    }
  }
}

function toCase(
  transaction: ReturnType<Ledger['ofMerchant']>[number],
): Omit<DecisionCase, 'notes' | 'decision'> | undefined {
  if (transaction.kind !== 'payment' || transaction.reason !== 'DECISION_PROFILE_REVIEW') return undefined;
  const { id: requestId, merchantId, reference, at: openedAt } = transaction;
  return { ...ACCOUNT, requestId, merchantId, reference, openedAt };
}
