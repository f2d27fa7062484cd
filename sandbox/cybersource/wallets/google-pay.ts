/**
 * Google Pay. `fluidData.value` is the base64 of `paymentMethodData.tokenizationData.token`, a JSON text whose
 * `signedMessage` is JSON again. Google seals `encryptedMessage` for CyberSource; here it is the base64 of what would
 * be sealed, in Google's own shape. The sandbox has no wallet to check `signature` against and reads neither it nor
 * the keys.
 */
import { z } from 'zod';
import { toCardType, type Card } from '../model/card.ts';
import { parsedBase64, parsedJson } from './json.ts';

const token = z.looseObject({
  protocolVersion: z.enum(['ECv1', 'ECv2', 'ECv2SigningOnly']),
  signature: z.string().min(1),
  signedMessage: z.string(),
});
const signedMessage = z.looseObject({ encryptedMessage: z.string() });

const card = {
  pan: z.string().regex(/^\d{12,19}$/),
  expirationMonth: z.int().min(1).max(12),
  expirationYear: z.int().min(2000).max(2099),
};
const message = z.looseObject({
  /** Milliseconds since 1970, as text. */
  messageExpiration: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  paymentMethod: z.literal('CARD'),
  paymentMethodDetails: z.discriminatedUnion('authMethod', [
    z.looseObject({ authMethod: z.literal('PAN_ONLY'), ...card }),
    z.looseObject({ authMethod: z.literal('CRYPTOGRAM_3DS'), ...card, cryptogram: z.string().min(1) }),
  ]),
});

/** The card in a token; undefined for what Google would not make, and for a message that has expired. */
export function readGooglePay(json: unknown, now: Date): Card | undefined {
  const outer = token.safeParse(json);
  const signed = signedMessage.safeParse(parsedJson(outer.data?.signedMessage ?? ''));
  const inner = message.safeParse(parsedBase64(signed.data?.encryptedMessage ?? ''));
  if (!inner.success) return undefined;
  const { messageExpiration, paymentMethodDetails: details } = inner.data;
  if (messageExpiration !== undefined && Number(messageExpiration) <= now.getTime()) return undefined;
  return {
    number: details.pan,
    type: toCardType(details.pan),
    expirationMonth: String(details.expirationMonth).padStart(2, '0'),
    expirationYear: String(details.expirationYear),
    ...(details.authMethod === 'CRYPTOGRAM_3DS' && { isNetworkToken: true as const }),
  };
}
