import * as z from 'zod';
import { cardStatusOf, type CardStatus, toExpiryMonth, toExpiryYear } from '../domain/card-expiry.ts';
import type { SiteId } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { OccApi } from './admin-api.ts';
import { isGiven } from './webhook.ts';

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
 * The saved cards of the shopper whom OCC knows by the token. OCC itself finds out who that is, so nobody else's cards
 * can be reached. Each card is changed by itself, never as part of a list: a card that is added meanwhile stays.
 *
 * All reject with a Problem: `not-authenticated` without a good token, `not-found` for a card that is not the shopper's.
 */
export interface ShopperCards {
  list(token: string, site: SiteId): Promise<readonly ShopperCard[]>;
  /** Changes the card and reads it again: what comes back is what OCC has. */
  change(token: string, site: SiteId, id: string, change: CardChange): Promise<ShopperCard>;
  remove(token: string, site: SiteId, id: string): Promise<void>;
}

const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? '');
const card = z.object({
  savedCardId: z.string().nullish(),
  repositoryId: z.string().nullish(),
  nickname: text,
  cardType: text,
  cardNumber: text,
  expiryMonth: text,
  expiryYear: text,
  isDefault: z.boolean().nullish(),
});
const cards = z.object({ items: z.array(card) });

export function createShopperCards(occ: Pick<OccApi, 'asShopper'>, now: () => Date): ShopperCards {
  async function list(token: string, site: SiteId): Promise<readonly ShopperCard[]> {
    const { items } = cards.parse(await occ.asShopper(token, site, { path: PATH }));
    return items.map((each) => toShopperCard(each, now()));
  }

  return {
    list,
    async change(token, site, id, { nickname, isDefault }) {
      await occ.asShopper(token, site, {
        method: 'PUT',
        path: pathOf(id),
        json: {
          ...(nickname !== undefined && { nickname }),
          ...(isDefault !== undefined && { setAsDefault: isDefault }),
        },
      });
      const changed = (await list(token, site)).find((each) => each.id === id);
      if (changed === undefined) throw new Problem('not-found', 'There is no such saved card.');
      return changed;
    },
    async remove(token, site, id) {
      await occ.asShopper(token, site, { method: 'DELETE', path: pathOf(id) });
    },
  };
}

/** OCC: saved cards of the shopper who is logged in. */
const PATH = '/ccstore/v1/profiles/current/creditCards';

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

function toShopperCard(raw: z.output<typeof card>, at: Date): ShopperCard {
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
