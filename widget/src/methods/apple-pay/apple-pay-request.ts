import type { OrderTotal } from '../../payment/checkout.ts';
import { listOf } from '../wallet/list-of.ts';

/** Apple: ApplePayPaymentRequest. Apple takes all decimals of a currency. @param countryCode the merchant's. */
export function toApplePayRequest(
  config: Readonly<Record<string, unknown>>,
  countryCode: string,
  { amount, currency: currencyCode }: OrderTotal,
): object {
  const { applePayDisplayName: shop, applePaySupportedNetworks: networks } = config;
  return {
    countryCode,
    currencyCode,
    supportedNetworks: listOf(networks),
    merchantCapabilities: ['supports3DS'],
    total: { label: typeof shop === 'string' ? shop : '', amount },
  };
}
