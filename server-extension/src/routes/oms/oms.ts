import * as z from 'zod';
import type { OrderId } from '../../domain/ids.ts';
import { isObject } from '../../domain/json/json-object.ts';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import { textsOf } from '../../occ/response/decline-texts.ts';
import { isSuccess, toResponseCode, toVerdict } from '../../occ/response/response-codes.ts';
import { indefinite, toReason } from '../../occ/response/webhook-response.ts';
import type { ExecutedPayment } from '../../payments/execute-payment.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { errorBody } from '../../http/error-body.ts';
import { hasAdminToken } from '../../http/request-authentication.ts';
import { jsonBody } from '../../http/route-body.ts';
import { responseCode, twelveDigits } from '../../occ/response/response-schema.ts';
import {
  contentOf,
  type OmsOperation,
  omsRequest,
  type OmsRequest,
  requireOmsCommand,
} from './oms-command.ts';
import { carryOut, type OmsOperationDeps, type OmsCall } from './carry-out.ts';
import { dryRunQuery, idempotencyKey } from './identity.ts';
import { toOmsProblem } from './oms-problem.ts';
import { executedStep, toStep, OPERATION_PROBLEMS } from './operation-answer.ts';
import { examplePlan, operationPlan, planOf } from './operation-plan.ts';
import { operationResult, toOperationResult } from './result.ts';
import type { PreviewPayment } from '../../payments/preview-payment.ts';

export interface OmsDeps extends OmsOperationDeps {
  readonly previewPayment: PreviewPayment;
}

const omsAnswer = lazy(() =>
  z
    .strictObject({
      hostTransactionTimestamp: z.string().meta({ format: 'date-time' }),
      amount: twelveDigits(),
      hostTransactionId: z.string().optional().meta({ description: 'CyberSource’s id of this operation' }),
      merchantTransactionId: z.string().meta({ description: 'The order id' }),
      responseCode: responseCode(),
      responseReason: z.string().meta({ description: 'CyberSource’s status' }),
      merchantTransactionTimestamp: z.string().meta({ format: 'date-time' }),
      steps: z.array(executedStep()).optional().meta({
        description:
          'Every call to CyberSource, where it took several or the request named a capture or lines',
      }),
      ...operationResult().shape,
    })
    .meta({ id: 'OmsAnswer' }),
);

/** `not-supported`: the payment's method does not declare the operation. */
const verdict = lazy(() => z.enum(['declined', 'refused', 'challenge', 'not-supported']));

const omsRefusal = lazy(() =>
  omsAnswer()
    .extend({
      status: z.literal(400),
      message: z
        .string()
        .optional()
        .meta({ description: 'CyberSource’s status and reason, the fields that it names' }),
      code: verdict(),
      errorCode: verdict(),
    })
    .meta({ id: 'OmsRefusal' }),
);

const repeatedRequest = lazy(() =>
  errorBody()
    .extend({ first: z.union([omsAnswer(), omsRefusal()]).meta({ description: 'The first result' }) })
    .meta({ id: 'OmsRepetition' }),
);

const captured: Shape<typeof omsAnswer> = {
  hostTransactionTimestamp: '2026-01-31T10:22:21Z',
  amount: '000000004250',
  hostTransactionId: '7000000000000000000002',
  merchantTransactionId: 'o30446',
  responseCode: '11000',
  responseReason: 'PENDING',
  merchantTransactionTimestamp: '2026-01-31T10:22:21.412Z',
  state: 'completed',
  errors: [],
  warnings: [],
  customAttributes: { gatewayStatus: 'PENDING' },
};

const TEXTS = {
  capture: {
    summary: 'Take money that is held, all of it or a part',
    description:
      'Without `captureSequenceNumber` CyberSource is told the next number of the payment’s captures. With `lines` it is known what the ' +
      'capture was for: a refund of one of them is taken from it. `isFinal` releases what is still held.',
    success: captured,
    refusal: '12000',
  },
  refund: {
    summary: 'Give money back that was taken',
    description:
      '`transactionId` is the capture’s, the sale’s, or the authorization’s. Of an authorization’s captures the one with room for all of ' +
      'it is taken, else several; with `captureRequestId` that one and no other; with `lines` those that were made for the lines.',
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
    query: dryRunQuery,
    body: jsonBody(omsRequest, {
      part: {
        merchantReferenceNumber: 'o30446',
        transactionId: '7000000000000000000001',
        currency: 'USD',
        amount: '000000004250',
      },
    }),
    problems: OPERATION_PROBLEMS,
    answers: {
      200: {
        description: 'Carried out; or, of a dry run, what would be',
        schema: lazy(() => z.union([omsAnswer(), operationPlan()])),
        examples: { carriedOut: success, planned: examplePlan(operation) },
      },
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
            state: 'failed',
            errors: [
              {
                code: 'exceeds-authorized-amount',
                message: 'CyberSource: HTTP 400, status INVALID_REQUEST, reason EXCEEDS_AUTH_AMOUNT.',
              },
            ],
            customAttributes: { gatewayStatus: 'INVALID_REQUEST', gatewayReason: 'EXCEEDS_AUTH_AMOUNT' },
          },
        },
      },
      409: {
        description: 'The same request without an `Idempotency-Key` within 24 hours; `first` is its result',
        schema: repeatedRequest,
      },
    },
    nameProblem: (problem, req) => toOmsProblem(operation, problem, hasAdminToken(req)),
    handler: (deps: OmsDeps) => async (call) => {
      await requireNoDryRunField(call);
      const { body: request, caller } = call;
      await carryOut(call, deps, {
        operation,
        orderId: request.merchantReferenceNumber as OrderId,
        content: contentOf(request),
        toCommand: (identity, settings) =>
          requireOmsCommand(operation, request, settings, identity, caller.operator),
        toPlan: (command, settings) => planOf(operation, command, settings, deps.previewPayment),
        toAnswer: (paid) => requireOmsAnswer(operation, request, paid),
        toUnsupported: (message) => toUnsupportedAnswer(operation, request, message, deps.now()),
      });
    },
  });
}

/** Other fields that are not known are passed over, as the replaced plugin does. */
async function requireNoDryRunField({ readJson }: OmsCall<OmsRequest>): Promise<void> {
  const { json } = await readJson();
  if (isObject(json) && 'dryRun' in json)
    throw malformedField('body:dryRun', 'belongs into the address: ?dryRun=true');
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
    state: 'failed',
    errors: [{ code: 'not-supported', message }],
    warnings: [],
    customAttributes: {},
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
  { result, at, steps }: ExecutedPayment,
): OmsAnswer {
  const verdict = toVerdict(result, false);
  const responseCode = toResponseCode(operation, verdict);
  if (responseCode === undefined) throw indefinite(result);
  const isAllocated = request.lines !== undefined || request.captureRequestId !== undefined;
  const body = {
    ...toOperationResult(result),
    hostTransactionTimestamp: reportOf(result)?.submittedAt ?? at.toISOString(),
    amount: request.amount,
    hostTransactionId: gatewayRefOf(result),
    merchantTransactionId: request.merchantReferenceNumber,
    responseCode,
    responseReason: toReason(result, verdict),
    merchantTransactionTimestamp: at.toISOString(),
    ...((steps.length > 1 || isAllocated) && { steps: steps.map(toStep) }),
  };
  if (isSuccess(responseCode)) return { status: 200, body };
  const message = textsOf(operation, result, undefined)?.developer;
  return { status: 400, body: { status: 400, message, code: verdict, errorCode: verdict, ...body } };
}
