import { expect } from 'chai';
import { recordedPayerOf } from '../../../src/cybersource/transactions/recorded-payer.ts';
import { UnreadableSearchResult } from '../../../src/cybersource/transactions/transaction-search.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';

const REF = '7000000000000000000001' as GatewayRef;

/** Who paid, as read from details with this body. */
const payerIn = (body: TransactionDetails['body']) =>
  recordedPayerOf(REF, {
    details: (id) =>
      Promise.resolve({ id, overall: {}, applications: [], related: [], body } satisfies TransactionDetails),
  });

describe('Who paid, as CyberSource’s records tell', () => {
  it('has the whole billing address, and of the card only expiry date and type', async () => {
    const billTo = { firstName: 'Ada', lastName: 'Lovelace', country: 'GB' };
    const card = { expirationMonth: '12', expirationYear: '2031', type: '001' };
    expect(
      await payerIn({
        orderInformation: { billTo, shipTo: { firstName: 'Bob' } },
        paymentInformation: { card: { ...card, prefix: '411111', suffix: '1111' } },
      }),
    ).to.deep.equal({ billTo, card });
  });

  it('has no part that is not stated or not a text', async () => {
    expect(
      await payerIn({
        orderInformation: { billTo: { firstName: '', lastName: 7, country: 'GB', city: null } },
        paymentInformation: { card: { expirationMonth: 12, expirationYear: '', type: '001' } },
      }),
    ).to.deep.equal({ billTo: { country: 'GB' }, card: { type: '001' } });
  });

  it('is nobody where the records have no such sections', async () => {
    for (const nothing of [undefined, null, 'text', 7, {}, { billTo: null, card: 'text' }])
      expect(await payerIn({ orderInformation: nothing, paymentInformation: nothing })).to.deep.equal({
        billTo: {},
        card: {},
      });
  });

  it('cannot be told while CyberSource has no details', async () => {
    const failed = await recordedPayerOf(REF, { details: () => Promise.resolve(undefined) }).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(UnreadableSearchResult).with.property('message').that.includes(REF);
  });
});
