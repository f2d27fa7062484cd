import type { Instrument } from '../../domain/payment/command.ts';
import { objectIn } from '../../domain/json/json-object.ts';
import type { PaymentType } from '../../domain/settings.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import { isGiven, type Webhook, type WebhookReading } from '../../occ/webhook/webhook.ts';

/**
 * OCC: a wallet is a generic payment; its token is a custom property.
 *
 * @param asksIssuer whether the issuer is asked whether it is the cardholder who pays, where the site wants that.
 */
export function walletWebhook(type: PaymentType, asksIssuer: (webhook: Webhook) => boolean): WebhookReading {
  return {
    arrivesAs: 'generic',
    read: ({ customProperties }) => ({
      instrument: toWallet(type, customProperties.get('paymentToken'), 'body:customProperties.paymentToken'),
    }),
    asksIssuer,
    // The token pays once.
    mayBeScheduled: () => false,
  };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const PAYLOAD_CHARACTERS_MAX = 16_000;

/**
 * The wallet's payment token as an instrument. CyberSource wants base64; storefronts send the wallet's JSON as it is or in
 * base64 already. Only CyberSource can read what is in it.
 *
 * @throws Problem `malformed-request` that names `path`.
 */
export function toWallet(
  wallet: PaymentType,
  token: string | undefined,
  path: string,
): Extract<Instrument, { kind: 'wallet' }> {
  return { kind: 'wallet', wallet, payload: toPayload(token, path) };
}

function toPayload(token: string | undefined, path: string): string {
  const given = token?.trim();
  if (!isGiven(given)) throw malformedField(path, 'is missing: the wallet gave no payment token');
  if (given.length > PAYLOAD_CHARACTERS_MAX) throw malformedField(path, 'is too long for a payment token');
  if (isJsonObject(given)) return Buffer.from(given, 'utf8').toString('base64');
  if (BASE64.test(given) && isJsonObject(Buffer.from(given, 'base64').toString('utf8'))) return given;
  throw malformedField(path, "must be the wallet's payment token, as JSON or in base64");
}

function isJsonObject(text: string): boolean {
  return text.startsWith('{') && objectIn(text) !== undefined;
}
