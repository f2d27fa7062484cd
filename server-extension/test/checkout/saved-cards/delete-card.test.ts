import { expect } from 'chai';
import { createDeleteCard, type DeleteCardDeps } from '../../../src/checkout/saved-cards/delete-card.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { CARD_DELETED } from '../../../src/notifications/cards/card-deletion.ts';
import type { Notification } from '../../../src/notifications/ports.ts';
import { refusal } from '../../builders/refusal.ts';
import { settings } from '../../builders/settings.ts';

describe('the deletion of a saved card', () => {
  let log: string[];
  let failing: 'vault' | 'occ' | undefined;
  let received: Notification[];

  function reach(part: 'vault' | 'occ'): void {
    if (failing === part) throw new Problem('gateway-failure', `${part} failed`);
    log.push(part);
  }

  const remove = (): Promise<void> =>
    createDeleteCard({
      occ: {
        currentProfile: async () => ({ id: '110001' }),
        profile: async () => ({ creditCards: [{ repositoryId: 'usercc1', token: 'A'.repeat(32) }] }),
      },
      shopperCards: {
        profileIdOf: async () => '110001',
        entriesOf: async () => ['usercc1'],
        remove: async () => {
          reach('occ');
        },
      },
      cardVault: {
        forget: async () => {
          reach('vault');
        },
      },
      profileLeases: { writing: async (_id: string, _write: string, work: () => Promise<unknown>) => work() },
      inbox: { receive: async (notifications: Notification[]) => void received.push(...notifications) },
      now: () => new Date(),
    } as unknown as DeleteCardDeps)({ token: 't', site: 'siteUS' as never, settings, card: 'usercc1' });

  beforeEach(() => {
    log = [];
    failing = undefined;
    received = [];
  });

  it('reaches the vault, then OCC', async () => {
    await remove();
    expect(log).to.deep.equal(['vault', 'occ']);
    expect(received).to.deep.equal([]);
  });

  it('leaves the card in both when the vault fails', async () => {
    failing = 'vault';
    expect(await refusal(remove())).to.have.property('code', 'gateway-failure');
    expect(log).to.deep.equal([]);
    expect(received).to.deep.equal([]);
  });

  it('is left to the inbox when OCC fails, because the vault cannot take the card back', async () => {
    failing = 'occ';
    expect(await refusal(remove())).to.have.property('code', 'gateway-failure');
    expect(log).to.deep.equal(['vault']);
    expect(received.map(({ eventType, topic }) => [eventType, topic])).to.deep.equal([
      [CARD_DELETED, 'card'],
    ]);
  });

  describe('with every entry of it', () => {
    const PI = ['A', 'B'].map((letter) => letter.repeat(32));
    const NOW = new Date('2026-11-21T10:00:00Z');

    async function removed(creditCards: readonly object[], fails?: Error, inboxFails = false) {
      const calls: unknown[] = [];
      const result: unknown = await createDeleteCard({
        occ: {
          currentProfile: async () => ({ id: '110001' }),
          profile: async () => ({ creditCards }),
        },
        shopperCards: {
          profileIdOf: async () => '110001',
          entriesOf: async () => creditCards.map((_, nth) => `cc${nth}`),
          remove: async (...call: readonly unknown[]) => {
            calls.push(['occ', ...call]);
            if (fails !== undefined) throw fails;
          },
        },
        cardVault: { forget: async (...call: readonly unknown[]) => void calls.push(['vault', ...call]) },
        profileLeases: {
          writing: async (id: string, write: string, work: () => Promise<unknown>) => {
            calls.push(['write', id, write]);
            return work();
          },
        },
        inbox: {
          receive: async (notifications: readonly Notification[]) => {
            calls.push(['inbox', notifications.map(({ eventType }) => eventType)]);
            if (inboxFails) throw new Error('the inbox is away');
          },
        },
        now: () => NOW,
      } as unknown as DeleteCardDeps)({
        token: 't',
        site: 'siteUS' as never,
        settings,
        card: 'cc0',
      }).catch((error: unknown) => error);
      return { result, calls };
    }

    const two = [
      { id: 'cc0', token: PI[0], cardProps: { customerId: 'C' } },
      { id: 'cc1', token: PI[1] },
    ];

    it('names card and customer to the vault, then the entry to OCC, one after the other', async () => {
      expect((await removed(two)).calls).to.deep.equal([
        ['vault', { paymentInstrumentId: PI[0], customerId: 'C' }, settings],
        ['write', '110001', 'one'],
        ['occ', 't', 'siteUS', 'cc0'],
        ['vault', { paymentInstrumentId: PI[1] }, settings],
        ['write', '110001', 'one'],
        ['occ', 't', 'siteUS', 'cc1'],
      ]);
    });

    it('goes on where OCC has an entry no more', async () => {
      const { result, calls } = await removed(two, new Problem('not-found', 'gone'));
      expect(result).to.equal(undefined);
      expect(calls).to.have.length(6);
    });

    const gone = new Problem('gateway-failure', 'OCC did not answer');

    it('ends at the first that OCC keeps, which is left to the inbox', async () => {
      const { result, calls } = await removed(two, gone);
      expect(result).to.equal(gone);
      expect(calls).to.have.length(4);
      expect(calls[3]).to.deep.equal(['inbox', [CARD_DELETED]]);
    });

    it('says why OCC failed also where the inbox fails', async () => {
      expect((await removed(two, gone, true)).result).to.equal(gone);
    });

    it('asks neither the vault nor the inbox about a number alone', async () => {
      const { result, calls } = await removed([{ id: 'cc0', token: '7010000000016241111' }], gone);
      expect(result).to.equal(gone);
      expect(calls.map((call) => (call as readonly unknown[])[0])).to.deep.equal(['write', 'occ']);
    });
  });
});
