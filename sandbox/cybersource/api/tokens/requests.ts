/** The bodies of TMS's calls: the fields that are read, and those that are kept as they came. CyberSource: TMS, models. */
import { z } from 'zod';
import type { SavedTokenDetails } from '../../model/saved-token.ts';
import { TOKENIZED_CARD_SOURCES } from '../../model/tokenized-card.ts';
import { withMaskedTexts } from '../../values/mask.ts';
import { flag, text, textLike } from '../requests/scalars.ts';

const month = textLike(/^(0[1-9]|1[0-2])$/);
const year = textLike(/^\d{4}$/);
const cardNumber = textLike(/^\d{12,19}$/);
const members = z.record(z.string(), z.unknown());
const named = z.looseObject({ id: text(255, 1) });

const previousTransaction = z
  .looseObject({
    authorizationOptions: z
      .looseObject({
        initiator: z
          .looseObject({
            merchantInitiatedTransaction: z.looseObject({ previousTransactionId: text(15) }).optional(),
          })
          .optional(),
      })
      .optional(),
  })
  .optional();

const account = z.looseObject({
  card: z
    .looseObject({
      number: cardNumber.optional(),
      expirationMonth: month.optional(),
      expirationYear: year.optional(),
      securityCode: textLike(/^\d{3,4}$/).optional(),
    })
    .optional(),
  bankAccount: z
    .looseObject({ number: textLike(/^\d{1,19}$/), routingNumber: textLike(/^\d{1,9}$/) })
    .optional(),
});

/** `POST` and `PATCH` of an instrument identifier, and its enrolment. */
export const identifierBody = account.extend({
  type: z.enum(['enrollable card', 'enrollable token']).optional(),
  processingInformation: previousTransaction,
  billTo: members.optional(),
  issuer: members.optional(),
});

/** `POST` and `PATCH` of a payment instrument. */
export const instrumentBody = z.looseObject({
  default: flag.optional(),
  card: z
    .looseObject({
      expirationMonth: month.optional(),
      expirationYear: year.optional(),
      type: text(20, 1).optional(),
    })
    .optional(),
  billTo: members.nullable().optional(),
  instrumentIdentifier: account.extend({ id: text(32, 1).optional() }).optional(),
  _embedded: z.looseObject({ instrumentIdentifier: account.optional() }).optional(),
});

/** `POST` and `PATCH` of a shipping address. */
export const addressBody = z.looseObject({ default: flag.optional(), shipTo: members.optional() });

/** `POST` and `PATCH` of a customer. */
export const customerBody = z.looseObject({
  objectInformation: members.optional(),
  buyerInformation: members.optional(),
  clientReferenceInformation: members.optional(),
  merchantDefinedInformation: z.array(members).optional(),
  defaultPaymentInstrument: named.optional(),
  defaultShippingAddress: named.optional(),
});

/** `POST /tms/v2/tokenized-cards`. */
export const tokenizedCardBody = z.looseObject({
  source: z.enum(TOKENIZED_CARD_SOURCES),
  accountReferenceId: text(255, 1).optional(),
  createPanInstrumentIdentifier: flag.optional(),
  card: z
    .looseObject({
      number: cardNumber.optional(),
      expirationMonth: month.optional(),
      expirationYear: year.optional(),
      type: text(20, 1).optional(),
    })
    .optional(),
});

/** `POST …/issuer-life-cycle-event-simulations`. */
export const lifeCycleBody = z.looseObject({
  state: z.enum(['ACTIVE', 'SUSPENDED', 'DELETED']).optional(),
  card: z
    .looseObject({
      last4: textLike(/^\d{4}$/).optional(),
      expirationMonth: month.optional(),
      expirationYear: year.optional(),
    })
    .optional(),
  metadata: z
    .looseObject({
      cardArt: z
        .looseObject({ combinedAsset: z.looseObject({ update: flag.optional() }).optional() })
        .optional(),
    })
    .optional(),
});

/** `POST …/payment-credentials`, both versions. */
export const credentialsBody = z.looseObject({
  paymentCredentialType: z.enum(['NETWORK_TOKEN', 'SECURITY_CODE', 'CRYPTOGRAM']).optional(),
  transactionType: z.enum(['ECOM', 'AFT']).optional(),
  clientCorrelationId: text(60, 1).optional(),
});

/** `POST /tms/v2/tokenize`. */
export const tokenizeBody = z.looseObject({
  processingInformation: z.looseObject({
    actionList: z.array(z.enum(['TOKEN_CREATE'])).min(1),
    actionTokenTypes: z
      .array(
        z.enum(['customer', 'paymentInstrument', 'instrumentIdentifier', 'shippingAddress', 'tokenizedCard']),
      )
      .min(1),
  }),
  tokenInformation: z
    .looseObject({
      jti: text(64, 1).optional(),
      transientTokenJwt: text(15_000, 1).optional(),
      customer: z.looseObject({ ...customerBody.shape, id: text(32, 1).optional() }).optional(),
      shippingAddress: addressBody.optional(),
      paymentInstrument: instrumentBody.optional(),
      instrumentIdentifier: z.looseObject({ ...identifierBody.shape, id: text(32, 1).optional() }).optional(),
    })
    .prefault({}),
});

/** `?offset=&limit=`. CyberSource: TMS lists, 20 unless told, 100 at most. */
export const pageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export type InstrumentBody = z.infer<typeof instrumentBody>;
export type IdentifierBody = z.infer<typeof identifierBody>;
export type AccountBody = z.infer<typeof account>;
export type CustomerBody = z.infer<typeof customerBody>;
export type AddressBody = z.infer<typeof addressBody>;

/** The named members of a body as they may be kept; nothing for those that it has not. */
export function detailsOf(
  body: Readonly<Record<string, unknown>>,
  names: readonly string[],
): SavedTokenDetails {
  return Object.fromEntries(
    names
      .filter((name) => body[name] !== undefined)
      .map((name): [string, unknown] => [name, withMaskedTexts(body[name])]),
  );
}
