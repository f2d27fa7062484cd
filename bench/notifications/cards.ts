/** Notifications about cards, many of them doubled, out of order or dropped: in the end OCC's cards are those of the vault. */
import { setImmediate as turn } from 'node:timers/promises';
import { createMemoryNotifications } from '../../server-extension/src/journal/notifications/memory.ts';
import { createProfileCardStore } from '../../server-extension/src/occ/cards/profile-card-store.ts';
import { createCardNotifications } from '../../server-extension/src/notifications/cards/card-notifications.ts';
import { createProfileLeases } from '../../server-extension/src/notifications/cards/profile-leases.ts';
import { createRefreshProfile } from '../../server-extension/src/notifications/cards/refresh-profile.ts';
import { createInbox } from '../../server-extension/src/notifications/inbox.ts';
import type {
  CardSource,
  Notification,
  VaultedCardState,
} from '../../server-extension/src/notifications/ports.ts';
import type { GatewaySettings } from '../../server-extension/src/domain/settings.ts';
import { notificationRun, type NotificationRun } from './run.ts';

const PROFILES = 40;
const CARDS_OF_PROFILE = 3;

interface OccCard {
  readonly repositoryId: string;
  readonly token: string;
  readonly cardNumber: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  readonly cardProps: Readonly<Record<string, string>>;
}

const settings = {
  networkTokenUpdates: true,
  account: { merchantId: 'testrest', host: 'apitest.cybersource.com' },
} as GatewaySettings;

/** What the run has found. */
export interface CardRunReport {
  readonly notifications: number;
  readonly cards: number;
  /** Cards of OCC that are not as the vault has them, and cards that are missing. */
  readonly wrong: readonly string[];
}

/** Changes cards in a vault, delivers the notifications about that badly, and compares. */
export async function runCardNotifications(run: NotificationRun): Promise<CardRunReport> {
  const { random, deliveries } = notificationRun(run);
  const vault = new Map<string, VaultedCardState>();
  const occ = new Map<string, OccCard[]>();
  for (let profile = 0; profile < PROFILES; profile += 1)
    occ.set(
      `p${profile}`,
      Array.from({ length: CARDS_OF_PROFILE }, (_, nth) => aCard(`${profile}`, nth)),
    );
  for (const card of [...occ.values()].flat())
    vault.set(card.token, {
      kind: 'present',
      lastDigits: '1111',
      expirationMonth: '01',
      expirationYear: '2030',
    });

  let time = Date.UTC(2026, 10, 29);
  const now = (): Date => new Date(time);
  const source: CardSource = {
    identify: ({ content }) => ({
      paymentInstrumentIds: [String(content['id'])],
      instrumentIdentifierIds: [],
      customerIds: [],
    }),
    paymentInstrumentsOf: async () => [],
    async read({ paymentInstrumentId = '' }) {
      await turn();
      return vault.get(paymentInstrumentId);
    },
  };
  const store = createMemoryNotifications({ capacity: Infinity, now });
  const profileLeases = createProfileLeases({ leases: store, now });
  const occApi = {
    async profilesWithCard(token: string) {
      const items = [...occ].filter(([, cards]) => cards.some((card) => card.token === token));
      return { items: items.map(([id]) => ({ id })) };
    },
    async profiles() {
      return { items: [] };
    },
    async profileCards(profileId: string) {
      await turn();
      return { creditCards: structuredClone(occ.get(profileId) ?? []) };
    },
    async replaceProfileCards(profileId: string, creditCards: readonly object[]) {
      await turn();
      occ.set(profileId, creditCards as OccCard[]);
    },
  };
  const profiles = createProfileCardStore(occApi, profileLeases);
  const refreshProfile = createRefreshProfile({ source, profiles, profileLeases });
  const allSettings = async (): Promise<readonly GatewaySettings[]> => [settings];
  const inbox = createInbox({
    store,
    isDurable: true,
    handlers: { card: createCardNotifications({ source, profiles, refreshProfile, allSettings, now }) },
    now,
    traceNotification: (_notification, work) => work(),
    onProcessed: () => undefined,
    onError: () => undefined,
  });

  const events = Array.from({ length: run.count }, (_, nth): Notification => {
    const tokens = [...vault.keys()];
    const token = tokens[random.below(tokens.length)] ?? '';
    if (vault.get(token)?.kind === 'present')
      vault.set(
        token,
        random.chance(0.01)
          ? { kind: 'deleted' }
          : {
              kind: 'present',
              lastDigits: String(1000 + random.below(9000)),
              expirationMonth: String(1 + random.below(12)).padStart(2, '0'),
              expirationYear: String(2030 + random.below(9)),
              networkToken: { id: `nt-${token}`, state: random.chance(0.1) ? 'SUSPENDED' : 'ACTIVE' },
            },
      );
    return {
      id: `n${nth}`,
      eventType: 'tms.networktoken.updated',
      topic: 'card',
      signedAt: now(),
      content: { id: token },
    };
  });
  for (const notification of deliveries(events)) {
    time += 50;
    await inbox.receive([notification]);
  }
  for (let round = 0; round < 100; round += 1) {
    await inbox.idle();
    time += 60_000;
    await inbox.process();
  }
  // What was dropped for good is found when its shopper opens the page of saved cards.
  for (const profileId of occ.keys()) await refreshProfile(profileId, [settings]);

  const cards = [...occ.values()].flat();
  const wrong = [...vault].flatMap(([token, state]) => {
    const card = cards.find((each) => each.token === token);
    if (state.kind === 'deleted') return card === undefined ? [] : [`${token} is deleted and still in OCC`];
    if (card === undefined) return [`${token} is missing`];
    const isEqual =
      card.cardNumber.endsWith(state.lastDigits ?? '') &&
      card.expiryMonth === state.expirationMonth &&
      card.expiryYear === state.expirationYear &&
      card.cardProps['networkTokenState'] === state.networkToken?.state;
    return isEqual ? [] : [`${token} differs`];
  });
  return { notifications: run.count, cards: vault.size, wrong };
}

function aCard(profile: string, nth: number): OccCard {
  const token = `${'A'.repeat(16)}${profile.padStart(8, '0')}${String(nth).padStart(8, '0')}`;
  return {
    repositoryId: `usercc${profile}-${nth}`,
    token,
    cardNumber: '411111xxxxxx1111',
    expiryMonth: '01',
    expiryYear: '2030',
    cardProps: { instrumentId: `70100000000${profile.padStart(4, '0')}${nth}111` },
  };
}
