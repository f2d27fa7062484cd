import type { FollowOn } from '../../domain/payment/command.ts';
import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { toOrderLines } from '../../domain/payment/order-line.ts';
import { PaymentConflict } from '../../domain/payment/payment-conflict.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { PaymentPreview, PreviewPayment } from '../../payments/preview-payment.ts';
import {
  allowedOperations,
  moneyBody,
  paymentStanding,
  toStandingBody,
} from '../../http/payment-standing.ts';
import { operationResult, plannedResult } from './result.ts';

/** Units of a line of the order. */
export const lineBody = lazy(() =>
  z.strictObject({ lineId: z.string(), quantity: z.int() }).meta({ id: 'OrderLine' }),
);

/** One call to CyberSource. */
export const plannedStep = lazy(() =>
  z
    .strictObject({
      operation: z.enum(['capture', 'refund', 'reversal', 'void', 'increment', 'reauthorization']),
      amount: moneyBody(),
      requestId: z.string().meta({
        description:
          'What it refers to. The capture after a re-authorization refers to that, whose id is not known before',
      }),
      captureSequenceNumber: z.int().optional(),
      lines: z
        .array(lineBody())
        .optional()
        .meta({ description: 'The lines of the order that this call is for' }),
    })
    .meta({ id: 'PlannedStep' }),
);

/** What a dry run answers. */
export const operationPlan = lazy(() =>
  z
    .strictObject({
      ...operationResult().shape,
      operation: z.string(),
      orderId: z.string(),
      steps: z
        .array(plannedStep())
        .meta({ description: 'The calls to CyberSource, in this order, if it approves each' }),
      payment: paymentStanding(),
      allowed: allowedOperations(),
    })
    .meta({ id: 'OperationPlan' }),
);

/** See {@link operationPlan}. */
export type OperationPlan = Shape<typeof operationPlan>;

/**
 * What a request would do now.
 *
 * @throws Problem as the request itself would.
 */
export async function planOf(
  operation: string,
  command: FollowOn,
  settings: GatewaySettings,
  previewPayment: PreviewPayment,
): Promise<OperationPlan> {
  const preview = await previewPayment(command, settings);
  return {
    ...plannedResult,
    operation,
    orderId: command.orderId,
    steps: stepsOf(preview).map(toPlannedStep),
    ...toStandingBody(preview.standing),
  };
}

/** Nothing is left to send of a request that has ended. */
function stepsOf({ planned, standing }: PaymentPreview): readonly FollowOn[] {
  switch (planned.kind) {
    case 'steps':
      return planned.steps;
    case 'ended':
      return [];
    case 'wait':
      throw new Problem('in-progress', 'The same request is being carried out. Ask again later.');
    case 'refused':
      throw planned.isFinal
        ? PaymentConflict.forGood(planned.problem, standing)
        : PaymentConflict.forNow(planned.problem, standing);
  }
}

function toPlannedStep(step: FollowOn): Shape<typeof plannedStep> {
  return {
    operation: stepName(step),
    amount: step.amount,
    requestId: step.original,
    ...(step.type === 'capture' &&
      step.sequence !== undefined && { captureSequenceNumber: step.sequence.number }),
    ...('lines' in step && { lines: [...toOrderLines(step.lines)] }),
  };
}

/** What CyberSource calls a step. */
export function stepName(
  step: Pick<FollowOn, 'type'> & { readonly of?: string },
): Shape<typeof plannedStep>['operation'] {
  switch (step.type) {
    case 'reauthorize':
      return 'reauthorization';
    case 'void':
      return step.of === 'authorization' ? 'reversal' : 'void';
    case 'capture':
    case 'refund':
    case 'increment':
      return step.type;
  }
}

/** For the API's document. */
export function examplePlan(operation: string): OperationPlan {
  const usd = (minor: number): Shape<typeof moneyBody> => ({ minor, currency: 'USD' });
  const isCapture = operation === 'capture';
  return {
    ...plannedResult,
    operation,
    orderId: 'o30446',
    steps: [
      {
        operation: isCapture ? 'capture' : 'refund',
        amount: usd(4_250),
        requestId: '7000000000000000000001',
        ...(isCapture && { captureSequenceNumber: 1 }),
      },
    ],
    payment: {
      state: isCapture ? 'Authorized' : 'Captured',
      pending: false,
      authorized: usd(10_000),
      captured: usd(isCapture ? 0 : 10_000),
      refunded: usd(0),
      reversed: usd(0),
      available: usd(isCapture ? 10_000 : 0),
      refundable: usd(isCapture ? 0 : 10_000),
      complete: true,
    },
    allowed: [{ operation: isCapture ? 'capture' : 'refund', upTo: usd(10_000) }],
  };
}
