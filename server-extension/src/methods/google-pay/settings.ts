import { methodSettings } from '../method/method-settings.ts';

/** OCC's settings of Google Pay, `googlePay…`. Google: Google Pay API for Web, reference, `PaymentDataRequest`. */
export const googlePaySettings = methodSettings('googlepay', (read) => ({
  sdkUrl: read.text('googlePaySdkUrl'),
  environment: read.choices('googlePayEnvironment').includes('PRODUCTION') ? 'PRODUCTION' : 'TEST',
  gateway: read.text('googlePayGateway'),
  gatewayMerchantId: read.text('googlePayGatewayMerchantId'),
  merchantId: read.text('googlePayMerchantId'),
  merchantName: read.text('googlePayMerchantName'),
  supportedNetworks: read.list('googlePaySupportedNetworks'),
}));
