import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';
import type { PaymentStanding } from '../domain/payment/payment-standing.ts';
import { operationNames } from '../domain/payment/payment-standing.ts';
import { paymentStates } from '../domain/payment/payment-state.ts';

/** An amount in JSON, in minor units of its currency. */
export const moneyBody = lazy(() =>
  z
    .strictObject({
      minor: z.int().min(0).meta({ description: 'In the smallest unit of the currency: 4250 for USD 42.50' }),
      currency: z.string().meta({ description: 'ISO 4217', examples: ['USD'] }),
    })
    .meta({ id: 'Amount' }),
);

/** Where a payment's money is. */
export const paymentStanding = lazy(() =>
  z
    .strictObject({
      state: z.enum(paymentStates),
      pending: z.boolean().meta({ description: 'Something is under way, or its outcome is not known yet' }),
      authorized: moneyBody(),
      captured: moneyBody(),
      refunded: moneyBody(),
      reversed: moneyBody(),
      available: moneyBody().meta({ description: 'Still held, and free to capture or to release' }),
      refundable: moneyBody().meta({ description: 'Captured, and free to refund' }),
      complete: z.boolean().meta({
        description:
          'False where the extension has no database: then CyberSource’s records tell what happened, and they lag by minutes',
      }),
    })
    .meta({ id: 'PaymentStanding' }),
);

/** The operations that would be carried out now. */
export const allowedOperations = lazy(() =>
  z
    .array(z.strictObject({ operation: z.enum(operationNames), upTo: moneyBody().optional() }))
    .meta({ id: 'AllowedOperations' }),
);

interface StandingBody {
  readonly payment: Shape<typeof paymentStanding>;
  readonly allowed: Shape<typeof allowedOperations>;
}

/** The standing of a payment as its JSON. */
export function toStandingBody({ payment, allowed, isComplete }: PaymentStanding): StandingBody {
  const { state, pending, authorized, captured, refunded, reversed, capturable, refundable } = payment;
  return {
    payment: {
      state,
      pending,
      authorized,
      captured,
      refunded,
      reversed,
      available: capturable,
      refundable,
      complete: isComplete,
    },
    allowed: allowed.map(({ operation, upTo }) => ({ operation, ...(upTo && { upTo }) })),
  };
}
