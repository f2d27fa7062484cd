/** The fields of payer authentication's requests that this sandbox reads; all others pass unread. */
import { z } from 'zod';
import { text } from './scalars.ts';
import { consumerAuthenticationInformation, moneyOf, part, paymentSchema } from './schemas.ts';

const { clientReferenceInformation, processingInformation, paymentInformation, tokenInformation } =
  paymentSchema.shape;

const card = { clientReferenceInformation, processingInformation, paymentInformation, tokenInformation };

/** `POST /risk/v1/authentication-setups`. */
export const setupSchema = z.looseObject(card);

/** `POST /risk/v1/authentications`. */
export const authenticationSchema = z.looseObject({
  ...card,
  orderInformation: moneyOf,
  consumerAuthenticationInformation: consumerAuthenticationInformation.prefault({}),
});

/** `POST /risk/v1/authentication-results`. */
export const resultsSchema = z.looseObject({
  ...card,
  orderInformation: paymentSchema.shape.orderInformation,
  consumerAuthenticationInformation: part({ authenticationTransactionId: text(36, 1) }),
});

export type { ClientReference } from './schemas.ts';
