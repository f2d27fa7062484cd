/** Which notifications the ledger's entries set off. CyberSource: webhooks, product `payments`. */
import type { Ledger } from '../../ledger/ledger.ts';
import type { CaseDecision, DecisionCase } from '../../records/decisions/review-cases.ts';
import type { Batches } from '../../records/settlement/batches.ts';
import type { LedgerPayment, LedgerTransaction } from '../../model/transaction.ts';
import type { NotificationEvent } from '../../notifications/notification-event.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toTransactionAnswer } from '../answers/transaction-answer.ts';

/** Statuses of payments that are told. A payment that waits for its shopper is not. */
const OF_PAYMENT: Readonly<Record<LedgerPayment['status'], readonly string[]>> = {
  AUTHORIZED: ['payments.authorization.status.accepted'],
  PARTIAL_AUTHORIZED: ['payments.authorization.status.partiallyApproved'],
  AUTHORIZED_PENDING_REVIEW: ['payments.authorization.status.reviewed', 'risk.profile.decision.review'],
  AUTHORIZED_RISK_DECLINED: ['payments.authorization.status.rejected', 'risk.profile.decision.reject'],
  DECLINED: ['payments.authorization.status.rejected'],
  AUTHENTICATION_FAILED: ['payments.authorization.status.rejected'],
  PENDING_AUTHENTICATION: [],
};

/** The events of an entry that was just written; their data is what the call itself was answered. */
export function eventsOf(entry: LedgerTransaction, ledger: Ledger): readonly NotificationEvent[] {
  const data = answerTo(entry, ledger)?.body;
  if (!data) return [];
  return typesOf(entry).map((eventType) => ({
    merchantId: entry.merchantId,
    eventType,
    data: eventType === 'payments.capture.status.accepted' ? { ...data, status: 'PENDING' } : data,
    at: entry.at,
  }));
}

/**
 * Gives the events of what has come into a closed batch since it was asked before, whether the control API or the clock closed
 * it. What was voided first never comes into one.
 */
export function createBatchEvents(
  ledger: Ledger,
  batches: Batches,
): (at: Date) => readonly NotificationEvent[] {
  const told = new Set<string>();
  // A seed begins again with the same ids after a reset.
  const nameOf = ({ id, at }: LedgerTransaction): string => `${id} ${at.getTime()}`;
  return (at) => {
    const closed = ledger
      .all()
      .filter((entry) => entry.kind in BATCHED && !told.has(nameOf(entry)) && batches.isClosed(entry));
    for (const entry of closed) told.add(nameOf(entry));
    return closed.flatMap((entry) => toBatched(entry, ledger, at));
  };
}

function toBatched(entry: LedgerTransaction, ledger: Ledger, at: Date): readonly NotificationEvent[] {
  const eventType = BATCHED[entry.kind];
  const data = answerTo(entry, ledger)?.body;
  if (eventType === undefined || !data) return [];
  return [{ merchantId: entry.merchantId, eventType, data: { ...data, status: 'BATCHED' }, at }];
}

const BATCHED: Readonly<Partial<Record<LedgerTransaction['kind'], string>>> = {
  payment: 'payments.capture.status.updated',
  capture: 'payments.capture.status.updated',
  refund: 'payments.refund.status.updated',
  credit: 'payments.credit.status.updated',
};

function typesOf(entry: LedgerTransaction): readonly string[] {
  switch (entry.kind) {
    case 'payment':
      return [
        ...OF_PAYMENT[entry.status],
        ...(entry.captured > 0 ? ['payments.capture.status.accepted'] : []),
      ];
    case 'capture':
      return ['payments.capture.status.accepted'];
    case 'reversal':
      return ['payments.reversal.status.accepted'];
    case 'refund':
      return entry.status === 'PENDING' ? ['payments.refund.status.accepted'] : [];
    case 'credit':
      return ['payments.credit.status.accepted'];
    case 'void':
      return ['payments.void.status.accepted'];
    case 'increment':
      return [];
  }
}

function answerTo(entry: LedgerTransaction, ledger: Ledger): EndpointResponse | undefined {
  const root = ledger.find(entry.merchantId, entry.rootId);
  return toTransactionAnswer(entry, root?.kind === 'payment' ? root : undefined);
}

/** The event of a reviewer's decision. CyberSource: webhooks, product `decisionManager`. */
export function caseEventOf(decided: DecisionCase & { readonly decision: CaseDecision }): NotificationEvent {
  const { merchantId, requestId, reference, decision, notes } = decided;
  return {
    merchantId,
    eventType: `risk.casemanagement.decision.${decision.newDecision === 'ACCEPT' ? 'accept' : 'reject'}`,
    at: decision.at,
    data: {
      id: requestId,
      ...(reference !== undefined && {
        referenceNumber: reference,
        clientReferenceInformation: { code: reference },
      }),
      decision: decision.newDecision,
      reviewer: decision.reviewer,
      ...(decision.comments !== undefined && { reviewerComments: decision.comments }),
      notes: notes.map(({ comments, addedBy, time }) => ({ comment: comments, addedBy, time })),
    },
  };
}
