/** The fields of CyberSource's requests that this sandbox reads; all others pass unread. */
import { z } from 'zod';
import { amountParts, purchaseLevel, purchaseParts } from './purchase-schemas.ts';
import { amount, cryptogram, currency, flag, text, textLike, whole } from './scalars.ts';

const clientReferenceInformation = z.looseObject({
  code: text(50).optional(),
  transactionId: text(60, 1).optional(),
  pausedRequestId: text(60, 1).optional(),
  comments: text(255).optional(),
  applicationName: text(255).optional(),
  applicationVersion: text(255).optional(),
  applicationUser: text(255).optional(),
  partner: z.looseObject({ developerId: text(255).optional(), solutionId: text(255).optional() }).optional(),
});

/** Amount and currency, both required. */
export const moneyOf = part({ amountDetails: part({ totalAmount: amount, currency }) });

const billTo = z.looseObject({});

const month = textLike(/^(0?[1-9]|1[0-2])$/).transform((digits) => digits.padStart(2, '0'));
const year = textLike(/^\d{4}$/);
const cardNumber = textLike(/^\d{12,19}$/);
const securityCode = textLike(/^\d{3,4}$/);

const card = z.looseObject({
  number: cardNumber.optional(),
  expirationMonth: month.optional(),
  expirationYear: year.optional(),
  type: text(20).optional(),
  securityCode: securityCode.optional(),
});

const tokenizedCard = z.looseObject({
  // Without a number it only says more about the card beside it, such as its security code.
  number: cardNumber.optional(),
  expirationMonth: month.optional(),
  expirationYear: year.optional(),
  type: text(20).optional(),
  securityCode: securityCode.optional(),
  cryptogram: cryptogram.optional(),
  transactionType: textLike(/^\d$/).optional(),
});

const initiator = z.looseObject({
  type: z.enum(['customer', 'merchant']).optional(),
  credentialStoredOnFile: flag.optional(),
  storedCredentialUsed: flag.optional(),
  merchantInitiatedTransaction: z
    .looseObject({ reason: text(1).optional(), previousTransactionId: text(15).optional() })
    .optional(),
});

const savedToken = z.looseObject({ id: text(255, 1).optional(), customerId: text(255, 1).optional() });

/** What the merchant asks of payer authentication, or brings from one: the sandbox's, or any other. */
export const consumerAuthenticationInformation = z.looseObject({
  referenceId: text(255, 1).optional(),
  returnUrl: z.url({ protocol: /^https?$/ }).optional(),
  deviceChannel: textLike(/^(browser|sdk|3ri)$/i).optional(),
  challengeCode: textLike(/^(0[1-9]|1[0-6])$/).optional(),
  acsWindowSize: textLike(/^0[1-5]$/).optional(),
  authenticationTransactionId: text(36, 1).optional(),
  cavv: cryptogram.optional(),
  ucafAuthenticationData: cryptogram.optional(),
  ucafCollectionIndicator: textLike(/^[0-7]$/).optional(),
  xid: cryptogram.optional(),
  eciRaw: textLike(/^\d{1,2}$/).optional(),
  directoryServerTransactionId: textLike(/^[\w+/=-]{1,36}$/).optional(),
  paSpecificationVersion: textLike(/^\d(\.\d+){0,2}$/).optional(),
});

/**
 * Services that a payment may call for. CyberSource: `processingInformation.actionList`; `DECISION` is the name of Decision
 * Manager's part among the embedded actions, and is taken as well.
 */
export const ACTIONS = [
  'TOKEN_CREATE',
  'DECISION',
  'DECISION_SKIP',
  'CONSUMER_AUTHENTICATION',
  'VALIDATE_CONSUMER_AUTHENTICATION',
  'WATCHLIST_SCREENING',
  'AP_INITIATE',
  'AP_SALE',
  'AP_AUTH',
  'AP_REAUTH',
] as const;

/** `POST /pts/v2/payments` and `POST /pts/v2/credits`. */
export const paymentSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  processingInformation: z
    .looseObject({
      capture: flag.default(false),
      actionList: z.array(z.enum(ACTIONS)).default([]),
      actionTokenTypes: z
        .array(z.enum(['customer', 'paymentInstrument', 'instrumentIdentifier', 'shippingAddress']))
        .default([]),
      commerceIndicator: text(20).default('internet'),
      purchaseLevel,
      paymentSolution: text(20).optional(),
      authorizationOptions: z
        .looseObject({
          ignoreAvsResult: flag.optional(),
          ignoreCvResult: flag.optional(),
          initiator: initiator.optional(),
        })
        .optional(),
    })
    .prefault({}),
  paymentInformation: z
    .looseObject({
      card: card.optional(),
      tokenizedCard: tokenizedCard.optional(),
      fluidData: z.looseObject({ value: text(15_000, 1) }).optional(),
      customer: savedToken.optional(),
      paymentInstrument: savedToken.optional(),
      instrumentIdentifier: savedToken.optional(),
      legacyToken: savedToken.optional(),
    })
    .prefault({}),
  tokenInformation: z
    .looseObject({
      transientTokenJwt: z.string().min(1).optional(),
      jti: z.string().min(1).optional(),
      transientToken: z.string().min(1).optional(),
    })
    .optional(),
  consumerAuthenticationInformation: consumerAuthenticationInformation.optional(),
  orderInformation: part({
    // The validation of a challenge may leave the amount out: it is the one that the issuer was asked about.
    amountDetails: part({ totalAmount: amount.optional(), currency: currency.optional(), ...amountParts }),
    billTo: billTo.optional(),
    shipTo: z.looseObject({}).optional(),
    ...purchaseParts,
  }),
});

/** `PATCH /pts/v2/payments/{id}`. */
export const incrementSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  orderInformation: part({ amountDetails: part({ additionalAmount: amount, currency }) }),
});

/** `POST …/captures`. */
export const captureSchema = z.looseObject({
  clientReferenceInformation: clientReferenceInformation.optional(),
  orderInformation: part({
    amountDetails: part({ totalAmount: amount, currency, ...amountParts }),
    shipTo: z.looseObject({}).optional(),
    ...purchaseParts,
  }),
  processingInformation: z
    .looseObject({
      purchaseLevel,
      captureOptions: z
        .looseObject({
          captureSequenceNumber: whole(1, 99).optional(),
          totalCaptureCount: whole(1, 99).optional(),
          isFinal: flag.optional(),
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
  orderInformation: moneyOf,
});

const reversalInformation = part({
  amountDetails: part({ totalAmount: amount, currency: currency.optional() }),
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

const byTransactionId = part({ ...clientReferenceInformation.shape, transactionId: text(60, 1) });

/** `POST /pts/v2/reversals`: the timeout reversal. */
export const timeoutReversalSchema = z.looseObject({
  clientReferenceInformation: byTransactionId,
  reversalInformation,
});

/** `POST /pts/v2/voids`: the timeout void. */
export const timeoutVoidSchema = z.looseObject({ clientReferenceInformation: byTransactionId });

export type LedgerPaymentRequest = z.infer<typeof paymentSchema>;
export type ClientReference = z.infer<typeof clientReferenceInformation>;

/** An object that is missing is read as an empty one, so that a refusal names the fields that are missing in it. */
export function part<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodPrefault<z.ZodObject<Shape, z.core.$loose>> {
  return z.looseObject(shape).prefault({} as never);
}
