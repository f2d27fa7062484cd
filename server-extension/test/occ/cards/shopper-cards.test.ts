import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { ShopperCall } from '../../../src/occ/api/admin-api.ts';
import { createShopperCards, type ShopperCards } from '../../../src/occ/cards/shopper-cards.ts';

const site = 'siteUS' as SiteId;
const PATH = '/ccstore/v1/profiles/current/creditCards';

const entry = (id: string, changes: object = {}) => ({
  savedCardId: id,
  nickname: 'Mine',
  cardType: 'visa',
  cardNumber: 'xxxxxxxxxxxx1111',
  expiryMonth: '3',
  expiryYear: '2031',
  isDefault: false,
  ...changes,
});

describe('The saved cards of a shopper', () => {
  let items: object[];
  let instruments: Readonly<Record<string, string>>;
  let isProfileGone: boolean;
  let calls: ShopperCall[];
  let profiles: number;
  let cards: ShopperCards;

  beforeEach(() => {
    items = [entry('a')];
    instruments = {};
    isProfileGone = false;
    calls = [];
    profiles = 0;
    cards = createShopperCards(
      {
        asShopper: async (token, at, call) => {
          expect([token, at]).to.deep.equal(['a token', site]);
          calls.push(call);
          return { items };
        },
        currentProfile: async () => ({ id: '110000' }),
        profile: async () => {
          profiles += 1;
          if (isProfileGone) throw new Problem('gateway-failure', 'no answer');
          return {
            creditCards: Object.entries(instruments).map(([savedCardId, instrumentId]) => ({
              savedCardId,
              token: `instrument of ${savedCardId}`,
              cardProps: { instrumentId },
            })),
          };
        },
      },
      () => new Date('2031-01-31T12:00:00Z'),
    );
  });

  const shown = async () => (await cards.list('a token', site)).map(({ id }) => id);

  it('are shown without token and number, expiry in full', async () => {
    expect(await cards.list('a token', site)).to.deep.equal([
      {
        id: 'a',
        nickname: 'Mine',
        type: 'visa',
        last4: '1111',
        expiryMonth: '03',
        expiryYear: '2031',
        isDefault: false,
        status: 'valid',
      },
    ]);
    expect(calls).to.deep.equal([{ path: PATH }]);
    expect(profiles, 'nothing to compare').to.equal(0);
  });

  it('are shown as OCC has them where something is missing or cannot be read', async () => {
    items = [
      { repositoryId: 'r1', expiryMonth: 'soon', expiryYear: 'x', cardNumber: 'xx11' },
      { savedCardId: '', repositoryId: 'r2', nickname: 7, cardType: null, isDefault: null },
      {},
    ];
    expect(await cards.list('a token', site)).to.deep.equal(
      [{ id: 'r1', expiryMonth: 'soon', expiryYear: 'x' }, { id: 'r2', nickname: '7' }, { id: '' }].map(
        (card) => ({
          nickname: '',
          type: '',
          last4: '',
          expiryMonth: '',
          expiryYear: '',
          isDefault: false,
          status: 'valid',
          ...card,
        }),
      ),
    );
  });

  it('are shown once each: the default entry, else the one that lives longest, in OCC’s order', async () => {
    items = [entry('a'), entry('b', { expiryMonth: '10' }), entry('c', { expiryMonth: '9' }), entry('d')];
    instruments = { a: 'i1', b: 'i1', c: 'i1', d: 'i2' };
    expect(await shown()).to.deep.equal(['b', 'd']);
    items = [entry('a', { isDefault: true }), entry('b', { expiryYear: '2040' }), entry('d')];
    expect(await shown()).to.deep.equal(['a', 'd']);
    items = [entry('b', { expiryYear: '2040' }), entry('a', { isDefault: true }), entry('d')];
    expect(await shown()).to.deep.equal(['a', 'd']);
    items = [entry('a'), entry('b')];
    expect(await shown(), 'the first of two that are alike').to.deep.equal(['a']);
  });

  it('are compared only where two look alike', async () => {
    for (const other of [{ cardType: 'amex' }, { cardNumber: 'xxxxxxxxxxxx2222' }]) {
      items = [entry('a'), entry('b', other)];
      expect(await shown()).to.deep.equal(['a', 'b']);
    }
    expect(profiles).to.equal(0);
  });

  it('are all shown where CyberSource’s identifiers are missing or cannot be read', async () => {
    items = [entry('a'), entry('b')];
    expect(await shown()).to.deep.equal(['a', 'b']);
    isProfileGone = true;
    expect(await shown()).to.deep.equal(['a', 'b']);
  });

  it('have entries of the same card, the one that is named first', async () => {
    items = [entry('a'), entry('b'), entry('c')];
    instruments = { a: 'i1', b: 'i1', c: 'i2' };
    expect(await cards.entriesOf('a token', site, 'b')).to.deep.equal(['b', 'a']);
    expect(await cards.entriesOf('a token', site, 'c')).to.deep.equal(['c']);
    calls = [];
    expect(await cards.entriesOf('a token', site, 'unknown')).to.deep.equal(['unknown']);
    expect(calls).to.deep.equal([]);
  });

  it('are changed one by one, and read again', async () => {
    items = [entry('a b', { nickname: 'New' })];
    const changed = await cards.change('a token', site, 'a b', { nickname: 'New', isDefault: true });
    expect(changed).to.include({ id: 'a b', nickname: 'New' });
    await cards.change('a token', site, 'a b', {});
    expect(calls).to.deep.equal([
      { method: 'PUT', path: `${PATH}/a%20b`, json: { nickname: 'New', setAsDefault: true } },
      { path: PATH },
      { method: 'PUT', path: `${PATH}/a%20b`, json: {} },
      { path: PATH },
    ]);
    const missing: unknown = await cards.change('a token', site, 'gone', {}).catch((error: unknown) => error);
    expect(missing).to.be.instanceOf(Problem).and.to.include({ code: 'not-found' });
  });

  it('are removed one by one', async () => {
    await cards.remove('a token', site, 'a/b');
    expect(calls).to.deep.equal([{ method: 'DELETE', path: `${PATH}/a%2Fb` }]);
  });
});
