import * as z from 'zod';
import { OCC_ID } from '../../occ/webhook/body/webhook-body.ts';
import { lazy } from '../../domain/json/lazy.ts';
import { isCurrencyCode } from '../../domain/money/currency.ts';
import type { GatewayRef, OrderId, PaymentGroupId } from '../../domain/ids.ts';
import { type Money, money } from '../../domain/money/money.ts';

const AMOUNT_MAX = 999_999_999_999;

const MINOR = `must be a whole number of 1 to ${AMOUNT_MAX}, in the smallest unit of the currency`;

/** An amount of a request: more than zero. */
export const amountField = lazy(() =>
  z
    .strictObject(
      {
        minor: z.int(MINOR).min(1, MINOR).max(AMOUNT_MAX, MINOR),
        currency: z
          .string('must be an ISO 4217 currency in capitals')
          .refine(isCurrencyCode, 'must be an ISO 4217 currency in capitals'),
      },
      'must be an object with minor and currency',
    )
    .transform(({ minor, currency }): Money => money(minor, currency)),
);

/** OCC's id of an order. */
export const orderIdField = lazy(() =>
  z
    .string('must be the order id')
    .regex(OCC_ID, 'must be the order id')
    .transform((id) => id as OrderId),
);

/** OCC's id of a payment group. */
export const paymentGroupIdField = lazy(() =>
  z
    .string('must be the id of a payment group')
    .regex(/^[\w.:-]{1,128}$/, 'must be the id of a payment group')
    .transform((id) => id as PaymentGroupId),
);

/** CyberSource's id of a payment, capture or refund. */
export const requestIdField = lazy(() =>
  z
    .string('must be an id of CyberSource')
    .regex(/^[\w-]{10,64}$/, 'must be an id of CyberSource')
    .transform((id) => id as GatewayRef),
);

const target = lazy(() => ({
  orderId: orderIdField(),
  paymentGroupId: paymentGroupIdField().optional().meta({
    description: 'Which payment of the order; may be left out where it has one only, or with `requestId`',
  }),
  requestId: requestIdField().optional().meta({
    description:
      'CyberSource’s id of the payment, or of anything that followed on it. That of a capture or refund is meant itself by `/void` and `/reverse`',
  }),
}));

/** The body of `/void` and `/reverse`: without an amount everything is meant. */
export const wholeOrPartBody = lazy(() =>
  z.strictObject({
    ...target(),
    amount: amountField().optional().meta({ description: 'A part; without it everything that is left' }),
  }),
);

/** The body of `/reduce` and `/increment`. */
export const differenceBody = lazy(() =>
  z.strictObject({
    ...target(),
    amount: amountField().meta({ description: 'The difference, not the new total' }),
  }),
);

/** What the bodies of these operations have in common. */
export interface OperationBody {
  readonly orderId: OrderId;
  readonly paymentGroupId?: PaymentGroupId | undefined;
  readonly requestId?: GatewayRef | undefined;
  readonly amount?: Money | undefined;
}
