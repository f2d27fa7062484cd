import * as z from 'zod';
import { lazy } from '../../../domain/json/lazy.ts';
import { callers } from '../../../domain/payment/command.ts';
import { declineReasonNames } from '../../../domain/payment/decline-reason.ts';
import { type PaymentState, paymentStates } from '../../../domain/payment/payment-state.ts';
import { moneyBody } from '../../../http/payment-standing.ts';
import { operationNames } from '../../../domain/payment/payment-standing.ts';

const instant = lazy(() => z.string().meta({ format: 'date-time' }));

/** An amount in a new route's JSON. */
export const amount = lazy(() => moneyBody());

/** The states of a payment, as the API's document lists them. */
export const paymentState = lazy(() =>
  z.enum(paymentStates as readonly [PaymentState, ...PaymentState[]]).meta({
    id: 'PaymentState',
    description:
      '`Created`: nothing is authorized. `Authorized`: the amount is held. `PartiallyCaptured`: a part was taken, the rest is held. ' +
      '`Captured`: all that can be taken was. `AuthorizationVoided`: the hold was reversed. `CaptureVoided`: what was taken was voided before its ' +
      'settlement. `Settled`: CyberSource has sent it to the acquirer. `Refunded`: all that was captured was voided or refunded. ' +
      '`AuthorizationVoidFailed`, `RefundFailed`: the last reversal or refund was refused; the sums say what is left.',
  }),
);

/** How an attempt stands: `in-flight` while its call is under way, then the outcome of its result. */
export const attemptOutcome = lazy(() =>
  z.enum(['in-flight', 'approved', 'pending', 'challenge', 'declined', 'refused', 'not-sent', 'unknown']),
);

const attempt = lazy(() =>
  z
    .strictObject({
      at: instant().meta({ description: 'When it was claimed, before CyberSource was called' }),
      completedAt: instant().optional(),
      resolvedAt: instant()
        .optional()
        .meta({ description: 'When the outcome of an unknown attempt was found out' }),
      batchedAt: instant().optional().meta({
        description: 'Date of the batch with which a capture, sale or refund has left for the acquirer',
      }),
      kind: z.enum(['operation', 'internal-failure']).meta({
        description: '`internal-failure`: an error of the extension; `problem` and `correlationId` say which',
      }),
      operation: z.string().meta({
        description: '`sale`: authorized and captured at once',
        examples: ['authorize', 'sale', 'capture', 'void', 'refund'],
      }),
      caller: z.strictObject({
        kind: z.enum(callers).meta({
          description:
            '`external`: another program, as CyberSource’s records show; `unknown`: another instance',
        }),
        person: z.string().optional().meta({ description: 'The user’s name, else the application’s id' }),
      }),
      amount: amount(),
      outcome: attemptOutcome(),
      reportedOutcome: z
        .string()
        .optional()
        .meta({ description: 'What the caller was told, where that was another' }),
      declineReason: z.enum(declineReasonNames).optional(),
      problem: z.string().optional(),
      requestId: z.string().optional().meta({ description: 'CyberSource’s id' }),
      originalRequestId: z.string().optional().meta({ description: 'CyberSource’s id of what it is about' }),
      merchantTransactionId: z.string(),
      attemptNumber: z.int().min(1),
      status: z.string().optional().meta({ description: 'CyberSource’s status' }),
      reason: z.string().optional().meta({ description: 'CyberSource’s reason' }),
      correlationId: z.string().optional(),
    })
    .meta({ id: 'PaymentAttempt' }),
);

/** A payment as `GET /operations/payments` shows it. */
export const payment = lazy(() =>
  z
    .strictObject({
      orderId: z.string(),
      site: z.string(),
      paymentGroupId: z
        .string()
        .optional()
        .meta({ description: 'Absent where only CyberSource knows the payment' }),
      paymentType: z.string().optional(),
      lastDigits: z.string().optional(),
      state: paymentState(),
      isPending: z.boolean().meta({ description: 'Some attempt is in flight, or its outcome is unknown' }),
      authorized: amount(),
      captured: amount(),
      reversed: amount(),
      pending: amount().meta({
        description: 'What captures and reversals whose outcome is not known yet may have used of the hold',
      }),
      available: amount().meta({
        description: 'Still held and free: `authorized` = `captured` + `reversed` + `pending` + `available`',
      }),
      refunded: amount(),
      pendingRefunds: amount(),
      refundable: amount().meta({ description: '`captured` = `refunded` + `pendingRefunds` + `refundable`' }),
      allowed: z
        .array(z.strictObject({ operation: z.enum(operationNames), upTo: amount().optional() }))
        .meta({ description: 'What would be carried out now, and the most that it may be for' }),
      holdExpiresAt: instant()
        .optional()
        .meta({ description: 'When the issuer lets go of what is held; of several holds the first' }),
      next: z
        .strictObject({
          task: z.enum(['resolve-outcome', 'reverse-hold', 'confirm-order', 'give-back']),
          at: instant(),
        })
        .optional()
        .meta({ description: 'What is done next without being asked for' }),
      needsReview: z.boolean().meta({ description: 'It is listed in `/operations/attention`' }),
      attempts: z.array(attempt()).meta({ description: 'Oldest first' }),
    })
    .meta({ id: 'Payment' }),
);
