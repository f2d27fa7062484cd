import { expect } from 'chai';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { createRefreshProfile } from '../../src/notifications/cards/refresh-profile.ts';
import type { ProfileCardChange, SavedProfileCard, VaultedCardState } from '../../src/notifications/ports.ts';
import { settings } from '../builders/settings.ts';

const account = (merchantId: string): GatewaySettings => ({
  ...settings,
  account: { ...settings.account, merchantId },
});
const card = (id: string): SavedProfileCard => ({
  id,
  paymentInstrumentId: `instrument ${id}`,
  lastDigits: '1111',
  expirationMonth: '01',
  expirationYear: '2030',
});
const present = (expirationYear: string): VaultedCardState => ({
  kind: 'present',
  expirationMonth: '01',
  expirationYear,
});
const deleted = { kind: 'deleted' } as VaultedCardState;

describe('The cards of a profile beside those of the vault', () => {
  /** What each merchant account has of each card. */
  let vault: Readonly<Record<string, Readonly<Record<string, VaultedCardState>>>>;
  let cards: readonly SavedProfileCard[];
  let isBusy: boolean;
  let asked: string[];
  let changed: (readonly [string, readonly ProfileCardChange[]])[];

  beforeEach(() => {
    vault = {};
    cards = [card('c1'), card('c2')];
    isBusy = false;
    asked = [];
    changed = [];
  });

  const refresh = createRefreshProfile({
    source: {
      identify: () => expect.fail(),
      paymentInstrumentsOf: () => expect.fail(),
      read: async ({ paymentInstrumentId = '' }, { account: { merchantId } }) => {
        const id = paymentInstrumentId.replace('instrument ', '');
        asked.push(`${id} of ${merchantId}`);
        return vault[merchantId]?.[id];
      },
    },
    profiles: {
      find: async () => [],
      page: async () => [],
      cardsOf: async () => cards,
      change: async (profileId, changes) => void changed.push([profileId, changes]),
    },
    profileLeases: { changing: async (_profileId, work) => (isBusy ? undefined : work()) },
  });
  const accounts = [account('a'), account('b')];
  const idsChanged = (): readonly string[] => changed.flatMap(([, changes]) => changes.map(({ id }) => id));

  it('are changed in one write, and counted', async () => {
    vault = { a: { c1: present('2031'), c2: present('2032') } };
    expect(await refresh('p1', accounts)).to.equal(2);
    expect(changed.map(([profileId]) => profileId)).to.deep.equal(['p1']);
    expect(idsChanged()).to.deep.equal(['c1', 'c2']);
  });

  it('are not written where they are the same', async () => {
    vault = { a: { c1: present('2030'), c2: present('2030') } };
    expect(await refresh('p1', accounts)).to.equal(0);
    expect(changed).to.deep.equal([]);
  });

  it('stay as they are where no account ever had them', async () => {
    expect(await refresh('p1', accounts)).to.equal(0);
    expect(asked).to.deep.equal(['c1 of a', 'c1 of b', 'c2 of a', 'c2 of b']);
    expect(changed).to.deep.equal([]);
  });

  it('are those of the first account that has them', async () => {
    cards = [card('c1')];
    vault = { a: { c1: present('2031') }, b: { c1: present('2039') } };
    await refresh('p1', accounts);
    expect(asked).to.deep.equal(['c1 of a']);
    expect(JSON.stringify(changed)).to.include('2031').and.not.include('2039');
  });

  it('are there where one account has deleted them and another one has them', async () => {
    cards = [card('c1')];
    vault = { a: { c1: deleted }, b: { c1: present('2030') } };
    expect(await refresh('p1', accounts)).to.equal(0);
  });

  it('are removed where one account has deleted them and the others never had them', async () => {
    cards = [card('c1')];
    for (const name of ['a', 'b']) {
      vault = { [name]: { c1: deleted } };
      expect(await refresh('p1', accounts)).to.equal(1);
    }
    expect(JSON.stringify(changed)).to.include('removed');
  });

  it('only lose the deleted ones where a shopper has deleted one', async () => {
    vault = { a: { c1: present('2031'), c2: deleted } };
    expect(await refresh('p1', accounts, 'deleted')).to.equal(1);
    expect(idsChanged()).to.deep.equal(['c2']);
  });

  it('are left alone while another run is under way', async () => {
    isBusy = true;
    expect(await refresh('p1', accounts)).to.equal(undefined);
    expect(asked).to.deep.equal([]);
  });
});
