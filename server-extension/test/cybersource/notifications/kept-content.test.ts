import { expect } from 'chai';
import { keptContent } from '../../../src/cybersource/notifications/kept-content.ts';

/** A number that passes for a card’s. */
const CARD = '4111111111111111';

describe('What is kept of a notification', () => {
  for (const name of [
    '_links',
    'amountDetails',
    'avs',
    'cardVerification',
    'CAPTURE',
    'clientReferenceInformation',
    'creditAmountDetails',
    'customer',
    'customers',
    'DECISION',
    'embeddedActions',
    'errorInformation',
    'instrumentIdentifier',
    'instrumentIdentifiers',
    'merchantAdvice',
    'orderInformation',
    'paymentInstrument',
    'paymentInstruments',
    'processorInformation',
    'refundAmountDetails',
    'reversalAmountDetails',
    'self',
    'tokenInformation',
    'tokenized-cards',
    'tokenizedCards',
    'voidAmountDetails',
  ])
    it(`is ${name}, as far as what is in it is kept`, () => {
      expect(keptContent({ [name]: { id: '1', number: '2' } })).to.deep.equal({ [name]: { id: '1' } });
      expect(keptContent({ [name]: [{ id: '1' }, 'x', { number: '2' }] })).to.deep.equal({
        [name]: [{ id: '1' }, {}],
      });
      for (const empty of [{}, { number: '2' }, 'text', 7, null])
        expect(keptContent({ [name]: empty })).to.deep.equal({});
    });

  for (const name of [
    'approvalCode',
    'authorizedAmount',
    'code',
    'comments',
    'creditAmount',
    'currency',
    'href',
    'id',
    'networkTransactionId',
    'originalTransactionAmount',
    'reason',
    'reconciliationId',
    'refundAmount',
    'responseCode',
    'resultCode',
    'reversedAmount',
    'state',
    'status',
    'submitTimeUtc',
    'totalAmount',
    'transactionId',
    'type',
    'version',
    'voidAmount',
  ])
    it(`is the text or number of ${name}`, () => {
      expect(keptContent({ [name]: 'text' })).to.deep.equal({ [name]: 'text' });
      expect(keptContent({ [name]: 12.5 })).to.deep.equal({ [name]: '12.5' });
      expect(keptContent({ [name]: 'x'.repeat(255) })).to.have.property(name);
      for (const value of ['x'.repeat(256), true, null, {}, ['text']])
        expect(keptContent({ [name]: value })).to.deep.equal({});
      const isOfToken = name === 'id' || name === 'href';
      expect(keptContent({ [name]: CARD })).to.deep.equal(isOfToken ? { [name]: CARD } : {});
    });

  it('is nothing that is not named, whatever it is called', () => {
    expect(
      keptContent({
        number: '1',
        billTo: { id: '1' },
        constructor: 'x',
        toString: 'x',
        card: { type: '001' },
      }),
    ).to.deep.equal({});
  });

  it('is a hundred of a list', () => {
    const paymentInstruments = Array.from({ length: 101 }, (_, nth) => ({ id: String(nth) }));
    expect(keptContent({ paymentInstruments })).to.deep.equal({
      paymentInstruments: paymentInstruments.slice(0, 100),
    });
  });

  it('stands in the order of its names, so that the same says the same', () => {
    expect(JSON.stringify(keptContent({ status: 'a', id: 'b', code: 'c' }))).to.equal(
      '{"code":"c","id":"b","status":"a"}',
    );
  });
});
