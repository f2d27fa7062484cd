import { expect } from 'chai';
import { checkOccVocabulary, occFieldNames } from '../../src/check/occ-vocabulary.ts';
import { wordsIn } from '../../src/check/vocabulary.ts';

const found = (text: string): readonly string[] => wordsIn(text, occFieldNames()).map(({ word }) => word);

describe('OCC’s words', () => {
  it('are the name of no field and no type of the domain, but for the payment group', async () => {
    expect(await checkOccVocabulary()).to.deep.equal({ code: 0, output: '' });
  });

  it('are the fields of the webhook, of its answer and of its settings', () => {
    expect(found('interface Settings { readonly amountConvention: string; siteId: string }')).to.deep.equal([
      'amountConvention',
      'siteId',
    ]);
    expect(found("const { hostTransactionId, ['customProperties']: given } = body;")).to.deep.equal([
      'hostTransactionId',
      'customProperties',
    ]);
  });

  it('are not those that every shop has: order, amount, addresses, sales channel', () => {
    expect(
      found('interface Paid { order: string; orderId: string; amount: number; channel: string }'),
    ).to.deep.equal([]);
  });
});
