/** What becomes of a payment that could be read: how much is held or taken, and which status says so. */
import type { Trigger } from '../../triggers.ts';
import type { Ids } from '../values/ids.ts';
import { passesLuhn } from '../values/ids.ts';
import { masked } from '../values/mask.ts';
import { toMoney, type LedgerMoney } from '../values/money.ts';
import { toReferences } from '../api/requests/references.ts';
import type { LedgerPaymentRequest } from '../api/requests/schemas.ts';
import { hasExpired, toTrace, type Card } from '../model/card.ts';
import { toChecks } from './checks.ts';
import type { ValidationMode } from './follow-ons.ts';
import { outcomeOn, type DecisiveOutcome } from './match-triggers.ts';
import { refuse, type RequestRefusal } from '../model/refusal.ts';
import type {
  LedgerAuthentication,
  TransactionInitiator,
  LedgerPayment,
  LedgerPaymentStatus,
} from '../model/transaction.ts';

/** Whose payment, with which card, and what the table says about it. */
export interface Authorization {
  readonly ids: Ids;
  readonly merchantId: string;
  readonly at: Date;
  readonly request: LedgerPaymentRequest;
  readonly money: LedgerMoney;
  readonly card: Card;
  readonly initiator: TransactionInitiator | undefined;
  readonly matched: readonly Trigger[];
  readonly rules: ValidationMode;
  readonly authentication?: LedgerAuthentication | undefined;
}

/** The tokens of a saved card that a request names: transaction details show them. */
function toPaidWith({
  customer,
  paymentInstrument,
  instrumentIdentifier,
}: LedgerPaymentRequest['paymentInformation']): Pick<LedgerPayment, 'paidWith'> {
  const named = Object.entries({ customer, paymentInstrument, instrumentIdentifier }).flatMap(
    ([field, token]) => {
      const id = token?.id ?? token?.customerId;
      return id === undefined ? [] : [[field, { id }] as const];
    },
  );
  return named.length === 0 ? {} : { paidWith: Object.fromEntries(named) };
}

/** The payment, a refusal, or CyberSource's own failure (502), of which nothing stays behind. */
export function toPayment(authorization: Authorization): LedgerPayment | RequestRefusal | 'system-error' {
  const { ids, request, money, card, matched, at, initiator, authentication } = authorization;
  const stopped = authentication && stoppedBy(authentication);
  const outcome = stopped ? undefined : toOutcome(authorization);
  if (outcome?.kind === 'system-error') return 'system-error';
  if (outcome?.kind === 'refuse') return refuse(outcome.reason);

  const decision = stopped ?? decide(outcome, money);
  const { clientReferenceInformation: reference, paymentInformation, processingInformation } = request;
  const { capture: saleAsked, commerceIndicator, paymentSolution } = processingInformation;
  const customerId = paymentInformation.customer?.id ?? paymentInformation.customer?.customerId;
  const id = ids.transaction();
  return {
    kind: 'payment',
    id,
    rootId: id,
    merchantId: authorization.merchantId,
    at,
    currency: money.currency,
    reconciliationId: ids.reconciliation(),
    ...toReferences(reference),
    status: decision.status,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    asked: money.minor,
    authorized: decision.authorized,
    saleAsked,
    ...toCapture(authorization, decision),
    card: toTrace(card),
    ...(paymentSolution !== undefined && { paymentSolution }),
    commerceIndicator,
    ...(initiator && { initiator }),
    ...(!isNothingHeld(decision.status) && {
      approvalCode: ids.approvalCode(),
      networkTransactionId: ids.networkTransaction(),
    }),
    ...toChecks(matched, card, processingInformation.actionList),
    ...(processingInformation.actionList.includes('WATCHLIST_SCREENING') && { isScreened: true as const }),
    ...(authentication && { authentication }),
    ...(authentication?.isPaused && { decision: 'PAYERAUTH_INVOKE' as const }),
    billTo: masked(request.orderInformation.billTo ?? {}) as Record<string, unknown>,
    ...(customerId !== undefined && { customerId }),
    ...toPaidWith(paymentInformation),
    followOns: matched.filter(({ on }) => on !== 'payment'),
  };
}

function toOutcome({
  request,
  card,
  matched,
  at,
  rules,
  authentication,
}: Authorization): DecisiveOutcome | undefined {
  if (!passesLuhn(card.number)) return { kind: 'decline', reason: 'INVALID_ACCOUNT' };
  // CyberSource's own samples pay with a network token of 2020.
  const mayBeOld = rules.lenient && card.isNetworkToken === true;
  if (hasExpired(card, at) && !mayBeOld) return { kind: 'decline', reason: 'EXPIRED_CARD' };
  const { actionList, authorizationOptions } = request.processingInformation;
  const ignored = new Set([
    ...(authorizationOptions?.ignoreCvResult ? ['CV_FAILED'] : []),
    ...(authorizationOptions?.ignoreAvsResult ? ['AVS_FAILED'] : []),
    // What the issuer wanted to see, it has seen.
    ...(authentication?.wasChallenged ? ['CUSTOMER_AUTHENTICATION_REQUIRED'] : []),
    ...(actionList.includes('DECISION_SKIP') ? ['DECISION_PROFILE_REVIEW', 'DECISION_PROFILE_REJECT'] : []),
  ]);
  const heeded = matched.filter(({ outcome }) => !('reason' in outcome && ignored.has(outcome.reason)));
  return outcomeOn(heeded, 'payment');
}

/** Whether the issuer was not asked for the money, or said no. */
export const isNothingHeld = (status: LedgerPaymentStatus): boolean =>
  status === 'DECLINED' || status === 'PENDING_AUTHENTICATION' || status === 'AUTHENTICATION_FAILED';

/** A payment whose shopper is not authenticated, or not yet, is not sent to the issuer. */
function stoppedBy({ status }: LedgerAuthentication): Decision | undefined {
  switch (status) {
    case 'AUTHENTICATION_SUCCESSFUL':
      return undefined;
    case 'PENDING_AUTHENTICATION':
      return { status, reason: 'CONSUMER_AUTHENTICATION_REQUIRED', authorized: 0, mayCapture: false };
    case 'AUTHENTICATION_FAILED':
      return { status, reason: 'CONSUMER_AUTHENTICATION_FAILED', authorized: 0, mayCapture: false };
  }
}

interface Decision {
  readonly status: LedgerPaymentStatus;
  readonly reason?: string;
  readonly authorized: number;
  readonly mayCapture: boolean;
}

function decide(outcome: DecisiveOutcome | undefined, money: LedgerMoney): Decision {
  switch (outcome?.kind) {
    case 'decline':
      return { status: 'DECLINED', reason: outcome.reason, authorized: 0, mayCapture: false };
    case 'review':
      return heldBut('AUTHORIZED_PENDING_REVIEW', outcome.reason, money);
    case 'risk-decline':
      return heldBut('AUTHORIZED_RISK_DECLINED', outcome.reason, money);
    case 'partial': {
      const authorized = toMoney(outcome.authorizedUsd, 'USD')?.minor ?? 0;
      return { status: 'PARTIAL_AUTHORIZED', authorized, mayCapture: true };
    }
    case 'refuse':
    case 'system-error':
    case undefined:
      return { status: 'AUTHORIZED', authorized: money.minor, mayCapture: true };
  }
}

function heldBut(status: LedgerPaymentStatus, reason: string, money: LedgerMoney): Decision {
  return { status, reason, authorized: money.minor, mayCapture: false };
}

// The capture half of a sale runs only when nothing speaks against it. When it fails, the hold stays.
function toCapture(
  { request, matched }: Authorization,
  { mayCapture, authorized }: Decision,
): Pick<LedgerPayment, 'captured' | 'captureFailed'> {
  if (!request.processingInformation.capture || !mayCapture) return { captured: 0 };
  const outcome = outcomeOn(matched, 'capture');
  return outcome?.kind === 'refuse'
    ? { captured: 0, captureFailed: outcome.reason }
    : { captured: authorized };
}
