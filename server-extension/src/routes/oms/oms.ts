import * as z from 'zod';
import { Problem } from '../../domain/problem.ts';
import type { SiteId } from '../../domain/ids.ts';
import { gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import { describeRequest } from '../../log/line-context.ts';
import type { Log } from '../../log/log.ts';
import { textsOf } from '../../occ/response/decline-texts.ts';
import { isSuccess, toResponseCode, toVerdict } from '../../occ/response/response-codes.ts';
import { indefinite, toReason } from '../../occ/response/webhook-response.ts';
import type { ExecutedPayment, ExecutePayment } from '../../payments/execute-payment.ts';
import type { Journal, SettingsFor } from '../../payments/ports/ports.ts';
import { type Call, defineRoute, type Route } from '../../http/define-route.ts';
import { errorBody, toErrorBody } from '../../http/error-body.ts';
import { hasAdminToken } from '../../http/request-authentication.ts';
import { jsonBody } from '../../http/route-body.ts';
import { responseCode, twelveDigits } from '../../occ/response/response-schema.ts';
import {
  aDayBefore,
  type OmsIdentity,
  identityByContent,
  identityOf,
  type OmsOperation,
  omsRequest,
  type OmsRequest,
  requireOmsCommand,
} from './oms-command.ts';
import { toOmsProblem } from './oms-problem.ts';
import { notSupportedOrThrow } from '../payment-webhook/not-supported.ts';
import { completedPaymentFields } from '../payment-webhook/payment-log-fields.ts';
import { sendJson } from '../../http/send.ts';

const KEY = 'must be 1 to 128 letters, digits, dots, colons or hyphens';

export interface OmsDeps {
  readonly settingsFor: SettingsFor;
  readonly journal: Journal;
  readonly executePayment: ExecutePayment;
  readonly now: () => Date;
  readonly log: Log;
}

const idempotencyKey = z.object({
  'idempotency-key': z
    .string(KEY)
    .regex(/^[\w.:-]{1,128}$/, KEY)
    .optional()
    .meta({
      description:
        'The same key and body get the same answer, the same key with another body 409. Without a key an identical request within ' +
        '24 hours gets 409 that shows the first result: send another capture or refund of the same amount with a key of its own, ' +
        'or a capture with another `captureSequenceNumber`.',
    }),
});

const omsAnswer = z
  .strictObject({
    hostTransactionTimestamp: z.string().meta({ format: 'date-time' }),
    amount: twelveDigits,
    hostTransactionId: z.string().optional().meta({ description: 'CyberSource’s id of this operation' }),
    merchantTransactionId: z.string().meta({ description: 'The order id' }),
    responseCode,
    responseReason: z.string().meta({ description: 'CyberSource’s status' }),
    merchantTransactionTimestamp: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'OmsAnswer' });

/** `not-supported`: the payment's method does not declare the operation. */
const verdict = z.enum(['declined', 'refused', 'challenge', 'not-supported']);

const omsRefusal = omsAnswer
  .extend({
    status: z.literal(400),
    message: z
      .string()
      .optional()
      .meta({ description: 'CyberSource’s status and reason, the fields that it names' }),
    code: verdict,
    errorCode: verdict,
  })
  .meta({ id: 'OmsRefusal' });

const repeatedRequest = errorBody
  .extend({ first: z.union([omsAnswer, omsRefusal]).meta({ description: 'The first result' }) })
  .meta({ id: 'OmsRepetition' });

const captured: z.output<typeof omsAnswer> = {
  hostTransactionTimestamp: '2026-01-31T10:22:21Z',
  amount: '000000004250',
  hostTransactionId: '7000000000000000000002',
  merchantTransactionId: 'o30446',
  responseCode: '11000',
  responseReason: 'PENDING',
  merchantTransactionTimestamp: '2026-01-31T10:22:21.412Z',
};

const TEXTS = {
  capture: {
    summary: 'Take money that is held, all of it or a part',
    description:
      'Without `captureSequenceNumber` CyberSource is told the next number of the payment’s captures.',
    success: captured,
    refusal: '12000',
  },
  refund: {
    summary: 'Give money back that was taken',
    description:
      '`transactionId` is the capture’s, the sale’s, or the authorization’s when one of its captures has room.',
    success: { ...captured, responseCode: '3000' },
    refusal: '7000',
  },
} as const;

/** Captures for the merchant's order management. */
export const omsCapture = oms('capture');

/** Refunds for the merchant's order management. */
export const omsRefund = oms('refund');

function oms(operation: OmsOperation): Route<OmsDeps> {
  const { summary, description, success, refusal } = TEXTS[operation];
  return defineRoute({
    method: 'POST',
    path: `/${operation}`,
    operationId: operation,
    summary,
    description,
    caller: 'oms',
    right: 'move-money',
    headers: idempotencyKey,
    body: jsonBody(omsRequest, {
      part: {
        merchantReferenceNumber: 'o30446',
        transactionId: '7000000000000000000001',
        currency: 'USD',
        amount: '000000004250',
      },
    }),
    problems: [
      'conflict',
      'wait-for-result',
      'unprocessable',
      'journal-unavailable',
      'in-progress',
      'not-sent',
      'outcome-unknown',
    ],
    answers: {
      200: { description: 'Carried out', schema: omsAnswer, examples: { carriedOut: success } },
      400: {
        description:
          'CyberSource refused the operation, or the payment’s method does not declare it: the whole answer with response code 12000 or ' +
          '7000, and why. Or fields of the request ' +
          'have to be corrected; then there is no `responseCode`, and nothing was sent.',
        schema: omsRefusal,
        examples: {
          refused: {
            status: 400,
            message: 'INVALID_REQUEST, EXCEEDS_AUTH_AMOUNT',
            code: 'refused',
            errorCode: 'refused',
            ...success,
            responseCode: refusal,
            responseReason: 'INVALID_REQUEST',
          },
        },
      },
      409: {
        description: 'The same request without an `Idempotency-Key` within 24 hours; `first` is its result',
        schema: repeatedRequest,
      },
    },
    nameProblem: (problem, req) => toOmsProblem(operation, problem, hasAdminToken(req)),
    handler: (deps: OmsDeps) => (call) => carryOut(operation, call, deps),
  });
}

type OmsCall = Call<'oms', OmsRequest, undefined, z.output<typeof idempotencyKey>>;

async function carryOut(operation: OmsOperation, call: OmsCall, deps: OmsDeps): Promise<void> {
  const { settingsFor, journal, executePayment, now, log } = deps;
  const { res, body: request } = call;
  const { site, channel } = call.caller;
  const { merchantReferenceNumber: orderId } = request;
  describeRequest({ site, orderId });
  const key = call.headers['idempotency-key'];
  const settings = await settingsFor(site, channel);

  const identity =
    key === undefined
      ? await identityWithin24Hours(operation, site, request, journal, now())
      : identityOf(operation, site, key, (await call.readJson()).bytes);
  const command = requireOmsCommand(operation, request, settings, identity);
  const paid = await executePayment(command, settings).catch(notSupportedOrThrow);
  if (paid instanceof Problem) {
    log('payment.not-supported', { site, channel, orderId, problem: paid.message });
    sendJson(res, 400, toUnsupportedAnswer(operation, request, paid.message, now()));
    return;
  }
  log('payment.completed', { site, channel, orderId, caller: 'oms', ...completedPaymentFields(paid) });

  const { status, body } = requireOmsAnswer(operation, request, paid);
  // Two equal partial captures are legal: without a key one cannot be told from a repeat, so a person decides.
  if (paid.replayed && key === undefined) {
    sendJson(res, 409, { ...toErrorBody(repeated(operation), res.requestId), first: body });
  } else sendJson(res, status, body);
}

/** Yesterday's identity counts while its first request is less than 24 hours old. */
async function identityWithin24Hours(
  operation: OmsOperation,
  site: SiteId,
  request: OmsRequest,
  journal: Pick<Journal, 'find'>,
  at: Date,
): Promise<OmsIdentity> {
  const yesterday = identityByContent(operation, site, request, aDayBefore(at));
  const earlier = await journal.find(yesterday.key);
  const stillCounts = earlier !== undefined && earlier.claimedAt > aDayBefore(at);
  return stillCounts ? yesterday : identityByContent(operation, site, request, at);
}

/** What the payment's method does not declare, in the full body: an OMS that looks at nothing else must not book it as done. */
function toUnsupportedAnswer(
  operation: OmsOperation,
  request: OmsRequest,
  message: string,
  at: Date,
): Readonly<Record<string, unknown>> {
  const now = at.toISOString();
  return {
    status: 400,
    message,
    code: 'not-supported',
    errorCode: 'not-supported',
    hostTransactionTimestamp: now,
    amount: request.amount,
    merchantTransactionId: request.merchantReferenceNumber,
    responseCode: toResponseCode(operation, 'refused'),
    responseReason: 'NOT_SUPPORTED',
    merchantTransactionTimestamp: now,
  };
}

interface OmsAnswer {
  /** 400 for what CyberSource refused: an OMS that looks at nothing else must not book it as done. */
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws Problem `outcome-unknown` or `not-sent`: never a decline for what may have happened. */
function requireOmsAnswer(
  operation: OmsOperation,
  request: OmsRequest,
  { result, at }: ExecutedPayment,
): OmsAnswer {
  const verdict = toVerdict(result, false);
  const responseCode = toResponseCode(operation, verdict);
  if (responseCode === undefined) throw indefinite(result);
  const body = {
    hostTransactionTimestamp: reportOf(result)?.submittedAt ?? at.toISOString(),
    amount: request.amount,
    hostTransactionId: gatewayRefOf(result),
    merchantTransactionId: request.merchantReferenceNumber,
    responseCode,
    responseReason: toReason(result, verdict),
    merchantTransactionTimestamp: at.toISOString(),
  };
  if (isSuccess(responseCode)) return { status: 200, body };
  const message = textsOf(operation, result, undefined)?.developer;
  return { status: 400, body: { status: 400, message, code: verdict, errorCode: verdict, ...body } };
}

function repeated(operation: OmsOperation): Problem {
  const orNumber = operation === 'capture' ? ', or with another captureSequenceNumber' : '';
  return new Problem(
    'conflict',
    `The same request was carried out within the last 24 hours; "first" is its result. If you mean another ${operation} of the same amount, send it with an Idempotency-Key header of its own${orNumber}.`,
  );
}
