import type { OrderTotal } from '../../payment/checkout.ts';
import { listOf } from '../wallet/list-of.ts';
import { toGooglePrice } from './google-price.ts';

type Config = Readonly<Record<string, unknown>>;

/** Google: PaymentDataRequest, without what the sheet shows. */
export function toReadyRequest(config: Config): object {
  return {
    apiVersion: 2,
    apiVersionMinor: 0,
    merchantInfo: {
      merchantId: config['googlePayMerchantId'],
      merchantName: config['googlePayMerchantName'],
    },
    allowedPaymentMethods: [
      {
        type: 'CARD',
        parameters: {
          allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'],
          allowedCardNetworks: listOf(config['googlePaySupportedNetworks']),
          assuranceDetailsRequired: true,
        },
        tokenizationSpecification: {
          type: 'PAYMENT_GATEWAY',
          parameters: {
            gateway: config['googlePayGateway'],
            gatewayMerchantId: config['googlePayGatewayMerchantId'],
          },
        },
      },
    ],
  };
}

/** Google: PaymentDataRequest. @param country the merchant's. */
export function toPaymentRequest(config: Config, country: string, { amount, currency }: OrderTotal): object {
  return {
    ...toReadyRequest(config),
    transactionInfo: {
      totalPriceStatus: 'FINAL',
      totalPrice: toGooglePrice(amount),
      currencyCode: currency,
      countryCode: country,
    },
  };
}
