import * as z from 'zod';
import { columns } from '../frame/columns.ts';

const money = z.looseObject({ minor: z.number(), currency: z.string() });

/** As `GET /operations/payments` answers; docs/openapi.yaml describes every field. */
export const paymentsAnswer = z.looseObject({
  complete: z.boolean(),
  missing: z.array(z.string()).optional(),
  next: z.string().optional(),
  payments: z.array(
    z.looseObject({
      orderId: z.string(),
      state: z.string(),
      authorized: money.optional(),
      captured: money.optional(),
      refunded: money.optional(),
      attempts: z
        .array(
          z.looseObject({
            at: z.string(),
            kind: z.string().optional(),
            operation: z.string().optional(),
            outcome: z.string().optional(),
            requestId: z.string().optional(),
          }),
        )
        .default([]),
    }),
  ),
});

type PaymentsAnswer = z.output<typeof paymentsAnswer>;

const show = (amount: z.output<typeof money> | undefined): string =>
  amount === undefined ? '–' : `${amount.minor} ${amount.currency}`;

export function showPayments(
  { payments, complete, missing = [] }: PaymentsAnswer,
  withAttempts: boolean,
): string {
  const blocks = payments.map(({ orderId, state, authorized, captured, refunded, attempts }) => {
    const head = `${orderId}  ${state}  authorized ${show(authorized)}, captured ${show(captured)}, refunded ${show(refunded)} (minor units)`;
    const rows = attempts.map(({ at, kind, operation, outcome, requestId }) => [
      '',
      at,
      operation ?? kind ?? '',
      outcome ?? '',
      requestId ?? '',
    ]);
    return withAttempts ? `${head}\n${columns(rows)}` : head;
  });
  return [
    ...(blocks.length === 0 ? ['No payments.'] : blocks),
    ...(complete ? [] : ['Not complete:', ...missing.map((what) => `  ${what}`)]),
  ].join('\n');
}
