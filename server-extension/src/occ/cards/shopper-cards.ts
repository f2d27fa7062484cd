import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { cardStatusOf, type CardStatus, toExpiryMonth, toExpiryYear } from '../../domain/card/card-expiry.ts';
import type { SiteId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { instrumentOf, isNamed, parseProfileCards } from './profile-cards.ts';
import { isGiven } from '../webhook/webhook.ts';

/** A saved card as its owner sees it: no token, no number. */
export interface ShopperCard {
  readonly id: string;
  readonly nickname: string;
  readonly type: string;
  readonly last4: string;
  readonly expiryMonth: string;
  readonly expiryYear: string;
  readonly isDefault: boolean;
  readonly status: CardStatus;
}

export interface CardChange {
  readonly nickname?: string;
  readonly isDefault?: boolean;
}

/**
 * The saved cards of the shopper whom OCC knows by the token. OCC itself identifies the shopper, so no other shopper's cards
 * can be reached. Each card is changed by itself, never as part of a list: a card that is added meanwhile stays.
 *
 * All reject with a Problem: `not-authenticated` without a good token, `not-found` for a card that is not the shopper's,
 * `gateway-failure` where OCC fails.
 */
export interface ShopperCards {
  /** Each card once, however often it was saved: the default entry, else the one that lives longest. */
  list(token: string, site: SiteId): Promise<readonly ShopperCard[]>;
  /** Every entry of the same card, the named one first. */
  entriesOf(token: string, site: SiteId, id: string): Promise<readonly string[]>;
  /** Changes the card and reads it again: what comes back is what OCC has. `unprocessable` with OCC's reason where it refuses. */
  change(token: string, site: SiteId, id: string, change: CardChange): Promise<ShopperCard>;
  remove(token: string, site: SiteId, id: string): Promise<void>;
  /** OCC's id of the shopper. */
  profileIdOf(token: string, site: SiteId): Promise<string>;
  /** The card as OCC has it now. */
  read(token: string, site: SiteId, id: string): Promise<ShopperCard>;
}

const text = lazy(() =>
  z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .transform((value) => value ?? ''),
);
const card = lazy(() =>
  z.object({
    savedCardId: z.string().nullish(),
    repositoryId: z.string().nullish(),
    nickname: text(),
    cardType: text(),
    cardNumber: text(),
    expiryMonth: text(),
    expiryYear: text(),
    isDefault: z.boolean().nullish(),
  }),
);
const cards = lazy(() => z.object({ items: z.array(card()) }));

export function createShopperCards(
  occ: Pick<OccApi, 'asShopper' | 'currentProfile' | 'profile'>,
  now: () => Date,
): ShopperCards {
  async function entries(token: string, site: SiteId): Promise<readonly ShopperCard[]> {
    const { items } = cards().parse(await occ.asShopper(token, site, { path: PATH }));
    return items.map((each) => toShopperCard(each, now()));
  }

  /** The instrument identifiers of cards, by OCC's ids; none where the profile cannot be read. */
  async function instruments(token: string, site: SiteId): Promise<(id: string) => string | undefined> {
    const { data } = shopper().safeParse(await occ.currentProfile(token, site));
    const cards = data === undefined ? [] : parseProfileCards(await occ.profile(data.id, site));
    return (id) => {
      const card = cards.find((each) => isNamed(each, id));
      return card && instrumentOf(card);
    };
  }

  async function read(token: string, site: SiteId, id: string): Promise<ShopperCard> {
    const found = (await entries(token, site)).find((each) => each.id === id);
    if (found === undefined) throw new Problem('not-found', 'There is no such saved card.');
    return found;
  }

  async function list(token: string, site: SiteId): Promise<readonly ShopperCard[]> {
    const all = await entries(token, site);
    if (!mayHaveTwins(all)) return all;
    const instrumentOfId = await instruments(token, site).catch(() => NONE);
    return eachOnce(all, instrumentOfId);
  }

  return {
    list,
    async entriesOf(token, site, id) {
      const instrumentOfId = await instruments(token, site);
      const instrument = instrumentOfId(id);
      const all = instrument === undefined ? [] : await entries(token, site);
      const twins = all.filter((each) => each.id !== id && instrumentOfId(each.id) === instrument);
      return [id, ...twins.map((twin) => twin.id)];
    },
    async change(token, site, id, { nickname, isDefault }) {
      await occ.asShopper(token, site, {
        method: 'PUT',
        path: pathOf(id),
        json: present({ nickname, setAsDefault: isDefault }),
      });
      return read(token, site, id);
    },
    read,
    async profileIdOf(token, site) {
      const { data } = shopper().safeParse(await occ.currentProfile(token, site));
      if (data !== undefined) return data.id;
      throw new Problem('not-authenticated', 'Saved cards need a shopper who has logged in.');
    },
    async remove(token, site, id) {
      await occ.asShopper(token, site, { method: 'DELETE', path: pathOf(id) });
    },
  };
}

const shopper = lazy(() => z.object({ id: z.string().min(1) }));

const NONE = (): undefined => undefined;

/** Entries that look alike may be one card; whether they are, only CyberSource's identifiers say. */
function mayHaveTwins(cards: readonly ShopperCard[]): boolean {
  return new Set(cards.map(({ type, last4 }) => `${type} ${last4}`)).size < cards.length;
}

function eachOnce(
  cards: readonly ShopperCard[],
  instrumentOfId: (id: string) => string | undefined,
): readonly ShopperCard[] {
  const best = new Map<string, ShopperCard>();
  for (const card of cards) {
    const key = instrumentOfId(card.id) ?? `entry ${card.id}`;
    const other = best.get(key);
    if (other === undefined || isBetter(card, other)) best.set(key, card);
  }
  const shown = new Set(best.values());
  return cards.filter((card) => shown.has(card));
}

function isBetter(card: ShopperCard, other: ShopperCard): boolean {
  if (card.isDefault || other.isDefault) return card.isDefault;
  const lives = ({ expiryMonth, expiryYear }: ShopperCard): string => expiryYear + expiryMonth;
  return lives(card) > lives(other);
}

/** OCC: saved cards of the shopper who is logged in. */
const PATH = '/ccstore/v1/profiles/current/creditCards';

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

function toShopperCard(raw: Shape<typeof card>, at: Date): ShopperCard {
  const { nickname, cardType, cardNumber, expiryMonth, expiryYear } = raw;
  return {
    id: [raw.savedCardId, raw.repositoryId].find(isGiven) ?? '',
    nickname,
    type: cardType,
    last4: /\d{4}$/.exec(cardNumber)?.[0] ?? '',
    // What cannot be read is shown as OCC has it.
    expiryMonth: toExpiryMonth(expiryMonth) ?? expiryMonth,
    expiryYear: toExpiryYear(expiryYear) ?? expiryYear,
    isDefault: raw.isDefault === true,
    status: cardStatusOf(expiryMonth, expiryYear, at),
  };
}
