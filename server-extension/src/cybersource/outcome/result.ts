import type { BillingField } from '../../domain/address/billing-field.ts';
import type { PaymentCommand } from '../../domain/payment/command.ts';
import type { GatewayRef } from '../../domain/ids.ts';
import { isSameMoney, type Money } from '../../domain/money/money.ts';
import type { DeclineReason } from '../../domain/payment/decline-reason.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { present } from '../../domain/present.ts';
import type { VerificationFailure } from '../../domain/settings.ts';
import { accessProblem, accessRefusedBy } from './access.ts';
import { toChallenge } from './challenge.ts';
import { billingFieldOf } from '../requests/required-fields.ts';
import type { TransportResult } from '../client/transport.ts';
import {
  type CyberSourceResponse,
  invalidFields,
  reasonOf,
  transactionIdOf,
  toAnswer,
  toReport,
  toSavedCard,
} from './answer.ts';
import { classifyResponse } from './classify-response.ts';
import { toDeclineReason } from './decline-reasons.ts';
import { toRefusalReason } from './refusal-reasons.ts';
import { responseAmount } from './response-amount.ts';
import type { ResponseMeaning } from './tables.ts';
import { type RequestIntent, toIntent } from './request-intent.ts';
import { toWarnings } from './warnings.ts';

/** What became of the command. Total: whatever came back, or did not, has an outcome. */
export function toPaymentResult(
  command: PaymentCommand,
  reply: TransportResult,
  onVerificationFailure: VerificationFailure = 'decline',
): PaymentResult {
  if (reply.kind === 'silent') return toNoResponseResult(reply);
  return toResult(command, toAnswer(reply), onVerificationFailure);
}

/** What an answer of CyberSource's means. */
export function toResult(
  intent: RequestIntent,
  answer: CyberSourceResponse,
  onVerificationFailure: VerificationFailure,
): PaymentResult {
  const kind = toIntent(intent);
  return RESULT[classifyResponse({ intent: kind, onVerificationFailure }, answer)](intent, answer);
}

/** What is known when nothing came back: whether the request can have reached CyberSource. */
export function toNoResponseResult({
  reached,
  cause,
}: Extract<TransportResult, { kind: 'silent' }>): PaymentResult {
  return reached === 'no'
    ? { outcome: 'not-sent', problem: `CyberSource was not reached (${cause})` }
    : { outcome: 'unknown', problem: `CyberSource did not answer (${cause})` };
}

type ToResult = (intent: RequestIntent, answer: CyberSourceResponse) => PaymentResult;

const RESULT: Record<ResponseMeaning, ToResult> = {
  approved: (intent, answer) => granted(intent, answer, { outcome: 'approved' }),
  review: (intent, answer) => granted(intent, answer, { outcome: 'pending', because: 'review' }),
  settlement: (intent, answer) => granted(intent, answer, { outcome: 'pending', because: 'settlement' }),
  challenge: (_, answer) => withRef(answer, (ref) => challenged(ref, answer)),
  declined: (_, answer) => {
    const ref = transactionIdOf(answer);
    // HTTP 400 refuses a card without an id; a 201 always has one.
    if (ref === undefined && answer.httpStatus === 201) return unknown(answer, 'an answer without id');
    const gateway = toReport(answer);
    return {
      outcome: 'declined',
      declineReason: toDeclineReason(gateway),
      ...present({ ref }),
      holdsMoney: false,
      gateway,
    };
  },
  'declined-while-held': (intent, answer) =>
    withRef(answer, (ref) => declinedWhileHeld(ref, intent, answer, toDeclineReason(toReport(answer)))),
  'partly-held': (intent, answer) =>
    withRef(answer, (ref) =>
      declinedWhileHeld(ref, intent, answer, 'partial-approval', responseAmount(intent, answer)),
    ),
  'capture-failed': (intent, answer) =>
    withRef(answer, (ref) => declinedWhileHeld(ref, intent, answer, 'processor-error')),
  refused: (_, answer) => {
    const toCorrect = fieldsToCorrect(answer);
    return {
      outcome: 'refused',
      problem: refusal(answer),
      refusalReason: toRefusalReason(reasonOf(answer)),
      gateway: toReport(answer),
      ...(toCorrect.length > 0 && { toCorrect }),
    };
  },
  duplicate: (_, answer) => ({
    ...unknown(answer, 'a duplicate: CyberSource has seen this merchant transaction id before'),
    duplicate: true,
  }),
  unknown: (_, answer) => unlisted(answer),
};

function granted(
  intent: RequestIntent,
  answer: CyberSourceResponse,
  outcome: { outcome: 'approved' } | { outcome: 'pending'; because: 'review' | 'settlement' },
): PaymentResult {
  return withRef(answer, (ref) => {
    const amount = responseAmount(intent, answer);
    if (amount === undefined) return unknown(answer, 'an amount that cannot be read');
    if (
      (toIntent(intent) === 'authorization' || intent.type === 'authorize') &&
      !isSameMoney(amount, intent.amount)
    ) {
      const isPart = amount.minor < intent.amount.minor;
      return declinedWhileHeld(ref, intent, answer, isPart ? 'partial-approval' : 'other', amount);
    }
    const savedCard = toSavedCard(answer);
    const warnings = toWarnings(intent, answer);
    return {
      ...outcome,
      ref,
      amount,
      gateway: toReport(answer),
      ...(savedCard && { savedCard }),
      ...(warnings.length > 0 && { warnings }),
    };
  });
}

function challenged(ref: GatewayRef, answer: CyberSourceResponse): PaymentResult {
  const challenge = toChallenge(answer);
  const gateway = toReport(answer);
  // Nothing is held, and there is no page to send the shopper to: authentication has to be begun first.
  if (challenge === undefined)
    return { outcome: 'declined', declineReason: toDeclineReason(gateway), ref, holdsMoney: false, gateway };
  return { outcome: 'challenge', ref, gateway, challenge };
}

function withRef(answer: CyberSourceResponse, then: (ref: GatewayRef) => PaymentResult): PaymentResult {
  const ref = transactionIdOf(answer);
  return ref === undefined ? unknown(answer, 'an answer without id') : then(ref);
}

/** @param held where it is not the amount that was asked for. */
function declinedWhileHeld(
  ref: GatewayRef,
  intent: RequestIntent,
  answer: CyberSourceResponse,
  declineReason: DeclineReason,
  held?: Money,
): PaymentResult {
  // The verification of an account holds nothing, whatever became of it.
  const holdsMoney = intent.amount.minor > 0;
  const isOther = held !== undefined && !isSameMoney(held, intent.amount);
  return {
    outcome: 'declined',
    declineReason,
    ref,
    holdsMoney,
    ...(holdsMoney && isOther && { held }),
    gateway: toReport(answer),
  };
}

/** @param what completes "CyberSource gave …". */
export function unknown(
  answer: CyberSourceResponse,
  what: string,
): Extract<PaymentResult, { outcome: 'unknown' }> {
  return {
    outcome: 'unknown',
    problem: `CyberSource gave ${what} (HTTP ${answer.httpStatus})`,
    gateway: toReport(answer),
  };
}

/** An answer that says nothing about what became of this request, with the likely cause where the status names one. */
export function unlisted(answer: CyberSourceResponse): Extract<PaymentResult, { outcome: 'unknown' }> {
  const accessRefused = accessRefusedBy(answer.httpStatus);
  if (accessRefused !== undefined)
    return { ...unknown(answer, 'no result'), problem: accessProblem(answer.httpStatus), accessRefused };
  return unknown(
    answer,
    answer.body === undefined ? 'an answer that is not JSON' : 'an answer that is not listed',
  );
}

/** What the shopper can put right. Of a refusal for another reason CyberSource names fields, too, that are not at fault. */
function fieldsToCorrect(answer: CyberSourceResponse): readonly BillingField[] {
  const reason = reasonOf(answer);
  if (reason !== 'MISSING_FIELD' && reason !== 'INVALID_DATA') return [];
  const fields = invalidFields(answer).map(billingFieldOf);
  const known = fields.filter((field) => field !== undefined);
  return known.length === fields.length ? known : [];
}

/** What was wrong with the request, for the person who can put it right. */
export function refusal(answer: CyberSourceResponse): string {
  const fields = invalidFields(answer).join(', ');
  const reason = reasonOf(answer) ?? `HTTP ${answer.httpStatus}`;
  return `CyberSource refused the request: ${reason}${fields && ` (${fields})`}`;
}
