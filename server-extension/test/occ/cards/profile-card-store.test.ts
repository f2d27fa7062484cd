import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { ProfileCardChange } from '../../../src/notifications/ports.ts';
import { createProfileCardStore } from '../../../src/occ/cards/profile-card-store.ts';

const INSTRUMENT = 'A'.repeat(32);
const CARD = {
  repositoryId: 'usercc1',
  nickname: 'Travel',
  nameOnCard: 'Ada',
  cardType: 'visa',
  cardNumber: 'xxxxxxxxxxxx1111',
  expiryMonth: '3',
  expiryYear: '2031',
  token: INSTRUMENT,
  cardProps: { instrumentId: '7010000000016241111', customerId: 'B'.repeat(32) },
  unknownToUs: 1,
};
const OTHER = {
  savedCardId: 'usercc2',
  token: 'C'.repeat(32),
  cardNumber: 'xxxxxxxxxxxx2222',
  nickname: null,
};

describe('The saved cards of a profile in OCC', () => {
  let cards: unknown;
  let writes: (readonly object[])[];
  let takes: (list: readonly object[]) => unknown;
  let asked: unknown[];
  let leased: string[];
  let items: unknown;

  beforeEach(() => {
    cards = [CARD, OTHER];
    [writes, asked, leased, items] = [[], [], [], []];
    takes = (list) => list;
  });

  const store = createProfileCardStore(
    {
      profilesWithCard: async (token) => {
        asked.push(token);
        return { items };
      },
      profiles: async (offset, limit) => {
        asked.push([offset, limit]);
        return { items };
      },
      profileCards: async () => ({ creditCards: cards }),
      replaceProfileCards: async (_profileId, list) => {
        writes.push(list);
        cards = takes(list);
      },
    },
    {
      writing: async (profileId, what, work) => {
        leased.push(`${profileId} ${what}`);
        return work();
      },
    },
  );
  const change = (...changes: readonly object[]): Promise<void> =>
    store.change('p1', changes as readonly ProfileCardChange[]);

  it('are found with the profiles that have a token', async () => {
    items = [{ id: 'p1', repositoryId: 'r1' }, { repositoryId: 'r2' }, {}];
    expect(await store.find('token')).to.deep.equal(['p1', 'r2']);
    expect(asked).to.deep.equal(['token']);
    items = 'none';
    expect(await store.find('token')).to.deep.equal([]);
  });

  it('are read page by page', async () => {
    items = [{ id: 'p1', creditCards: [OTHER] }, { repositoryId: 'r2' }, { creditCards: null }];
    const page = await store.page(100, 50);
    expect(page.map(({ profileId, cards: own }) => [profileId, own.length])).to.deep.equal([
      ['p1', 1],
      ['r2', 0],
      ['', 0],
    ]);
    expect(asked).to.deep.equal([[100, 50]]);
  });

  it('are those with a token, with what CyberSource knows them by', async () => {
    cards = [CARD, { ...OTHER, token: '' }, { ...OTHER, token: null }];
    expect(await store.cardsOf('p1')).to.deep.equal([
      {
        id: 'usercc1',
        paymentInstrumentId: INSTRUMENT,
        instrumentIdentifierId: '7010000000016241111',
        customerId: 'B'.repeat(32),
        lastDigits: '1111',
        expirationMonth: '03',
        expirationYear: '2031',
      },
    ]);
  });

  it('have the last four digits of their number, where it ends with them', async () => {
    const numbers = ['411122xxxxxx3333', '4111222233334444', '1111xxxx', null, undefined];
    cards = numbers.map((cardNumber) => ({ ...OTHER, cardNumber }));
    const shown = await store.cardsOf('p1');
    expect(shown.map(({ lastDigits }) => lastDigits)).to.deep.equal([
      '3333',
      '4444',
      ...Array<undefined>(3).fill(undefined),
    ]);
  });

  it('have the state that was written into them, and that of their network token', async () => {
    const cardProps = { state: 'CLOSED', networkTokenState: 'ACTIVE', networkTokenId: 'n1' };
    cards = [
      { ...OTHER, cardProps },
      { ...OTHER, cardProps: { ...cardProps, networkTokenId: null } },
    ];
    const [first, second] = await store.cardsOf('p1');
    expect(first).to.deep.include({ state: 'CLOSED', networkToken: { state: 'ACTIVE', id: 'n1' } });
    expect(second).to.deep.include({ networkToken: { state: 'ACTIVE' } });
  });

  it('have no digits and no date where OCC has none', async () => {
    cards = [{ ...OTHER, cardNumber: '222', id: 'i' }];
    expect((await store.cardsOf('p1'))[0]).to.have.all.keys('id', 'paymentInstrumentId');
    cards = null;
    expect(await store.cardsOf('p1')).to.deep.equal([]);
  });

  it('are written as a whole, each with all that may be written of it, with no other write meanwhile', async () => {
    await change({
      id: 'usercc1',
      card: {
        lastDigits: '4444',
        expirationMonth: '12',
        expirationYear: '2035',
        state: 'ACTIVE',
        networkToken: { state: 'SUSPENDED', id: 'n1' },
      },
    });
    expect(leased).to.deep.equal(['p1 list']);
    expect(writes).to.deep.equal([
      [
        {
          repositoryId: 'usercc1',
          nickname: 'Travel',
          nameOnCard: 'Ada',
          cardType: 'visa',
          cardNumber: 'xxxxxxxxxxxx4444',
          expiryMonth: '12',
          expiryYear: '2035',
          token: INSTRUMENT,
          cardProps: {
            ...CARD.cardProps,
            state: 'ACTIVE',
            networkTokenState: 'SUSPENDED',
            networkTokenId: 'n1',
          },
        },
        { repositoryId: 'usercc2', token: 'C'.repeat(32), cardNumber: 'xxxxxxxxxxxx2222' },
      ],
    ]);
  });

  it('keep what a change does not name', async () => {
    await change({ id: 'usercc1', card: { networkToken: { state: 'ACTIVE' } } });
    expect(writes[0]?.[0]).to.deep.include({
      cardNumber: 'xxxxxxxxxxxx1111',
      expiryMonth: '3',
      expiryYear: '2031',
      cardProps: { ...CARD.cardProps, networkTokenState: 'ACTIVE' },
    });
    cards = [{ ...OTHER, cardNumber: null }];
    await change({ id: 'usercc2', card: { lastDigits: '4444' } });
    expect(writes[1]?.[0]).to.include({ cardNumber: '4444' });
  });

  it('lose the one that is removed', async () => {
    await change({ id: 'usercc2', removed: true });
    expect(writes[0]).to.have.length(1);
    expect(writes[0]?.[0]).to.include({ repositoryId: 'usercc1' });
  });

  const overtaken: Readonly<Record<string, readonly [object, (list: readonly object[]) => unknown]>> = {
    'a card is gone': [{ id: 'usercc1', card: { lastDigits: '4444' } }, (list) => list.slice(0, 1)],
    'the digits are those of before': [{ id: 'usercc1', card: { lastDigits: '4444' } }, () => [CARD, OTHER]],
    'the month is that of before': [{ id: 'usercc1', card: { expirationMonth: '12' } }, () => [CARD, OTHER]],
    'the year is that of before': [{ id: 'usercc1', card: { expirationYear: '2035' } }, () => [CARD, OTHER]],
    'a removed one is there again': [{ id: 'usercc2', removed: true }, () => [CARD, OTHER]],
  };
  for (const [what, [wanted, taken]] of Object.entries(overtaken))
    it(`are written three times at most while ${what}, and then not said to be written`, async () => {
      let isOvertaken = true;
      takes = (list) => (isOvertaken ? taken(list) : list);
      const problem: unknown = await change(wanted).catch((error: unknown) => error);
      if (what === 'a card is gone') {
        // What is gone before the next write is not this write's to keep.
        expect(writes).to.have.length(2);
        return;
      }
      expect(problem).to.be.instanceOf(Problem).and.include({ code: 'gateway-failure' });
      expect(writes).to.have.length(3);
      isOvertaken = false;
      await change(wanted);
      expect(writes).to.have.length(4);
    });
});
