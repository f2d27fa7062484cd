/** The fields of CyberSource's requests that this sandbox reads; all others pass unread. */
import { z } from 'zod';
import { decimalsOf } from '../currencies.ts';
import { AMOUNT } from '../money.ts';

const amount = z.string().regex(AMOUNT);
const currency = z
  .string()
  .transform((code) => code.toUpperCase())
  .refine((code) => decimalsOf(code) !== undefined);

const clientReferenceInformation = z.looseObject({
  code: z.string().max(50).optional(),
  transactionId: z.string().min(1).max(60).optional(),
  pausedRequestId: z.string().min(1).max(60).optional(),
  comments: z.string().max(255).optional(),
  applicationName: z.string().optional(),
  applicationVersion: z.string().optional(),
  applicationUser: z.string().optional(),
  partner: z
    .looseObject({ developerId: z.string().optional(), solutionId: z.string().optional() })
    .optional(),
});

const orderInformation = z.looseObject({
  amountDetails: z.looseObject({ totalAmount: amount, currency }),
  billTo: z.looseObject({}).optional(),
});

const month = z.string().regex(/^(0?[1-9]|1[0-2])$/);
const year = z.string().regex(/^\d{4}$/);
const cardNumber = z.string().regex(/^\d{12,19}$/);
const securityCode = z.string().regex(/^\d{3,4}$/);

const card = z.looseObject({
  number: cardNumber.optional(),
  expirationMonth: month.optional(),
  expirationYear: year.optional(),
  type: z.string().optional(),
  securityCode: securityCode.optional(),
});

const tokenizedCard = z.looseObject({
  number: cardNumber,
  expirationMonth: month,
  expirationYear: year,
  type: z.string().optional(),
  cryptogram: z.string().min(1).optional(),
  transactionType: z.enum(['1', '2', '3']).optional(),
});

const initiator = z.looseObject({
  type: z.enum(['customer', 'merchant']).optional(),
  credentialStoredOnFile: z.boolean().optional(),
  storedCredentialUsed: z.boolean().optional(),
  merchantInitiatedTransaction: z
    .looseObject({
      reason: z.string().max(1).optional(),
      previousTransactionId: z.string().max(15).optional(),
    })
    .optional(),
});

const savedToken = z.looseObject({ id: z.string().min(1).optional(), customerId: z.string().optional() });

/** What the merchant asks of payer authentication, or brings from one. */
export const consumerAuthenticationInformation = z.looseObject({
  referenceId: z.string().min(1).max(255).optional(),
  returnUrl: z.url({ protocol: /^https?$/ }).optional(),
  deviceChannel: z.enum(['Browser', 'BROWSER', 'SDK', '3RI']).optional(),
  challengeCode: z
    .string()
    .regex(/^0[1-9]|1[0-6]$/)
    .optional(),
  acsWindowSize: z.enum(['01', '02', '03', '04', '05']).optional(),
  authenticationTransactionId: z.string().min(1).max(36).optional(),
  cavv: z.string().min(1).optional(),
  ucafAuthenticationData: z.string().min(1).optional(),
});

/** `POST /pts/v2/payments` and `POST /pts/v2/credits`. */
export const paymentSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  processingInformation: z
    .looseObject({
      capture: z.boolean().default(false),
      actionList: z.array(z.string()).default([]),
      actionTokenTypes: z.array(z.string()).default([]),
      commerceIndicator: z.string().max(20).default('internet'),
      paymentSolution: z.string().max(20).optional(),
      authorizationOptions: z
        .looseObject({
          ignoreAvsResult: z.boolean().optional(),
          ignoreCvResult: z.boolean().optional(),
          initiator: initiator.optional(),
        })
        .optional(),
    })
    .prefault({}),
  paymentInformation: z
    .looseObject({
      card: card.optional(),
      tokenizedCard: tokenizedCard.optional(),
      fluidData: z.looseObject({ value: z.string().min(1).max(15_000) }).optional(),
      customer: savedToken.optional(),
      paymentInstrument: savedToken.optional(),
      instrumentIdentifier: savedToken.optional(),
    })
    .prefault({}),
  tokenInformation: z
    .looseObject({ transientTokenJwt: z.string().min(1).optional(), jti: z.string().min(1).optional() })
    .optional(),
  consumerAuthenticationInformation: consumerAuthenticationInformation.optional(),
  orderInformation,
});

/** `PATCH /pts/v2/payments/{id}`. */
export const incrementSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  orderInformation: z.looseObject({
    amountDetails: z.looseObject({ additionalAmount: amount, currency }),
  }),
});

/** `POST …/captures`. */
export const captureSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  orderInformation,
  processingInformation: z
    .looseObject({
      captureOptions: z
        .looseObject({
          captureSequenceNumber: z.int().min(1).max(99).optional(),
          totalCaptureCount: z.int().min(1).max(99).optional(),
          isFinal: z.boolean().optional(),
        })
        .refine(
          ({ captureSequenceNumber: n, totalCaptureCount: of }) =>
            n === undefined || of === undefined || n <= of,
        )
        .optional(),
    })
    .optional(),
});

/** `POST …/refunds`. */
export const refundSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  orderInformation,
});

const reversalInformation = z.looseObject({
  amountDetails: z.looseObject({ totalAmount: amount, currency: currency.optional() }),
});

/** `POST /pts/v2/payments/{id}/reversals`. */
export const reversalSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  reversalInformation,
});

/** `POST …/voids`. */
export const voidSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
});

const byTransactionId = clientReferenceInformation.extend({ transactionId: z.string().min(1).max(60) });

/** `POST /pts/v2/reversals`: the timeout reversal. */
export const timeoutReversalSchema = z.looseObject({
  clientReferenceInformation: byTransactionId,
  reversalInformation,
});

/** `POST /pts/v2/voids`: the timeout void. */
export const timeoutVoidSchema = z.looseObject({ clientReferenceInformation: byTransactionId });

export type PaymentRequest = z.infer<typeof paymentSchema>;
export type ClientReference = z.infer<typeof clientReferenceInformation>;
