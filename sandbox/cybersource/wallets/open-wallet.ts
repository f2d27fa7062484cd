/** Which wallet a payload comes from, and the card in it (CyberSource: Apple Pay, Google Pay). */
import type { Card } from '../model/card.ts';
import { readApplePay } from './apple-pay.ts';
import { readGooglePay } from './google-pay.ts';
import { parsedBase64 } from './json.ts';

const READERS: Readonly<Partial<Record<string, (json: unknown, now: Date) => Card | undefined>>> = {
  '001': readApplePay,
  '012': readGooglePay,
};

/** Whether payloads of this wallet can be opened. */
export const isKnownWallet = (paymentSolution: string): boolean => paymentSolution in READERS;

/** The card in `fluidData.value`, or undefined for what the wallet could not have made. */
export function openWallet(paymentSolution: string, value: string, now: Date): Card | undefined {
  return READERS[paymentSolution]?.(parsedBase64(value), now);
}

/**
 * What stands for a payload that a real wallet sealed for CyberSource, which the sandbox cannot open: a Visa test card.
 * Undefined for what no wallet could have made.
 */
export function sealedElsewhere(value: string): Card | undefined {
  const payload = parsedBase64(value);
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  return {
    number: '4111111111111111',
    type: '001',
    expirationMonth: '12',
    expirationYear: '2035',
    isNetworkToken: true,
  };
}
