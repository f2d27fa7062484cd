/**
 * Apple Pay. `fluidData.value` is the base64 of `payment.token.paymentData` as JSON. Apple seals `data` for
 * CyberSource; here it is the base64 of what would be sealed, in Apple's own shape. The sandbox has no device to check
 * `signature` against and reads neither it nor the header.
 */
import { z } from 'zod';
import { toCardType, type Card } from '../model/card.ts';
import { parsedBase64 } from './json.ts';

const paymentData = z.looseObject({
  version: z.enum(['EC_v1', 'RSA_v1']),
  data: z.string(),
  signature: z.string().min(1),
  header: z.looseObject({ transactionId: z.string().min(1) }),
});

const sealed = z.looseObject({
  applicationPrimaryAccountNumber: z.string().regex(/^\d{12,19}$/),
  /** YYMMDD */
  applicationExpirationDate: z.string().regex(/^\d{2}(0[1-9]|1[0-2])\d{2}$/),
  paymentDataType: z.literal('3DSecure'),
  paymentData: z.looseObject({ onlinePaymentCryptogram: z.string().min(1) }),
});

/** The card in a payment token; undefined for what Apple would not make. */
export function readApplePay(json: unknown): Card | undefined {
  const outer = paymentData.safeParse(json);
  const inner = sealed.safeParse(parsedBase64(outer.data?.data ?? ''));
  if (!inner.success) return undefined;
  const { applicationPrimaryAccountNumber: number, applicationExpirationDate: expiry } = inner.data;
  return {
    number,
    type: toCardType(number),
    expirationMonth: expiry.slice(2, 4),
    expirationYear: `20${expiry.slice(0, 2)}`,
    isNetworkToken: true,
  };
}
