import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createIsKnownCard } from '../../../src/occ/cards/known-card.ts';
import { createOwnSavedCard } from '../../../src/occ/cards/own-saved-card.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import { aWebhook, bytesOf } from '../../builders/webhook.ts';

const saved = { instrumentIdentifierId: '7010000000016241111', paymentInstrumentId: 'new token' };
const kept = {
  savedCardId: 'c1',
  token: 'old token',
  cardType: 'visa',
  expiryMonth: '3',
  expiryYear: '31',
  cardProps: { instrumentId: '7010000000016241111', customerId: 'customer' },
};

describe('A card that the profile has already', () => {
  const known = (
    creditCards: readonly object[] | Error | undefined,
    card: object | undefined = saved,
    overrides: object = {},
  ) =>
    createIsKnownCard({
      profile: async () => {
        if (creditCards instanceof Error) throw creditCards;
        return { creditCards };
      },
    })(parseWebhook(bytesOf(aWebhook({ ...overrides })), paymentMethods), card);

  it('is one with the same identifier of CyberSource’s and the same expiry', async () => {
    expect(await known([{ ...kept, token: 'another' }, kept])).to.equal(true);
    expect(await known([{ ...kept, cardProps: { instrumentId: '7010000000016242222' } }])).to.equal(false);
    for (const other of [{ expiryMonth: '04' }, { expiryYear: '2032' }, { expiryMonth: null }])
      expect(await known([{ ...kept, ...other }])).to.equal(false);
    expect(await known([])).to.equal(false);
    expect(await known(undefined)).to.equal(false);
  });

  it('is not the entry that this very answer has made', async () => {
    expect(await known([{ ...kept, token: saved.paymentInstrumentId }])).to.equal(false);
  });

  it('is not known without an identifier or a profile, nor where OCC does not say', async () => {
    expect(await known([kept], {})).to.equal(false);
    expect(await known([kept], saved, { profile: { id: ' ' } })).to.equal(false);
    expect(await known([kept], saved, { profile: null })).to.equal(false);
    expect(await known(new Error('no answer'))).to.equal(false);
  });

  it('is not waited for longer than a second', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const isKnown = createIsKnownCard({ profile: () => new Promise(() => undefined) });
      let answer: boolean | undefined;
      void isKnown(parseWebhook(bytesOf(aWebhook()), paymentMethods), saved).then((known) => {
        answer = known;
      });
      for (const [ms, expected] of [
        [999, undefined],
        [1, false],
      ] as const) {
        mock.timers.tick(ms);
        await turn();
        expect(answer).to.equal(expected);
      }
    } finally {
      mock.timers.reset();
    }
  });
});

describe('A saved card that a shopper names', () => {
  const site = 'siteUS' as SiteId;
  const find = (token: string | undefined, id: string, current: unknown = { id: '110000' }) =>
    createOwnSavedCard({
      currentProfile: async () => current,
      profile: async (profileId, at) => {
        expect([profileId, at]).to.deep.equal(['110000', site]);
        return {
          creditCards: [
            { ...kept, repositoryId: 'r1', id: 'i1' },
            { savedCardId: 'empty', token: '' },
          ],
        };
      },
    })(token, id, site).catch((error: unknown) => error);

  it('is found by any of OCC’s ids, with what CyberSource needs', async () => {
    for (const id of ['c1', 'r1', 'i1'])
      expect(await find('a token', id)).to.deep.equal({
        kind: 'saved-card',
        paymentInstrumentId: 'old token',
        instrumentIdentifierId: '7010000000016241111',
        customerId: 'customer',
        expirationMonth: '03',
        expirationYear: '2031',
        cardType: '001',
      });
  });

  it('needs a shopper who has logged in', async () => {
    expect(await find(undefined, 'c1')).to.include({ code: 'not-authenticated' });
    for (const current of [null, {}, { id: '' }])
      expect(await find('a token', 'c1', current)).to.include({ code: 'not-authenticated' });
  });

  it('is not found when it is another shopper’s, or has no token', async () => {
    for (const id of ['c2', 'empty']) expect(await find('a token', id)).to.include({ code: 'not-found' });
  });
});
