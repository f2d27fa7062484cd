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
  let lines: unknown[];
  let failing: 'vault' | 'occ' | undefined;
  let isUndoFailing: boolean;
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
          return async () => {
            if (isUndoFailing) throw new Problem('gateway-failure', 'the vault is away');
            log.push('undo');
          };
        },
      },
      profileCards: {
        change: async () => {
          reach('occ');
        },
      },
      profileLeases: createProfileLeases({ leases: store, now }),
      log: (...line: readonly unknown[]) => void lines.push(line),
    } as unknown as ChangeCardDeps)({ ...request, ...asked });

  beforeEach(() => {
    log = [];
    lines = [];
    isUndoFailing = false;
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

  it('says why OCC failed, and to the log that the two differ, where the vault cannot be put back', async () => {
    failing = 'occ';
    isUndoFailing = true;
    expect((await refusal(change({ ofCard: expiry }))).message).to.equal('occ failed');
    const fields = { site: 'siteUS', savedCardId: 'usercc1', error: 'the vault is away' };
    expect(lines).to.deep.equal([['cards.not-put-back', fields]]);
  });

  it('of a nickname is OCC’s alone', async () => {
    await change({ inOcc: { nickname: 'Holidays' } });
    expect(log).to.deep.equal(['occ']);
  });

  describe('says the same to both sides', () => {
    const CARD = 'A'.repeat(32);
    const address = { city: 'Rome', country: 'IT' };

    async function told(asked: Partial<CardChangeRequest>, creditCard: object = { token: CARD }) {
      const calls: unknown[] = [];
      const result: unknown = await createChangeCard({
        occ: {
          currentProfile: async () => ({ id: '110001' }),
          profile: async () => ({ creditCards: [{ repositoryId: 'usercc1', ...creditCard }] }),
        },
        shopperCards: {
          read: async (_token: string, _site: string, id: string) => ({ id }),
          change: async (...call: readonly unknown[]) => void calls.push(['shopper', ...call]),
          profileIdOf: async () => '110001',
        },
        cardVault: {
          change: async (...call: readonly unknown[]) => {
            calls.push(['vault', ...call]);
            return async () => undefined;
          },
        },
        profileCards: {
          change: async (...call: readonly unknown[]) => void calls.push(['profile', ...call]),
        },
        profileLeases: {
          changing: async (id: string, work: () => Promise<unknown>, patienceMs: number) => {
            calls.push(['lease', id, patienceMs]);
            return work();
          },
          writing: async (id: string, write: string, work: () => Promise<unknown>) => {
            calls.push(['write', id, write]);
            return work();
          },
        },
      } as unknown as ChangeCardDeps)({ ...request, ...asked }).catch((error: unknown) => error);
      return { result, calls };
    }

    const ofCustomer = { token: CARD, cardProps: { customerId: 'C' } };
    const LEASE = ['lease', '110001', 5_000];

    it('of an expiry date and an address', async () => {
      const ofCard = { ...expiry, billingAddress: address };
      const { result, calls } = await told({ ofCard }, ofCustomer);
      expect(result).to.deep.equal({ id: 'usercc1' });
      const date = { expirationMonth: '06', expirationYear: '2033' };
      expect(calls).to.deep.equal([
        LEASE,
        [
          'vault',
          { paymentInstrumentId: CARD, customerId: 'C' },
          { ...date, billingAddress: address },
          settings,
        ],
        ['profile', '110001', [{ id: 'usercc1', card: { kind: 'present', ...date } }]],
      ]);
    });

    it('of the default card of a customer', async () => {
      const { calls } = await told({ inOcc: { isDefault: true } }, ofCustomer);
      expect(calls).to.deep.equal([
        LEASE,
        ['vault', { paymentInstrumentId: CARD, customerId: 'C' }, { isDefault: true }, settings],
        ['write', '110001', 'one'],
        ['shopper', 't', 'siteUS', 'usercc1', { isDefault: true }],
      ]);
    });

    for (const [what, creditCard] of [
      ['no customer at the gateway', { token: CARD }],
      ['a number alone at the gateway', { token: '7010000000016241111' }],
    ] as const)
      it(`of the default card that has ${what}: OCC alone`, async () => {
        const { calls } = await told({ inOcc: { isDefault: true } }, creditCard);
        expect(calls.map((call) => (call as readonly unknown[])[0])).to.deep.equal([
          'lease',
          'write',
          'shopper',
        ]);
      });

    it('of a card without a customer, which has a date there all the same', async () => {
      const { calls } = await told({ ofCard: expiry }, { token: CARD });
      expect(calls[1]).to.have.nested.property('[1]').that.deep.equals({ paymentInstrumentId: CARD });
    });

    for (const half of [{ expiryMonth: '06' }, { expiryYear: '2033' }])
      it(`but a date in OCC only as a whole: ${JSON.stringify(half)}`, async () => {
        const { calls } = await told({ ofCard: half }, ofCustomer);
        expect(calls).to.have.length(2);
      });

    it('and refuses a date of a card that is a number alone', async () => {
      const { result, calls } = await told({ ofCard: expiry }, { token: '7010000000016241111' });
      expect(result).to.have.property('code', 'unprocessable');
      expect(calls).to.deep.equal([LEASE]);
    });
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
