import { expect } from 'chai';
import { parseSavedCards } from '../../src/saved-cards/saved-card.ts';
import type { SavedCardChange } from '../../src/saved-cards/saved-card-api.ts';
import { createSavedCards, type SavedCards } from '../../src/saved-cards/saved-cards.ts';
import { knockouts } from '../fakes/knockouts.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const aCard = (id: string, more: object = {}): object => ({
  id,
  nickname: '',
  type: 'visa',
  last4: '1111',
  expiryMonth: '03',
  expiryYear: '2031',
  isDefault: false,
  status: 'valid',
  ...more,
});

describe('A saved card', () => {
  it('has its brand as people write it', () => {
    const brands = parseSavedCards({
      items: ['visa', 'amex', 'jcb', 'diners', 'elo', 'unionpay'].map((type) => aCard('c', { type })),
    });
    expect(brands.map(({ brand }) => brand)).to.deep.equal([
      'Visa',
      'American Express',
      'JCB',
      'Diners Club',
      'Elo',
      'UnionPay',
    ]);
  });

  it('is refused where the answer is no list', () => {
    expect(() => parseSavedCards({ items: 'c1' })).to.throw();
  });
});

for (const [name, ko] of knockouts) {
  describe(`Saved cards on ${name}`, () => {
    let kept: object[];
    let changes: [id: string, change: SavedCardChange | undefined][];
    let fails: boolean;
    let cards: SavedCards;

    beforeEach(() => {
      kept = [aCard('c1', { nickname: 'Travel', isDefault: true }), aCard('c2', { status: 'expired' })];
      changes = [];
      fails = false;
      const change = async (id: string, wanted?: SavedCardChange): Promise<void> => {
        if (fails) throw new Error('503');
        changes.push([id, wanted]);
      };
      cards = createSavedCards({
        ko,
        text: (key, params = {}) => [key, ...Object.values(params)].join(' '),
        api: {
          savedCards: async () => {
            if (fails) throw new Error('503');
            return parseSavedCards({ items: kept });
          },
          updateSavedCard: change,
          deleteSavedCard: (id) => change(id),
        },
      });
    });

    const entry = (at: number) => cards.entries()[at]!;

    it('say what they are, until when they are good, and which one is the default', async () => {
      await cards.load();
      expect(entry(0).label()).to.equal('cardEnding Visa 1111');
      expect(entry(0).note()).to.equal('Travel · expires 03/2031 · defaultCard');
      expect(entry(1).note()).to.equal('expired 03/2031');
      kept = [aCard('c1', { status: 'expires-soon' })];
      await cards.load();
      expect(entry(0).note()).to.equal('expiresSoon 03/2031');
    });

    it('are unavailable when they cannot be read', async () => {
      fails = true;
      await cards.load();
      expect(cards.phase()).to.equal('unavailable');
    });

    it('of a shopper who has gone are dropped', async () => {
      const loading = cards.load();
      cards.forget();
      await loading;
      expect(cards.entries()).to.deep.equal([]);
      expect(cards.phase()).to.equal('loading');
    });

    it('are named, preferred and deleted, and shown anew each time', async () => {
      await cards.load();
      entry(0).startNaming();
      entry(0).name('  Home ');
      entry(0).saveName();
      await settle();
      entry(1).makeDefault();
      await settle();
      entry(1).remove();
      await settle();
      expect(changes).to.deep.equal([
        ['c1', { nickname: 'Home' }],
        ['c2', { isDefault: true }],
        ['c2', undefined],
      ]);
      expect(cards.entries()).to.have.length(2);
    });

    it('are deleted only when the shopper says so twice', async () => {
      await cards.load();
      entry(0).askToRemove();
      expect([entry(0).doing(), changes]).to.deep.equal(['removing', []]);
      entry(0).stop();
      expect(entry(0).doing()).to.equal('nothing');
    });

    it('change once however often the shopper clicks, and say when that fails', async () => {
      await cards.load();
      entry(0).makeDefault();
      entry(0).makeDefault();
      expect(changes).to.have.length(1);
      await settle();
      fails = true;
      const card = entry(0);
      card.remove();
      await settle();
      expect(card.problem()).to.equal('notChanged');
      expect(card.busy()).to.equal(false);
    });

    it('say the name of a card once: not again what brand and number say', async () => {
      for (const [nickname, note] of [
        ['visa 1111', 'expires 03/2031'],
        ['Visa – 1111', 'expires 03/2031'],
        ['1111', 'expires 03/2031'],
        ['Travel', 'Travel · expires 03/2031'],
        ['Travel visa 1111', 'Travel visa 1111 · expires 03/2031'],
        ['旅行 1111', '旅行 1111 · expires 03/2031'],
      ] as const) {
        kept = [aCard('c1', { nickname })];
        await cards.load();
        expect(cards.entries()[0]!.note()).to.equal(note);
      }
    });

    it('save the name on Enter', async () => {
      await cards.load();
      const [entry] = cards.entries();
      entry!.name('Work');
      entry!.pressKey(entry, { keyCode: 65 });
      expect(changes).to.deep.equal([]);
      entry!.pressKey(entry, { keyCode: 13 });
      await settle();
      expect(changes).to.deep.equal([['c1', { nickname: 'Work' }]]);
    });
  });
}
