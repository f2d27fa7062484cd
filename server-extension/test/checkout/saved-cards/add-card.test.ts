import { expect } from 'chai';
import { createAddCard } from '../../../src/checkout/saved-cards/add-card.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { ShopperCardReply } from '../../../src/occ/api/admin-api.ts';
import { checkoutKeyOf } from '../../../src/occ/webhook/checkout-id.ts';
import { refusal } from '../../builders/refusal.ts';
import { settings } from '../../builders/settings.ts';

const SITE = 'siteUS' as never;
const PI = 'A'.repeat(32);
const OTHER = 'B'.repeat(32);
const additionId = 'a1b2c3d4-0000-4000-8000-000000000000';
const saved = { paymentInstrumentId: PI, instrumentIdentifierId: 'II1', customerId: 'CU1' };
const attempt = (savedCard: unknown): object => ({ result: { outcome: 'approved', savedCard } });

interface Case {
  readonly reply: ShopperCardReply | Problem | Error;
  readonly attempts?: readonly object[];
  readonly cards?: readonly object[];
}

async function add({ reply, attempts = [], cards = [] }: Case) {
  const forgotten: unknown[] = [];
  const asked: unknown[] = [];
  const addCard = createAddCard({
    occ: {
      addShopperCard: async (...call: readonly unknown[]) => {
        asked.push(call);
        if (reply instanceof Error) throw reply;
        return reply;
      },
      profile: async (...call: readonly unknown[]) => {
        asked.push(call);
        return { creditCards: cards };
      },
    },
    shopperCards: {
      profileIdOf: async () => '110001',
      read: async (_token: string, _site: string, id: string) => ({ id }),
    },
    cardVault: { forget: async (...call: readonly unknown[]) => void forgotten.push(call) },
    journal: {
      ofCheckout: async (key: unknown) => {
        asked.push(key);
        return attempts;
      },
    },
  } as never);
  const added = addCard({
    token: 't',
    site: SITE,
    settings,
    additionId,
    expiryMonth: '3',
    expiryYear: '2031',
    card: { number: 'masked' },
  });
  return { added, forgotten, asked };
}

const answered = (body: object): ShopperCardReply => ({ is: 'answered', body });
const refused: ShopperCardReply = { is: 'refused', message: 'Try another card.' };

describe('a card that a shopper adds', () => {
  for (const body of [
    { savedCardId: 'cc1' },
    { repositoryId: 'cc1' },
    { savedCardId: 'cc1', repositoryId: 'cc2' },
    { savedCardId: '', repositoryId: 'cc1' },
    { savedCardId: null, repositoryId: 'cc1', uiIntervention: true },
  ])
    it(`is saved where OCC answers ${JSON.stringify(body)}`, async () => {
      const { added, forgotten, asked } = await add({ reply: answered(body) });
      expect(await added).to.deep.equal({ outcome: 'saved', card: { id: 'cc1' } });
      expect(forgotten).to.deep.equal([]);
      expect(asked).to.deep.equal([['t', 'siteUS', { number: 'masked' }]]);
    });

  for (const uiIntervention of [true, 'true'])
    it(`has to be confirmed where OCC answers uiIntervention ${JSON.stringify(uiIntervention)}`, async () => {
      const customPaymentProperties = { acsUrl: 'https://acs.test', amount: 0, nothing: null };
      const { added } = await add({ reply: answered({ uiIntervention, customPaymentProperties }) });
      expect(await added).to.deep.equal({
        outcome: 'challenge',
        properties: { acsUrl: 'https://acs.test' },
      });
    });

  it('has to be confirmed without properties, too', async () => {
    const { added } = await add({ reply: answered({ uiIntervention: true }) });
    expect(await added).to.deep.equal({ outcome: 'challenge', properties: {} });
  });

  it('is declined with OCC’s sentence where nothing was saved', async () => {
    const { added, asked } = await add({ reply: refused });
    expect(await added).to.deep.equal({ outcome: 'declined', message: 'Try another card.' });
    expect(asked[1]).to.equal(checkoutKeyOf(SITE, additionId));
  });

  for (const [what, reply] of [
    ['does not answer', { is: 'silent' }],
    ['fails', new Problem('gateway-failure', 'OCC did not answer')],
    ['breaks off', new Error('socket hang up')],
    ['answers neither card nor question', answered({})],
    ['answers with an empty question', answered({ uiIntervention: '', savedCardId: '' })],
  ] as const)
    it(`is kept nowhere where OCC ${what}`, async () => {
      const { added } = await add({ reply });
      expect(await refusal(added)).to.include({ code: 'gateway-failure' });
    });

  it('needs a shopper who has logged in', async () => {
    const { added } = await add({ reply: new Problem('not-authenticated', 'Log in.') });
    expect(await refusal(added)).to.include({ code: 'not-authenticated' });
  });

  for (const [what, card, id] of [
    ['its saved card’s id', { savedCardId: 'cc1', repositoryId: 'cc2', id: 'cc3' }, 'cc1'],
    ['its repository id', { repositoryId: 'cc2', id: 'cc3' }, 'cc2'],
    ['its id', { savedCardId: '', repositoryId: null, id: 'cc3' }, 'cc3'],
  ] as const)
    it(`is saved where OCC has it after all, under ${what}`, async () => {
      const { added, forgotten, asked } = await add({
        reply: { is: 'silent' },
        attempts: [{}, attempt(undefined), attempt(saved), { result: { outcome: 'declined' } }],
        cards: [
          { id: 'cc9', token: OTHER },
          { ...card, token: PI },
        ],
      });
      expect(await added).to.deep.equal({ outcome: 'saved', card: { id } });
      expect(forgotten).to.deep.equal([]);
      expect(asked.at(-1)).to.deep.equal(['110001', 'siteUS']);
    });

  it('is the last one of several that the addition has saved', async () => {
    const { forgotten, added } = await add({
      reply: refused,
      attempts: [attempt({ ...saved, paymentInstrumentId: OTHER }), attempt(saved)],
    });
    await added;
    expect(forgotten).to.deep.equal([[{ paymentInstrumentId: PI, customerId: 'CU1' }, settings]]);
  });

  it('is forgotten by the vault where OCC has not saved it', async () => {
    for (const [savedCard, vaulted] of [
      [saved, { paymentInstrumentId: PI, customerId: 'CU1' }],
      [{ paymentInstrumentId: PI }, { paymentInstrumentId: PI }],
    ]) {
      const { added, forgotten } = await add({ reply: refused, attempts: [attempt(savedCard)] });
      expect(await added).to.have.property('outcome', 'declined');
      expect(forgotten).to.deep.equal([[vaulted, settings]]);
    }
  });

  it('without an entry of its own in the vault leaves nothing to forget', async () => {
    const { added, forgotten } = await add({
      reply: refused,
      attempts: [attempt({ instrumentIdentifierId: 'II1' })],
    });
    expect(await added).to.have.property('outcome', 'declined');
    expect(forgotten).to.deep.equal([]);
  });

  const twin = { id: 'cc7', token: OTHER, cardProps: { instrumentId: 'II1' } };
  for (const [what, card, isTwin] of [
    ['the same number and expiry', { ...twin, expiryMonth: '03', expiryYear: '2031' }, true],
    ['another expiry', { ...twin, expiryMonth: '04', expiryYear: '2031' }, false],
    [
      'another number',
      { ...twin, cardProps: { instrumentId: 'II2' }, expiryMonth: '03', expiryYear: '2031' },
      false,
    ],
  ] as const)
    it(`${isTwin ? 'stays' : 'is not'} the entry with ${what}, and the vault forgets the new one`, async () => {
      const { added, forgotten } = await add({ reply: refused, attempts: [attempt(saved)], cards: [card] });
      expect(await added).to.deep.equal(
        isTwin
          ? { outcome: 'saved', card: { id: 'cc7' } }
          : { outcome: 'declined', message: 'Try another card.' },
      );
      expect(forgotten).to.have.length(1);
    });
});
