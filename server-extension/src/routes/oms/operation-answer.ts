import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import { errorBody } from '../../http/error-body.ts';
import {
  allowedOperations,
  moneyBody,
  paymentStanding,
  toStandingBody,
} from '../../http/payment-standing.ts';
import { indefinite } from '../../occ/response/webhook-response.ts';
import type { Effect } from '../../domain/payment/effect.ts';
import type { ExecutedPayment, ExecutedStep } from '../../payments/execute-payment.ts';
import { lineBody } from './operation-plan.ts';
import { type OperationResult, operationResult, plannedResult, toOperationResult } from './result.ts';

/** What can be wrong with a request that moves money, beside the shape of its body. */
export const OPERATION_PROBLEMS: readonly ProblemCode[] = [
  'conflict',
  'wait-for-result',
  'unprocessable',
  'journal-unavailable',
  'in-progress',
  'not-sent',
  'outcome-unknown',
];

const stepNames = [
  'authorization',
  'sale',
  'capture',
  'refund',
  'reversal',
  'void',
  'increment',
  'reauthorization',
] as const;

/** One call to CyberSource, and how it ended. */
export const executedStep = lazy(() =>
  z
    .strictObject({
      operation: z.enum(stepNames),
      amount: moneyBody(),
      outcome: z.string(),
      requestId: z.string().optional().meta({ description: 'CyberSource’s id of this call' }),
      of: z.string().optional().meta({ description: 'CyberSource’s id of what it refers to' }),
      lines: z.array(lineBody()).optional().meta({ description: 'The lines of the order that it was for' }),
    })
    .meta({ id: 'ExecutedStep' }),
);

/** What an operation answers whose outcome is known. */
export const operationAnswer = lazy(() =>
  z
    .strictObject({
      ...operationResult().shape,
      operation: z.string(),
      orderId: z.string(),
      paymentGroupId: z.string().optional(),
      requestId: z.string().optional().meta({ description: 'CyberSource’s id of the last step' }),
      merchantTransactionId: z.string().meta({ description: 'The extension’s own id of the last step' }),
      at: z.string().meta({ format: 'date-time' }),
      steps: z.array(executedStep()).meta({
        description: 'Every call to CyberSource that the operation has taken, also those before it failed',
      }),
      payment: paymentStanding().optional().meta({ description: 'Where the payment stands now' }),
      allowed: allowedOperations().optional(),
    })
    .meta({ id: 'OperationAnswer' }),
);

/** The same of an operation that was refused, in the shape of errors. */
export const operationRefusal = lazy(() =>
  operationAnswer()
    .extend({
      status: z.literal(400),
      message: z.string(),
      code: z.enum(['declined', 'refused', 'challenge', 'not-supported']),
      errorCode: z.string(),
    })
    .meta({ id: 'OperationRefusal' }),
);

/** An identical request without a key. */
export const repeatedOperation = lazy(() =>
  errorBody()
    .extend({
      first: z.union([operationAnswer(), operationRefusal()]).meta({ description: 'The first result' }),
    })
    .meta({ id: 'OperationRepetition' }),
);

type Answer = Shape<typeof operationAnswer>;

/**
 * What an operation came to.
 *
 * @throws Problem `outcome-unknown` or `not-sent`: never a decline for what may have happened.
 */
export function requireOperationAnswer(
  operation: string,
  paid: ExecutedPayment,
): { readonly status: 200 | 400; readonly body: Answer | Shape<typeof operationRefusal> } {
  const { result, attempt, at, steps, standing } = paid;
  if (result.outcome === 'unknown' || result.outcome === 'not-sent') throw indefinite(result);
  const end = withAdvice(steps.at(-1), toOperationResult(result));
  const body: Answer = {
    ...end,
    operation,
    orderId: attempt.orderId,
    ...present({ paymentGroupId: attempt.paymentGroupId, requestId: gatewayRefOf(result) }),
    merchantTransactionId: attempt.merchantTransactionId,
    at: at.toISOString(),
    steps: steps.map(toStep),
    ...(standing && toStandingBody(standing)),
  };
  const { outcome } = result;
  if (outcome === 'approved' || outcome === 'pending') return { status: 200, body };
  const message = end.errors[0]?.message ?? '';
  return { status: 400, body: { ...body, status: 400, message, code: outcome, errorCode: outcome } };
}

/** A capture that CyberSource can no longer void has been settled, as a rule. */
function withAdvice(last: ExecutedStep | undefined, end: OperationResult): OperationResult {
  if (last?.effect !== 'void-capture') return end;
  const advised = end.errors.map((error) => ({
    ...error,
    message: `${error.message} What was captured and can no longer be voided is settled: refund it instead.`,
  }));
  return { ...end, errors: advised };
}

/** What the payment's method does not declare. */
export function toUnsupportedOperation(message: string): Readonly<Record<string, unknown>> {
  return {
    ...plannedResult,
    state: 'failed',
    errors: [{ code: 'not-supported', message }],
    status: 400,
    message,
    code: 'not-supported',
    errorCode: 'not-supported',
  };
}

/** A call as answers show it. */
export function toStep({ attempt, effect }: ExecutedStep): Shape<typeof executedStep> {
  const { amount, result, original, lines } = attempt;
  const requestId = gatewayRefOf(result);
  return {
    operation: STEP_OF_EFFECT[effect],
    amount,
    outcome: result?.outcome ?? 'in-flight',
    ...present({ requestId, of: original, lines: lines && [...lines] }),
  };
}

/** By the names of a dry run's steps, which are CyberSource's. */
const STEP_OF_EFFECT: Readonly<Record<Effect, (typeof stepNames)[number]>> = {
  authorize: 'authorization',
  sale: 'sale',
  capture: 'capture',
  refund: 'refund',
  reverse: 'reversal',
  'reverse-residual-hold': 'reversal',
  'void-capture': 'void',
  'void-refund': 'void',
  increment: 'increment',
  reauthorize: 'reauthorization',
};

/** For the API's document. */
export function exampleAnswer(operation: string, step: (typeof stepNames)[number]): Answer {
  const usd = (minor: number): Shape<typeof moneyBody> => ({ minor, currency: 'USD' });
  return {
    state: 'completed',
    errors: [],
    warnings: [],
    customAttributes: { approvalCode: '888888' },
    operation,
    orderId: 'o30446',
    requestId: '7000000000000000000002',
    merchantTransactionId: 'V1ABCDEFGHIJKLMNOPQRSTUVWXYZ23',
    at: '2026-01-31T10:22:21.412Z',
    steps: [
      { operation: step, amount: usd(2_000), outcome: 'approved', requestId: '7000000000000000000002' },
    ],
  };
}
