import type { Initiation, Instrument } from '../../domain/payment/command.ts';
import type { PaymentType } from '../../domain/settings.ts';
import { malformedField } from './required-shape.ts';
import { toSavedCard } from '../cards/saved-card.ts';
import { isGiven, type Webhook } from './webhook.ts';

/**
 * What stands for the card: a wallet's payload, a saved card's ids (and the token that the card fields made of its
 * security code, where the shopper has typed one for this payment), or the token that they made of a new card.
 *
 * @throws Problem `malformed-request` when it is missing.
 */
export function requireInstrument(
  webhook: Webhook,
  paymentType: PaymentType,
  initiation: Initiation,
): Instrument {
  if (paymentType !== 'card')
    return { kind: 'wallet', wallet: paymentType, payload: requireWalletPayload(webhook) };
  const jwt = webhook.customProperties.get('transientTokenJwt');
  if (namesSavedCard(webhook)) {
    const isTyped = isGiven(jwt) && initiation.by !== 'merchant';
    return { ...savedCard(webhook), ...(isTyped && { securityCodeToken: jwt }) };
  }
  if (!isGiven(jwt)) {
    throw malformedField(
      'body:customProperties.transientTokenJwt',
      'is missing: pay with the payment widget or a saved card',
    );
  }
  return { kind: 'transient-token', jwt, save: webhook.cardDetails?.saveCard === true };
}

/** OCC: `cardDetails.token`, the card that the shopper picked among those that OCC keeps. */
export function namesSavedCard({ cardDetails }: Webhook): boolean {
  return isGiven(cardDetails?.token);
}

function savedCard({ cardDetails }: Webhook): Extract<Instrument, { kind: 'saved-card' }> {
  const saved = cardDetails?.additionalSavedCardProperties;
  return toSavedCard({
    token: cardDetails?.token ?? '',
    instrumentId: saved?.instrumentId,
    customerId: saved?.customerId,
    expiryMonth: cardDetails?.expirationMonth,
    expiryYear: cardDetails?.expirationYear,
    type: cardDetails?.type,
  });
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MAX_PAYLOAD_CHARACTERS = 16_000;

function requireWalletPayload({ customProperties }: Webhook): string {
  return toWalletPayload(customProperties.get('paymentToken'), 'body:customProperties.paymentToken');
}

/**
 * CyberSource wants base64; storefronts send the wallet's JSON as it is or in base64 already. Only CyberSource can read
 * what is in it.
 *
 * @throws Problem `malformed-request` that names `path`.
 */
export function toWalletPayload(token: string | undefined, path: string): string {
  const given = token?.trim();
  if (!isGiven(given)) throw malformedField(path, 'is missing: the wallet gave no payment token');
  if (given.length > MAX_PAYLOAD_CHARACTERS) throw malformedField(path, 'is too long for a payment token');
  if (isJsonObject(given)) return Buffer.from(given, 'utf8').toString('base64');
  if (BASE64.test(given) && isJsonObject(Buffer.from(given, 'base64').toString('utf8'))) return given;
  throw malformedField(path, "must be the wallet's payment token, as JSON or in base64");
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
