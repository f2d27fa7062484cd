import {
  declineReasonNames,
  declineReasons,
} from '../../../server-extension/src/domain/payment/decline-reason.ts';
import { Problem, problemCodes, statusOf } from '../../../server-extension/src/domain/problem.ts';
import { PROBLEM_MEANINGS } from '../../../server-extension/src/http/route-problems.ts';
import { responseCode } from '../../../server-extension/src/occ/response/response-schema.ts';
import { COMMAND_PROBLEMS } from '../commands/frame/command-problems.ts';
import { PROBLEM_REMEDIES } from './problem-remedies.ts';
import { SAME_CARD } from './tables/decline-reasons-table.ts';
import { code, markdownTable } from './tables/markdown.ts';
import { sentence } from './tables/sentence.ts';

/** OCC: response codes of the payment webhook, as the extension uses them. */
const RESPONSE_CODES: Readonly<Record<ReturnType<typeof responseCode>['options'][number], string>> = {
  '1000': 'Authorized: the amount is held, or waits for a review.',
  '2000': 'Voided: nothing is held any more, or nothing will be charged.',
  '3000': 'Refunded.',
  '4000': 'Sold: authorized and captured at once.',
  '6000': 'No balance: cards do not support the inquiry.',
  '7000': 'Not refunded; `responseReason` says why.',
  '8000': 'Not voided; `responseReason` says why.',
  '9000': 'Declined, or certainly not paid; the text for the shopper is in the answer.',
  '10000':
    'The issuer asks for a confirmation (3-D Secure): the checkout shows the challenge and pays again.',
  '11000': 'Captured: the money moves with the next settlement.',
  '12000': 'Not captured; `responseReason` says why.',
};

/** `docs/errors.md`: every published code with an anchor of its own, where messages, answers and the doctor lead. */
export function errorsPage(): string {
  return [
    '# Errors',
    'Every code that the extension and its command line give out: what it means and what to do. Generated from the code by ' +
      '`npm run docs`. Answers of the API and of commands name the place here in `link`.',
    '## Of the API',
    'The field `code` of an answer, and `problemCode` in the log. An answer with `Retry-After` may be asked again after that many seconds, ' +
      'with the same body and the same `Idempotency-Key`: it is not carried out twice.',
    ...problemCodes.flatMap((each) => {
      const { retryAfter } = new Problem(each, '');
      const again = retryAfter === undefined ? '' : ` · \`Retry-After\`: ${retryAfter} s`;
      return [
        `### \`${each}\``,
        `HTTP ${statusOf(each)}${again}`,
        sentence(PROBLEM_MEANINGS[each]),
        `**What to do:** ${PROBLEM_REMEDIES[each]}`,
      ];
    }),
    '### Names of the replaced plugin',
    'On `/capture` and `/refund` the field `errorCode` has the names that CyberSource’s plugin 25.2.1 gives: `CAPTURE_AUTH_REQUIRED`, ' +
      '`CAPTURE_AUTH_INVALID`, `CAPTURE_INVALID_CONTEXT`, `CAPTURE_INVALID_TRANSACTION_ID`, `CAPTURE_INVALID_AMOUNT`, and the same with ' +
      '`REFUND_`. `code` beside it is one of the above.',
    '## Response codes for Commerce Cloud',
    'The field `responseCode` of the answer to a payment webhook, and of captures and refunds. A capture, void or refund whose end is not ' +
      'known has none: it is answered with [`outcome-unknown`](#outcome-unknown).',
    markdownTable(
      ['Code', 'Meaning'],
      responseCode()
        .options.toSorted((a, b) => Number(a) - Number(b))
        .map((each) => [`<a id="response-${each}"></a>${code(each)}`, RESPONSE_CODES[each]]),
    ),
    '## Why a payment was declined',
    'The field `declineReason` of the log, the journal and the metrics. What of CyberSource’s each is read from: ' +
      '[the operators’ guide](operators.md#why-a-payment-was-declined).',
    ...declineReasonNames.flatMap((each) => {
      const { meaning, sameCard } = declineReasons[each];
      return [`### Declined: \`${each}\``, meaning, `**The same card again:** ${SAME_CARD[sameCard]}.`];
    }),
    '## Of commands',
    'The field `error.code` of `--json`. How commands end: [exit codes](commands.md#exit-codes).',
    ...Object.entries(COMMAND_PROBLEMS).flatMap(([each, { meaning, remedy }]) => [
      `### Command: \`${each}\``,
      meaning,
      `**What to do:** ${remedy}`,
    ]),
    'What the doctor names: [the administrators’ guide](administrators.md#what-the-doctor-looks-at).',
  ].join('\n\n');
}
