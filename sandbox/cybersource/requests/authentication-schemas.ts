/** The fields of payer authentication's requests that this sandbox reads; all others pass unread. */
import { z } from 'zod';
import { consumerAuthenticationInformation, paymentSchema } from './schemas.ts';

const { clientReferenceInformation, processingInformation, paymentInformation, orderInformation } =
  paymentSchema.shape;

/** A transient token is named by its id here, and the field has a name of its own. */
const tokenInformation = z
  .looseObject({
    transientToken: z.string().min(1).optional(),
    transientTokenJwt: z.string().min(1).optional(),
    jti: z.string().min(1).optional(),
  })
  .transform(({ transientToken, transientTokenJwt, jti = transientToken }) => ({ transientTokenJwt, jti }))
  .optional();

const card = { clientReferenceInformation, processingInformation, paymentInformation, tokenInformation };

/** `POST /risk/v1/authentication-setups`. */
export const setupSchema = z.looseObject(card);

/** `POST /risk/v1/authentications`. */
export const authenticationSchema = z.looseObject({
  ...card,
  orderInformation,
  consumerAuthenticationInformation: consumerAuthenticationInformation.prefault({}),
});

/** `POST /risk/v1/authentication-results`. */
export const resultsSchema = z.looseObject({
  ...card,
  orderInformation: orderInformation.optional(),
  consumerAuthenticationInformation: z.looseObject({ authenticationTransactionId: z.string().min(1) }),
});

export type { ClientReference } from './schemas.ts';
