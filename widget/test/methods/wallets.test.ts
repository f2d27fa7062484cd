import { expect } from 'chai';
import fc from 'fast-check';
import { toApplePayRequest } from '../../src/methods/apple-pay/apple-pay-request.ts';
import { toPaymentRequest } from '../../src/methods/google-pay/google-pay-request.ts';
import { createGoogleSheet } from '../../src/methods/google-pay/google-pay-sheet.ts';
import { toGooglePrice } from '../../src/methods/google-pay/google-price.ts';
import { merchantCountry } from '../../src/methods/wallet/merchant-country.ts';
import { canPayNow } from '../../src/methods/wallet/wallet-payment.ts';

describe('The merchant’s country that a wallet is given', () => {
  it('is the one that the extension names', () => {
    expect(merchantCountry({ countryCode: 'DE' })).to.equal('DE');
  });

  for (const countryCode of [undefined, '', 'de', 'germany', 7, null])
    it(`is none where the extension says ${String(countryCode)}`, () => {
      expect(merchantCountry({ countryCode })).to.equal(undefined);
    });
});

describe('A total as Google takes it', () => {
  for (const [amount, price] of [
    ['12.50', '12.50'],
    ['1250', '1250'],
    ['14.750', '14.75'],
    ['14.700', '14.70'],
    ['14.000', '14.00'],
    ['0.5000', '0.50'],
    ['14.755', undefined],
    ['14.7501', undefined],
    ['-1.00', undefined],
    ['', undefined],
  ] as const)
    it(`is ${price ?? 'none'} for ${amount}`, () => {
      expect(toGooglePrice(amount)).to.equal(price);
    });

  it('is the same amount, whatever the currency’s decimals', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.integer({ min: 0, max: 4 }), (minor, decimals) => {
        const amount = (minor / 10 ** decimals).toFixed(decimals);
        const price = toGooglePrice(amount);
        if (price === undefined) expect(amount).to.match(/\.\d\d\d*[1-9]\d*$/);
        else {
          expect(price).to.match(/^[0-9]+(\.[0-9][0-9])?$/);
          expect(Number(price)).to.equal(Number(amount));
        }
      }),
    );
  });
});

describe('A wallet', () => {
  const config = { googlePayMerchantName: 'A Shop', applePayDisplayName: 'A Shop' };

  it('is given the merchant’s country, whatever the currency is', () => {
    const euros = { amount: '12.50', currency: 'EUR' };
    expect(toPaymentRequest(config, 'NL', euros)).to.deep.include({
      transactionInfo: {
        totalPriceStatus: 'FINAL',
        totalPrice: '12.50',
        currencyCode: 'EUR',
        countryCode: 'NL',
      },
    });
    expect(toApplePayRequest(config, 'NL', euros)).to.include({ countryCode: 'NL', currencyCode: 'EUR' });
  });

  it('is asked for three decimals by Apple, and for two by Google where the third is zero', () => {
    const dinars = { amount: '14.750', currency: 'KWD' };
    expect(toPaymentRequest(config, 'KW', dinars)).to.have.nested.property(
      'transactionInfo.totalPrice',
      '14.75',
    );
    expect(toApplePayRequest(config, 'KW', dinars)).to.deep.include({
      total: { label: 'A Shop', amount: '14.750' },
    });
  });

  it('is offered only while it can show the total, and never for a schedule', () => {
    const total = (amount: string, scheduled = false) => ({
      isScheduled: () => scheduled,
      total: () => ({ amount, currency: 'KWD' }),
    });
    const google = { canPay: ({ amount }: { amount: string }) => toGooglePrice(amount) !== undefined };
    expect(canPayNow(google, total('14.750'))).to.equal(true);
    expect(canPayNow(google, total('14.755'))).to.equal(false);
    expect(canPayNow(google, total('14.750', true))).to.equal(false);
    expect(canPayNow({}, total('14.755'))).to.equal(true);
  });
});

describe('What Google Pay hands over', () => {
  const opened = (
    assuranceDetails?: object,
  ): ReturnType<ReturnType<typeof createGoogleSheet>['openSheet']> => {
    const info = assuranceDetails === undefined ? {} : { assuranceDetails };
    const data = { paymentMethodData: { info, tokenizationData: { token: '{"signature":"a"}' } } };
    const client = { loadPaymentData: async () => data };
    return createGoogleSheet(client, () => ({})).openSheet({ amount: '1.00', currency: 'USD' });
  };

  it('goes to the issuer where it is a card by its number (PAN_ONLY): the cardholder was not identified', async () => {
    const token = '{"signature":"a"}';
    for (const assurance of [{ cardHolderAuthenticated: false, accountVerified: true }, {}, undefined])
      expect(await opened(assurance)).to.deep.equal({ token, authenticate: { paymentToken: token } });
  });

  it('goes to no issuer where the device has identified the cardholder (CRYPTOGRAM_3DS)', async () => {
    expect(await opened({ cardHolderAuthenticated: true, accountVerified: true })).to.deep.equal({
      token: '{"signature":"a"}',
    });
  });
});
