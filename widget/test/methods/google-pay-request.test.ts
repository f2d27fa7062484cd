import { expect } from 'chai';
import { toPaymentRequest, toReadyRequest } from '../../src/methods/google-pay/google-pay-request.ts';
import { READY } from './google-pay-ready.ts';

const CONFIG = {
  googlePayMerchantId: 'BCR2',
  googlePayMerchantName: 'A Shop',
  googlePaySupportedNetworks: 'VISA, MASTERCARD',
  googlePayGateway: 'cybersource',
  googlePayGatewayMerchantId: 'testrest',
};

describe('What Google Pay is asked', () => {
  it('whether it can pay: with the shop, its networks and its gateway', () => {
    expect(toReadyRequest(CONFIG)).to.deep.equal(READY);
  });

  it('to pay: the same, with the final total in the merchant’s country', () => {
    expect(toPaymentRequest(CONFIG, 'US', { amount: '12.5', currency: 'USD' })).to.deep.equal({
      ...READY,
      transactionInfo: {
        totalPriceStatus: 'FINAL',
        totalPrice: '12.50',
        currencyCode: 'USD',
        countryCode: 'US',
      },
    });
  });
});
