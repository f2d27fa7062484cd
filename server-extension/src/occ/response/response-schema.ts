import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { channels } from '../../domain/settings.ts';
import { envelopes } from '../webhook/body/transaction-types.ts';
import { TWELVE_DIGITS } from '../webhook/body/occ-amount.ts';

/** OCC: an amount with implied decimals. */
export const twelveDigits = lazy(() =>
  z.string().regex(TWELVE_DIGITS).meta({
    id: 'TwelveDigits',
    description:
      'Minor units of the currency, or hundredths where the site’s `amountConvention` is `two-digits`: `000000004250` for USD 42.50',
  }),
);

/** OCC: response codes of the payment webhook. */
export const responseCode = lazy(() =>
  z.enum(['1000', '2000', '3000', '4000', '6000', '7000', '8000', '9000', '10000', '11000', '12000']).meta({
    id: 'ResponseCode',
    description:
      '1000 authorized, 4000 sold, 10000 payer authentication, 9000 no · 2000 voided, 8000 no · 11000 captured, 12000 no · ' +
      '3000 refunded, 7000 no · 6000 no to a balance inquiry, which cards do not support',
  }),
);

/** OCC: the channel that an order comes through. */
export const channel = lazy(() =>
  z.enum(channels as readonly ['agent', 'preview', 'storefront']).meta({ id: 'Channel' }),
);

const text = lazy(() => z.string().optional());

const additionalProperties = lazy(() =>
  z.record(z.string(), z.string()).meta({
    id: 'AdditionalProperties',
    description:
      'Kept with the payment group. The shopper’s own custom properties, without tokens, seals and card numbers; `paymentStatus`, ' +
      '`authAvsCode`, `authCvResult`, `authTime`; `dmMsg`, CyberSource’s sentence about a no or a review without what it quotes; ' +
      '`dmDecision`; `responseReason` of a wallet payment that is sold at once; `challengeCode` with a challenge that the storefront ' +
      'or the site’s settings asked for; `reviewPending` when Decision Manager has not decided; `scaRequired` when the issuer asks ' +
      'for payer authentication; `warnings` (address or security code not matched, card not saved); after a no, `shopperMessage`, ' +
      '`agentMessage` and `developerMessage`.',
  }),
);

const savedCardProperties = lazy(() =>
  z.strictObject({ customerId: text(), instrumentId: text() }).optional(),
);
const epochMilliseconds = lazy(() => z.string().regex(/^\d+$/).meta({ description: 'Epoch milliseconds' }));
const savedCard = lazy(() =>
  text().meta({ description: 'The saved card: CyberSource’s payment instrument' }),
);
const gatewayId = lazy(() =>
  text().meta({ description: 'OCC’s id of the gateway, as the webhook names it' }),
);
const reason = lazy(() =>
  z.string().meta({
    description: 'CyberSource’s status; with response code 9000 the sentence for the shopper',
  }),
);
const authCode = lazy(() => z.string().meta({ description: 'CyberSource’s status' }));

const cardResult = lazy(() =>
  z
    .strictObject({
      transactionId: z.string(),
      transactionTimestamp: z.string(),
      paymentId: z.string(),
      paymentMethod: z.literal('card'),
      gatewayId: gatewayId(),
      siteId: z.string(),
      amount: twelveDigits(),
      responseCode: responseCode(),
      responseReason: reason(),
      responseDescription: z.string().meta({ description: 'What the shopper reads' }),
      authCode: authCode(),
      hostTransactionId: text().meta({ description: 'CyberSource’s id' }),
      hostTransactionTimestamp: epochMilliseconds(),
      merchantTransactionId: z.string(),
      merchantTransactionTimestamp: epochMilliseconds(),
      token: savedCard(),
      additionalSavedCardProperties: savedCardProperties(),
      additionalProperties: additionalProperties(),
      customPaymentProperties: z
        .array(z.string())
        .optional()
        .meta({ description: 'The additional properties that OCC shows to the storefront' }),
    })
    .meta({ id: 'CardResult' }),
);

/** What a card answer says around its one result. */
const aroundResult = lazy(() => ({
  orderId: z.string(),
  channel: channel(),
  locale: text(),
  transactionType: z.string(),
  currencyCode: z.string(),
  siteId: z.string(),
}));

/** OCC: the answer for `paymentMethod: card`, with one result in an object that is named after the operation. */
export const cardAnswer = lazy(() =>
  z
    .union(envelopes.map((envelope) => z.strictObject({ ...aroundResult(), [envelope]: cardResult() })))
    .meta({ id: 'CardAnswer' }),
);

/** OCC: the flat answer for every payment method but `card`. */
export const flatAnswer = lazy(() =>
  z
    .strictObject({
      orderId: z.string(),
      paymentId: z.string(),
      merchantTransactionId: z.string(),
      merchantTransactionTimestamp: epochMilliseconds(),
      hostTransactionId: text().meta({ description: 'CyberSource’s id' }),
      hostTimestamp: z.string(),
      transactionType: z.string(),
      transactionTimestamp: z.string(),
      paymentMethod: z.string(),
      gatewayId: gatewayId(),
      siteId: z.string(),
      currencyCode: z.string(),
      amount: twelveDigits(),
      channel: channel(),
      locale: text(),
      authCode: authCode(),
      response: z.strictObject({
        success: z.boolean(),
        code: responseCode(),
        reason: reason(),
        description: z.string().meta({ description: 'What the shopper reads' }),
      }),
      token: savedCard(),
      additionalSavedCardProperties: savedCardProperties(),
      additionalProperties: additionalProperties(),
      externalProperties: z
        .array(z.string())
        .optional()
        .meta({ description: 'The additional properties that OCC shows to the storefront' }),
    })
    .meta({ id: 'FlatAnswer' }),
);
