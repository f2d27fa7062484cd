import type { PaymentReason } from '../outcome/vocabulary.ts';
import type { CyberSourceResponse } from '../outcome/answer.ts';
import type { Intent } from '../outcome/tables.ts';
import { type TransactionOutcome, toEnding } from './reason-codes.ts';
import type { ApplicationResult, TransactionDetails } from './transaction.ts';

/** CyberSource: names of the services in transaction details. A sale is an authorization and a capture in one transaction. */
export const APPLICATION: Readonly<Record<Intent, string>> = {
  authorization: 'ics_auth',
  sale: 'ics_auth',
  increment: 'ics_auth',
  capture: 'ics_bill',
  reversal: 'ics_auth_reversal',
  void: 'ics_void',
  refund: 'ics_credit',
};

/** Decision Manager's part of a payment. */
const DECISION = 'ics_decision';

/** The status of an approval. */
const DONE: Readonly<Record<Intent, string>> = {
  authorization: 'AUTHORIZED',
  sale: 'AUTHORIZED',
  increment: 'AUTHORIZED',
  capture: 'PENDING',
  reversal: 'REVERSED',
  void: 'VOIDED',
  refund: 'PENDING',
};

/** The service of a transaction, by its name. */
export function applicationOf(
  { applications }: Pick<TransactionDetails, 'applications'>,
  name: string,
): ApplicationResult | undefined {
  return applications.find((application) => application.name === name);
}

/**
 * The answer that CyberSource gave at the time, made again from its records: so one set of tables says what both mean.
 *
 * @returns undefined when the records do not say clearly how it ended.
 */
export function toOriginalAnswer(
  intent: Intent,
  details: TransactionDetails,
): CyberSourceResponse | undefined {
  const application = applicationOf(details, APPLICATION[intent]);
  const words = application && toWords(intent, toEnding(application), toEnding(details.overall));
  if (application === undefined || words === undefined) return undefined;
  const { body } = details;
  return {
    httpStatus: 201,
    body: {
      ...body,
      submitTimeUtc: body['submitTimeUtc'] ?? body['submitTimeUTC'],
      status: words.status,
      errorInformation: { reason: words.reason, message: messageOf(words, application, details) },
      ...(intent === 'sale' && { embeddedActions: { CAPTURE: { status: toCaptureStatus(details) } } }),
    },
  };
}

/** CyberSource's sentence about a decline or refusal; Decision Manager's where the issuer had approved. An approval has none. */
function messageOf(
  { reason }: Words,
  application: ApplicationResult,
  details: TransactionDetails,
): string | undefined {
  if (reason === undefined) return undefined;
  const isDecision = toEnding(application).kind === 'done';
  return (isDecision ? applicationOf(details, DECISION) : application)?.message;
}

interface Words {
  readonly status: string;
  readonly reason?: PaymentReason | undefined;
}

function toWords(intent: Intent, ending: TransactionOutcome, overall: TransactionOutcome): Words | undefined {
  const isPayment = intent === 'authorization' || intent === 'sale';
  switch (ending.kind) {
    case 'done':
      // Decision Manager has its say after the issuer.
      return isPayment && overall.kind === 'held' ? held(overall.reason) : { status: DONE[intent] };
    case 'done-in-part':
      return isPayment ? { status: 'PARTIAL_AUTHORIZED' } : undefined;
    case 'held':
      return isPayment ? held(ending.reason) : { status: 'DECLINED', reason: ending.reason };
    case 'declined':
      return { status: 'DECLINED', reason: ending.reason };
    case 'refused':
    case 'unclear':
      return undefined;
  }
}

function held(reason: PaymentReason): Words {
  const isRejected = reason === 'DECISION_PROFILE_REJECT';
  return { status: isRejected ? 'AUTHORIZED_RISK_DECLINED' : 'AUTHORIZED_PENDING_REVIEW', reason };
}

/** A sale whose capture is not in the records, or failed, has captured nothing. */
function toCaptureStatus(details: TransactionDetails): string {
  const capture = applicationOf(details, APPLICATION.capture);
  return capture !== undefined && toEnding(capture).kind === 'done' ? 'PENDING' : 'FAILED';
}
