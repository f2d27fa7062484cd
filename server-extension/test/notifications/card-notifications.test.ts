import { expect } from 'chai';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { createCardNotifications } from '../../src/notifications/cards/card-notifications.ts';
import type { NotifiedCard } from '../../src/notifications/ports.ts';
import { settings } from '../builders/settings.ts';

const NOTHING: NotifiedCard = { paymentInstrumentIds: [], instrumentIdentifierIds: [], customerIds: [] };
const at = new Date('2026-11-29T00:00:00Z');
const wanted: GatewaySettings = { ...settings, networkTokenUpdates: true };

describe('A notification about a card', () => {
  let names: NotifiedCard;
  let all: readonly GatewaySettings[];
  let behind: readonly string[];
  let profiles: Readonly<Record<string, readonly string[]>>;
  let counts: Readonly<Record<string, number | undefined>>;
  let refreshed: (readonly [string, string])[];

  beforeEach(() => {
    names = NOTHING;
    all = [wanted];
    behind = [];
    profiles = { i1: ['p1'], i2: ['p1', 'p2'] };
    counts = { p1: 1, p2: 2 };
    refreshed = [];
  });

  const handle = (eventType = 'tms.networktoken.updated') =>
    createCardNotifications({
      source: {
        identify: () => names,
        paymentInstrumentsOf: async () => behind,
        read: async () => undefined,
      },
      profiles: {
        find: async (token) => profiles[token] ?? [],
        page: async () => [],
        cardsOf: async () => [],
        change: async () => undefined,
      },
      refreshProfile: async (profileId, _accounts, which) => {
        refreshed.push([profileId, which as string]);
        return counts[profileId];
      },
      allSettings: async () => all,
      now: () => at,
    })({ id: 'n1', eventType, topic: 'card', signedAt: at, content: {} });

  it('is parked where it names no token', async () => {
    expect(await handle()).to.have.property('parked');
    expect(refreshed).to.deep.equal([]);
  });

  for (const [what, named] of [
    ['a payment instrument', { paymentInstrumentIds: ['i1'] }],
    ['an instrument identifier', { instrumentIdentifierIds: ['i1'] }],
    ['a customer, behind whom there is an instrument', { customerIds: ['c1'] }],
  ] as const)
    it(`refreshes the profile that has ${what}`, async () => {
      names = { ...NOTHING, ...named };
      if ('customerIds' in named) behind = ['i1'];
      expect(await handle()).to.deep.equal({ processed: '1 saved cards changed.' });
      expect(refreshed).to.deep.equal([['p1', 'all']]);
    });

  it('refreshes each profile once, and says how many cards changed in all', async () => {
    names = { ...NOTHING, paymentInstrumentIds: ['i1', 'i2'] };
    behind = ['i2'];
    expect(await handle()).to.deep.equal({ processed: '3 saved cards changed.' });
    expect(refreshed.map(([profileId]) => profileId)).to.deep.equal(['p1', 'p2']);
  });

  it('changes nothing where no profile has the card', async () => {
    names = { ...NOTHING, paymentInstrumentIds: ['i3'] };
    expect(await handle()).to.deep.equal({ processed: 'No profile has the card.' });
  });

  it('changes nothing where no site wants it, unless a shopper has deleted the card', async () => {
    names = { ...NOTHING, paymentInstrumentIds: ['i1'] };
    all = [{ ...wanted, networkTokenUpdates: false }];
    expect(await handle())
      .to.have.property('processed')
      .that.includes('networkTokenUpdates');
    expect(refreshed).to.deep.equal([]);
    await handle('saved-card.deleted');
    expect(refreshed).to.deep.equal([['p1', 'deleted']]);
  });

  it('waits where the cards of a profile are being written', async () => {
    names = { ...NOTHING, paymentInstrumentIds: ['i2'] };
    counts = { p1: 1, p2: undefined };
    expect(await handle())
      .to.deep.include({ runAt: at })
      .and.to.have.property('waiting');
  });
});
