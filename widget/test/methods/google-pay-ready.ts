/** What Google Pay is asked for the shop of the tests (Google: Google Pay API, request objects). */
export const READY = {
  apiVersion: 2,
  apiVersionMinor: 0,
  merchantInfo: { merchantId: 'BCR2', merchantName: 'A Shop' },
  allowedPaymentMethods: [
    {
      type: 'CARD',
      parameters: {
        allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'],
        allowedCardNetworks: ['VISA', 'MASTERCARD'],
        assuranceDetailsRequired: true,
      },
      tokenizationSpecification: {
        type: 'PAYMENT_GATEWAY',
        parameters: { gateway: 'cybersource', gatewayMerchantId: 'testrest' },
      },
    },
  ],
};
