import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import type { OccApi } from '../../../src/occ/api/admin-api.ts';
import { createOwnSavedCard } from '../../../src/occ/cards/own-saved-card.ts';
import { refusal } from '../../builders/refusal.ts';

const site = 'siteUS' as SiteId;
const CARDS: Readonly<Record<string, readonly object[]>> = {
  mine: [{ repositoryId: 'c1', token: 'A'.repeat(32), cardType: 'visa' }, { repositoryId: 'c2' }],
  theirs: [{ repositoryId: 'c3', token: 'B'.repeat(32), cardType: 'visa' }],
};
/** OCC tells by the token who the shopper is; a guest has a profile without an id. */
const SHOPPERS: Readonly<Record<string, object>> = { 'my token': { id: 'mine' }, 'a guest': {} };

describe('a saved card that a shopper names', () => {
  const occ = {
    currentProfile: async (token: string) => SHOPPERS[token],
    profile: async (id: string) => ({ id, creditCards: CARDS[id] }),
  } as unknown as OccApi;
  const ownSavedCard = createOwnSavedCard(occ);

  it('is found among the shopper’s own', async () => {
    expect(await ownSavedCard('my token', 'c1', site)).to.include({ paymentInstrumentId: 'A'.repeat(32) });
  });

  for (const [what, token, card, code] of [
    ['of another shopper is not found', 'my token', 'c3', 'not-found'],
    ['that does not exist is not found', 'my token', 'c9', 'not-found'],
    ['without a token is not found', 'my token', 'c2', 'not-found'],
    ['by a request without a shopper is refused', undefined, 'c1', 'not-authenticated'],
    ['by a guest is refused', 'a guest', 'c1', 'not-authenticated'],
    ['by a token that OCC does not know is refused', 'forged', 'c1', 'not-authenticated'],
  ] as const)
    it(what, async () => {
      expect(await refusal(ownSavedCard(token, card, site))).to.have.property('code', code);
    });
});
