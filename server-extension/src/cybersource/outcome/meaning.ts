import { type Answer, invalidFields, reasonOf, textAt } from './answer.ts';
import {
  type ByReason,
  DECLINE,
  HTTP,
  type Intent,
  type Meaning,
  REFUSAL,
  REVIEW,
  STATUS,
} from './tables.ts';

/** Classifies an answer by HTTP status, status and reason, never by its message. Total. */
export function toMeaning(intent: Intent, answer: Answer): Meaning {
  switch (answer.httpStatus) {
    case 201:
      return fromStatus(intent, answer);
    case 400:
      return byRefusalReason(answer);
    default:
      return lookUp(HTTP, String(answer.httpStatus)) ?? 'unknown';
  }
}

function fromStatus(intent: Intent, answer: Answer): Meaning {
  const meaning = lookUp(STATUS[intent], textAt(answer, 'status')) ?? 'unknown';
  if (intent === 'sale' && meaning === 'approved' && hasCaptureFailed(answer)) return 'declined-while-held';
  return isByReason(meaning) ? BY_REASON[meaning](answer) : meaning;
}

/** A sale is two steps in one call, and the status speaks of the first. CyberSource: `embeddedActions.CAPTURE`. */
function hasCaptureFailed(answer: Answer): boolean {
  const status = textAt(answer, 'embeddedActions', 'CAPTURE', 'status');
  const reason = textAt(answer, 'embeddedActions', 'CAPTURE', 'reason');
  if (status === undefined) return reason !== undefined;
  return status !== 'PENDING' && status !== 'TRANSMITTED';
}

const BY_REASON: Record<ByReason, (answer: Answer) => Meaning> = {
  'by-review-reason': (answer) => {
    const reason = reasonOf(answer);
    return reason === undefined ? 'review' : (lookUp(REVIEW, reason) ?? 'unknown');
  },
  'by-decline-reason': (answer) => lookUp(DECLINE, reasonOf(answer)) ?? 'declined',
  'by-refusal-reason': byRefusalReason,
};

function byRefusalReason(answer: Answer): Meaning {
  return isDuplicate(answer) ? 'duplicate' : (lookUp(REFUSAL, reasonOf(answer)) ?? 'unknown');
}

/** A merchant transaction id that was used before gives INVALID_DATA, with no details or with the id's own field. */
function isDuplicate(answer: Answer): boolean {
  const fields = invalidFields(answer);
  if (fields.some((field) => field.endsWith('clientReferenceInformation.transactionId'))) return true;
  return reasonOf(answer) === 'INVALID_DATA' && fields.length === 0;
}

function isByReason(meaning: Meaning | ByReason): meaning is ByReason {
  return Object.hasOwn(BY_REASON, meaning);
}

function lookUp<Row>(table: Readonly<Record<string, Row>>, name: string | undefined): Row | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
