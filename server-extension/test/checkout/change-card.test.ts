import { expect } from 'chai';
import {
  type CardChangeRequest,
  createChangeCard,
  type ChangeCardDeps,
} from '../../src/checkout/change-card.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createMemoryNotifications } from '../../src/journal/notifications/memory.ts';
import { refusal } from '../builders/refusal.ts';
import { settings } from '../builders/settings.ts';

const expiry = { expiryMonth: '06', expiryYear: '2033' };
const request: CardChangeRequest = {
  token: 't',
  site: 'siteUS' as never,
  settings,
  card: 'usercc1',
  inOcc: {},
  ofCard: {},
};

describe('a change of a saved card', () => {
  let log: string[];
  let failing: 'vault' | 'occ' | undefined;
  const store = createMemoryNotifications({ capacity: 1, now: () => new Date() });

  function reach(part: 'vault' | 'occ'): void {
    if (failing === part) throw new Problem('gateway-failure', `${part} failed`);
    log.push(part);
  }

  const change = (asked: Partial<CardChangeRequest>): Promise<unknown> =>
    createChangeCard({
      occ: {
        currentProfile: async () => ({ id: '110001' }),
        profile: async () => ({
          creditCards: [
            {
              repositoryId: 'usercc1',
              token: 'A'.repeat(32),
              cardProps: { customerId: 'C', instrumentId: 'I' },
            },
          ],
        }),
      },
      shopperCards: {
        read: async () => ({ id: 'usercc1' }),
        change: async () => {
          reach('occ');
        },
        profileIdOf: async () => '110001',
      },
      cardVault: {
        change: async () => {
          reach('vault');
          return async () => void log.push('undo');
        },
      },
      profileCards: {
        change: async () => {
          reach('occ');
        },
      },
      notificationStore: store,
    } as unknown as ChangeCardDeps)({ ...request, ...asked });

  beforeEach(() => {
    log = [];
    failing = undefined;
  });

  for (const asked of [{ ofCard: expiry }, { inOcc: { isDefault: true } }] as const) {
    it(`reaches vault and OCC: ${JSON.stringify(asked)}`, async () => {
      await change(asked);
      expect(log).to.deep.equal(['vault', 'occ']);
    });

    it(`leaves both as they were when OCC fails: ${JSON.stringify(asked)}`, async () => {
      failing = 'occ';
      expect(await refusal(change(asked))).to.have.property('code', 'gateway-failure');
      expect(log).to.deep.equal(['vault', 'undo']);
    });

    it(`does not reach OCC when the vault fails: ${JSON.stringify(asked)}`, async () => {
      failing = 'vault';
      expect(await refusal(change(asked))).to.have.property('code', 'gateway-failure');
      expect(log).to.deep.equal([]);
    });
  }

  it('of a nickname is OCC’s alone', async () => {
    await change({ inOcc: { nickname: 'Holidays' } });
    expect(log).to.deep.equal(['occ']);
  });

  it('waits for another writer of the same profile, and puts the vault back meanwhile', async () => {
    const lease = await store.takeLease('profile 110001', 60_000);
    expect(await refusal(change({ ofCard: expiry }))).to.have.property('code', 'in-progress');
    expect(log).to.deep.equal(['vault', 'undo']);
    await store.releaseLease('profile 110001', lease ?? '');
  });
});
