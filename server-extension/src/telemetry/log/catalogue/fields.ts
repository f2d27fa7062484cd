/** What a field's value is. */
export type LogFieldType = 'text' | 'number' | 'boolean';

/**
 * Where a value comes from. `us`: words and numbers of this extension, which are never masked as a whole, only searched for
 * card numbers and tokens. `others`: values from requests, from answers of CyberSource, OCC and Apple, and messages of a
 * database; masked unless they are an id, a code or plain words.
 */
export type MadeBy = 'us' | 'others';

/** One field that a line of the log may have. The same name means the same in every event. */
export interface LogFieldDefinition {
  readonly type: LogFieldType;
  readonly madeBy: MadeBy;
  readonly meaning: string;
}

type OfType<Type extends LogFieldType> = LogFieldDefinition & { readonly type: Type };

const ours = <Type extends LogFieldType>(type: Type, meaning: string): OfType<Type> => ({
  type,
  madeBy: 'us',
  meaning,
});
const others = <Type extends LogFieldType>(type: Type, meaning: string): OfType<Type> => ({
  type,
  madeBy: 'others',
  meaning,
});

/**
 * Every field of every event, in the order in which a line has them. A value whose name is not here cannot be written: a
 * token, an address or a header stays out of the log by construction.
 */
export const fields = {
  httpRequestId: ours('text', 'Our id of the HTTP request; `requestId` and `x-request-id` in its answer'),
  traceId: others(
    'text',
    'Trace id (W3C Trace Context): of a request, that of its caller’s `traceparent` header; of background work, one for each run',
  ),
  paymentTraceId: others(
    'text',
    'Trace id of the request that began the payment which a run of background work is about',
  ),
  site: others('text', 'Site id in OCC'),
  channel: others('text', '`storefront`, `agent` or `preview`'),
  orderId: others('text', 'Order id in OCC'),
  paymentGroupId: others('text', 'Payment group of the order in OCC (`paymentId` of the webhook)'),
  savedCardId: others('text', 'OCC’s id of a saved card'),
  transactionType: others('text', 'OCC’s code of the transaction in the webhook, such as `0100`'),
  paymentType: ours('text', 'The payment method, such as `card` or `googlepay`'),
  commandKey: others('text', 'Key of the attempt in the journal'),
  operation: ours(
    'text',
    '`authorize`, `capture`, `void` or `refund`; `undo …` for a timeout reversal or void',
  ),
  caller: ours('text', 'Who asked for the payment, where that is not OCC’s webhook: `oms`'),
  task: ours('text', 'Recovery task: `resolve-outcome`, `reverse-hold`, `confirm-order` or `manual-review`'),
  runs: ours('number', 'How often the recovery task has run, this run included'),
  attemptNumber: ours('number', '1 for the first attempt of a command, 2 when that was certainly not sent'),
  replayed: ours(
    'boolean',
    'The command was delivered before: the answer is the first one’s, nothing was sent',
  ),
  outcome: ours('text', 'How the attempt ended, see below'),
  declineReason: ours('text', 'Why a payment was declined, in our words, such as `insufficient-funds`'),
  lookupResult: ours('text', '`found`, `not-found` or `ambiguous`: whether CyberSource’s records show it'),
  reason: ours('text', 'Why, as one of a few words of ours that the meaning names'),
  problem: ours('text', 'What is wrong and what to do, as a sentence'),
  warnings: ours(
    'text',
    'What went wrong beside it: `address-not-matched`, `security-code-not-matched`, `card-not-saved`',
  ),
  problemCode: ours('text', 'Our name of the error; `code` in the answer'),
  invalidFields: others('text', 'The first wrong fields of the request'),
  setting: ours('text', 'The settings to check, by id'),
  method: others('text', 'HTTP method of the request'),
  route: others('text', 'Path of the request, without its query'),
  httpStatus: ours('number', 'HTTP status of our answer'),
  durationMs: ours('number', 'How long it took, in milliseconds'),
  gatewayHttpStatus: others('number', 'HTTP status of CyberSource’s answer'),
  gatewayStatus: others('text', 'CyberSource’s `status`'),
  gatewayReason: others('text', 'CyberSource’s `reason`'),
  gatewayTransactionId: others('text', 'CyberSource’s id of the transaction (`id`, 22 digits)'),
  merchantTransactionId: ours('text', 'The id under which the attempt was sent to CyberSource'),
  correlationId: others('text', 'CyberSource’s `v-c-correlation-id`, which its support asks for'),
  noResponse: others('text', 'Why no HTTP answer came: the code of a network error, or that the time was up'),
  appleHttpStatus: others('number', 'HTTP status of Apple’s answer'),
  host: others('text', 'The machine that was asked, by name'),
  pageOrigin: others('text', 'Origin of the page that asked'),
  orderOrigin: others('text', 'What OCC’s order says in `originOfOrder`'),
  amount: ours('text', 'Amount of the webhook'),
  orderAmount: ours('text', 'Amount that OCC’s order states for the payment group'),
  otherOrderId: others('text', 'The other order of the same checkout'),
  otherOrderState: ours('text', '`paid` or `checking`'),
  orphans: ours('number', 'Authorizations that no order stands on'),
  recorded: ours('number', 'Attempts that CyberSource’s records show and that the journal did not have'),
  reversed: ours('number', 'Of these, how many were reversed or refunded'),
  failed: ours('number', 'Of these, how many could not be'),
  complete: ours('boolean', 'All records and orders could be read'),
  driftMs: ours('number', 'How many milliseconds our clock is slow; negative when it is fast'),
  notificationId: ours('text', 'Our id of a notification, the same for the same content'),
  eventType: others(
    'text',
    'CyberSource’s name of what a notification is about, such as `tms.networktoken.updated`',
  ),
  note: ours('text', 'What came of it, as a sentence'),
  decision: ours('text', '`ACCEPT` or `REJECT`'),
  source: ours('text', '`operator`, `notification` or `conversion-details`: how a decision was heard of'),
  actor: others(
    'text',
    'Who decided: a user’s name, an application’s id, or the reviewer that CyberSource names',
  ),
  date: ours('text', 'A day in the calendar of the site’s reports: `2026-11-30`'),
  deadline: ours('text', 'When the issuer lets go of a hold'),
  receiver: ours('text', '`webhook` or `e-mail`: whom messages about alerts go to'),
  alerts: ours('text', 'Names of alerts, with commas between them'),
  limit: ours('number', 'How many are allowed'),
  error: ours('text', 'What failed: our sentence, or the class of an unexpected error'),
  cause: others('text', 'What the database said'),
  worker: ours('number', 'Number of the worker, from 1'),
  exitReason: ours('text', 'Exit code or signal with which a process ended'),
  at: ours('text', 'File and line of an unexpected error'),
} as const;

export type LogFieldName = keyof typeof fields;

interface Types {
  readonly text: string;
  readonly number: number;
  readonly boolean: boolean;
}

/** The TypeScript type of a field's value. */
export type LogFieldValue<Name extends LogFieldName> = Types[(typeof fields)[Name]['type']];
