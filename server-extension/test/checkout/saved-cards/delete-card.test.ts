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
});
