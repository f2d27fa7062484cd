import type { VerificationFailure } from '../../domain/settings.ts';
import { type CyberSourceResponse, invalidFields, reasonOf, textAt } from './answer.ts';
import { lookUp } from './look-up.ts';
import {
  type ByReason,
  DECLINE,
  type Intent,
  type ResponseMeaning,
  REFUSAL,
  REVIEW,
  STATUS,
} from './tables.ts';

/** What was asked, and what the merchant wants done where CyberSource leaves it to the merchant. */
export interface ClassifiedRequest {
  readonly intent: Intent;
  readonly onVerificationFailure: VerificationFailure;
}

/**
 * Classifies an answer by HTTP status, status and reason, never by its message. Total. Only two kinds of answers are
 * final: 201, and 400 with CyberSource's documented body. Any other status, 401, 403, 404, 405 and 429 included, says
 * nothing about this request: a proxy may have delivered it twice and pass on the refusal of the copy, or answer by
 * itself after CyberSource has accepted it.
 */
export function classifyResponse(asked: ClassifiedRequest, answer: CyberSourceResponse): ResponseMeaning {
  switch (answer.httpStatus) {
    case 201:
      return fromStatus(asked, answer);
    case 400:
      return fromRefusal(asked, answer);
    default:
      return 'unknown';
  }
}

function fromRefusal(asked: ClassifiedRequest, answer: CyberSourceResponse): ResponseMeaning {
  return isDuplicate(answer) || isDocumentedRefusal(answer) ? byRefusalReason(asked, answer) : 'unknown';
}

/** CyberSource: HTTP 400 is `{ status: INVALID_REQUEST, reason, … }`; a proxy's own 400 is not. */
export function isDocumentedRefusal(answer: CyberSourceResponse): boolean {
  return textAt(answer, 'status') === 'INVALID_REQUEST' && reasonOf(answer) !== undefined;
}

function fromStatus(asked: ClassifiedRequest, answer: CyberSourceResponse): ResponseMeaning {
  const statuses: Readonly<Record<string, ResponseMeaning | ByReason>> = STATUS[asked.intent];
  const classification = lookUp(statuses, textAt(answer, 'status')) ?? 'unknown';
  if (asked.intent === 'sale' && classification === 'approved' && hasCaptureFailed(answer))
    return 'capture-failed';
  return isByReason(classification) ? BY_REASON[classification](asked, answer) : classification;
}

/** A sale is two steps in one call, and the status speaks of the first. CyberSource: `embeddedActions.CAPTURE`. */
function hasCaptureFailed(answer: CyberSourceResponse): boolean {
  const status = textAt(answer, 'embeddedActions', 'CAPTURE', 'status');
  const reason = textAt(answer, 'embeddedActions', 'CAPTURE', 'reason');
  if (status === undefined) return reason !== undefined;
  return status !== 'PENDING' && status !== 'TRANSMITTED';
}

const BY_REASON: Record<
  ByReason,
  (asked: ClassifiedRequest, answer: CyberSourceResponse) => ResponseMeaning
> = {
  'by-review-reason': byReviewReason,
  'by-decline-reason': (_, answer) => lookUp(DECLINE, reasonOf(answer)) ?? 'declined',
  'by-refusal-reason': byRefusalReason,
};

function byReviewReason(asked: ClassifiedRequest, answer: CyberSourceResponse): ResponseMeaning {
  const reason = reasonOf(answer);
  if (reason === undefined) return 'review';
  const classification = lookUp(REVIEW, reason) ?? 'unknown';
  if (classification === 'referral') return referred(asked);
  return classification === 'by-setting' ? bySetting(asked) : classification;
}

/** The issuer has not approved the payment yet: a merchant who does not want it declined has to call the issuer. */
function referred(asked: ClassifiedRequest): ResponseMeaning {
  const classification = bySetting(asked);
  return classification === 'approved' ? 'review' : classification;
}

/** The address or the security code did not match, and the money is held all the same. */
function bySetting({ intent, onVerificationFailure }: ClassifiedRequest): ResponseMeaning {
  // CyberSource leaves out the capture half of such a sale: nothing was taken that the order could stand on.
  if (intent === 'sale') return 'declined-while-held';
  switch (onVerificationFailure) {
    case 'decline':
      return 'declined-while-held';
    case 'review':
      return 'review';
    case 'accept':
      return 'approved';
  }
}

function byRefusalReason(_: ClassifiedRequest, answer: CyberSourceResponse): ResponseMeaning {
  return isDuplicate(answer) ? 'duplicate' : (lookUp(REFUSAL, reasonOf(answer)) ?? 'unknown');
}

/** A merchant transaction id that was used before gives INVALID_DATA, with no details or with the id's own field. */
export function isDuplicate(answer: CyberSourceResponse): boolean {
  const fields = invalidFields(answer);
  if (fields.some((field) => field.endsWith('clientReferenceInformation.transactionId'))) return true;
  return reasonOf(answer) === 'INVALID_DATA' && fields.length === 0;
}

function isByReason(classification: ResponseMeaning | ByReason): classification is ByReason {
  return Object.hasOwn(BY_REASON, classification);
}
