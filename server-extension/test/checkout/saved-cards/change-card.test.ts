import { expect } from 'chai';
import {
  type CardChangeRequest,
  createChangeCard,
  type ChangeCardDeps,
} from '../../../src/checkout/saved-cards/change-card.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryNotifications } from '../../../src/journal/notifications/memory.ts';
import { createProfileLeases } from '../../../src/notifications/cards/profile-leases.ts';
import { refusal } from '../../builders/refusal.ts';
import { settings } from '../../builders/settings.ts';

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
  const started = Date.now();
  // Waiting makes time go by a hundred times faster than a clock does.
  const now = (): Date => new Date(started + (Date.now() - started) * 100);
  const store = createMemoryNotifications({ capacity: 1, now });

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
      profileLeases: createProfileLeases({ leases: store, now }),
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

  it('gives up while another change of the same profile is under way, and changes nothing', async () => {
    const leases = createProfileLeases({ leases: store, now });
    let end: () => void = () => undefined;
    const other = leases.changing(
      '110001',
      () =>
        new Promise<true>(
          (resolve) =>
            (end = () => {
              resolve(true);
            }),
        ),
    );
    expect(await refusal(change({ ofCard: expiry }))).to.have.property('code', 'in-progress');
    expect(log).to.deep.equal([]);
    end();
    await other;
    await change({ ofCard: expiry });
    expect(log).to.deep.equal(['vault', 'occ']);
  });
});
