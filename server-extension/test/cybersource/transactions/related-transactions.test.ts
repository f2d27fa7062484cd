import { expect } from 'chai';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import { relatedTransactionsOf } from '../../../src/cybersource/transactions/related-transactions.ts';
import {
  type TransactionSearch,
  UnreadableSearchResult,
} from '../../../src/cybersource/transactions/transaction-search.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import { usd } from '../../builders/command.ts';

const DONE = '100';
const REFUSED = '102';
const UNCLEAR = '150';

function transaction(
  id: string,
  services: Readonly<Record<string, string>>,
  more: Partial<TransactionDetails> = {},
): TransactionDetails {
  const applications = Object.entries(services).map(([name, reasonCode]) => ({
    name,
    rCode: '1',
    reasonCode,
  }));
  return { id: id as GatewayRef, overall: {}, applications, related: [], body: {}, ...more };
}

/** What followed on an authorization of ten dollars. */
function after(
  authorization: Readonly<Record<string, string>>,
  ...others: readonly TransactionDetails[]
): ReturnType<typeof relatedTransactionsOf> {
  const related = ['1' as GatewayRef, ...others.map(({ id }) => id)];
  const search: TransactionSearch = {
    search: () => expect.fail('No search is needed.'),
    details: (id) =>
      id === '1' ? expect.fail('It is known.') : Promise.resolve(others.find((each) => each.id === id)),
  };
  return relatedTransactionsOf(transaction('1', authorization, { related }), usd(1_000), search);
}

const HOLD = { ics_auth: DONE };
const SALE = { ics_auth: DONE, ics_bill: DONE };
const reversal = (amount?: string, reasonCode = DONE, id = '2') =>
  transaction(id, { ics_auth_reversal: reasonCode }, { amount });

describe('What has followed on an authorization', () => {
  it('is nothing where nothing has', async () => {
    for (const made of [HOLD, SALE])
      expect(await after(made)).to.deep.equal({ isUsed: false, isReversed: false });
  });

  for (const service of ['ics_bill', 'ics_credit'])
    it(`is a use of it where ${service} was done, and only then`, async () => {
      for (const [reasonCode, isUsed] of [
        [DONE, true],
        [REFUSED, false],
        [UNCLEAR, false],
      ] as const)
        expect(await after(HOLD, transaction('2', { [service]: reasonCode }))).to.deep.equal({
          isUsed,
          isReversed: false,
        });
      const other = transaction('3', { ics_decision: DONE });
      expect((await after(HOLD, other, transaction('2', { [service]: DONE }))).isUsed).to.equal(true);
    });

  it('reverses it where all of it was reversed, at once or in parts', async () => {
    for (const [reversals, isReversed] of [
      [[reversal()], true],
      [[reversal('10.00')], true],
      [[reversal('9.99')], false],
      [[reversal('4.00'), reversal('6.00', DONE, '3')], true],
      [[reversal('4.00'), reversal('5.99', DONE, '3')], false],
      // An amount that cannot be read is one of the whole, too.
      [[reversal('ten')], true],
      [[reversal('10.00', REFUSED)], false],
      [[reversal('10.00', UNCLEAR)], false],
    ] as const)
      expect(await after(HOLD, ...reversals), JSON.stringify(reversals)).to.deep.equal({
        isUsed: false,
        isReversed,
      });
  });

  it('reverses a sale where one of them voids it, and no hold', async () => {
    const voided = transaction('2', { ics_void: DONE });
    const other = transaction('3', { ics_decision: DONE });
    for (const others of [[voided], [voided, other], [other, voided]]) {
      expect((await after(SALE, ...others)).isReversed).to.equal(true);
      expect((await after(HOLD, ...others)).isReversed).to.equal(false);
    }
    expect((await after(SALE, transaction('2', { ics_void: REFUSED }))).isReversed).to.equal(false);
    expect((await after(SALE, other)).isReversed).to.equal(false);
  });

  it('reverses a hold of one cent, the least there is', async () => {
    const search: TransactionSearch = {
      search: () => expect.fail(),
      details: () => Promise.resolve(reversal('0.01')),
    };
    const held = transaction('1', HOLD, { related: ['2' as GatewayRef] });
    expect((await relatedTransactionsOf(held, usd(1), search)).isReversed).to.equal(true);
  });

  it('reverses the verification of an account only where something was reversed', async () => {
    const search: TransactionSearch = { search: () => expect.fail(), details: () => expect.fail() };
    expect(await relatedTransactionsOf(transaction('1', HOLD), usd(0), search)).to.deep.equal({
      isUsed: false,
      isReversed: false,
    });
  });

  it('cannot be told while one of them has no details', async () => {
    const search: TransactionSearch = {
      search: () => expect.fail(),
      details: () => Promise.resolve(undefined),
    };
    const authorization = transaction('1', HOLD, { related: ['2' as GatewayRef] });
    const error = await relatedTransactionsOf(authorization, usd(1), search).catch((each: unknown) => each);
    expect(error).to.be.instanceOf(UnreadableSearchResult).with.property('message').that.includes('of 2 yet');
  });
});
