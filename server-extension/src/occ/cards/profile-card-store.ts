import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import { toExpiryMonth, toExpiryYear } from '../../domain/card/card-expiry.ts';
import type { ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import type { ProfileCardChange, ProfileCardStore, SavedProfileCard } from '../../notifications/ports.ts';
import type { OccApi } from '../api/admin-api.ts';
import { word } from './profile-cards.ts';
import { toSavedCard } from './saved-card.ts';
import { isGiven } from '../webhook/webhook.ts';

/** OCC: profile, `creditCards`, with what a write of the list may name. */
const cards = lazy(() =>
  z.object({
    creditCards: z
      .array(
        z.object({
          repositoryId: word(),
          savedCardId: word(),
          id: word(),
          nickname: word(),
          nameOnCard: word(),
          cardType: word(),
          cardNumber: word(),
          expiryMonth: word(),
          expiryYear: word(),
          token: word(),
          cardProps: z.record(z.string(), word()).nullish(),
        }),
      )
      .nullish(),
  }),
);
type Card = NonNullable<Shape<typeof cards>['creditCards']>[number];

const found = lazy(() =>
  z.object({
    items: z.array(z.object({ id: word(), repositoryId: word() })).catch([]),
  }),
);

const listed = lazy(() =>
  z.object({
    items: z.array(cards().extend({ id: word(), repositoryId: word() })),
  }),
);

/** Times that one change is written at most: a write that another one overtook is repeated. */
const WRITES_MAX = 3;

/**
 * OCC: profiles of the application API. A write replaces the whole list: what it does not name is gone. So no other write goes on
 * meanwhile, and none of OCC's own that we know of.
 */
export function createProfileCardStore(
  occ: Pick<OccApi, 'profilesWithCard' | 'profiles' | 'profileCards' | 'replaceProfileCards'>,
  profileLeases: Pick<ProfileLeases, 'writing'>,
): ProfileCardStore {
  const read = async (profileId: string): Promise<readonly Card[]> =>
    cards().parse(await occ.profileCards(profileId)).creditCards ?? [];

  return {
    async find(token) {
      const { items } = found().parse(await occ.profilesWithCard(token));
      return items.flatMap(({ id, repositoryId }) => id ?? repositoryId ?? []);
    },

    async page(offset, limit) {
      const { items } = listed().parse(await occ.profiles(offset, limit));
      return items.map(({ id, repositoryId, creditCards }) => ({
        profileId: id ?? repositoryId ?? '',
        cards: keptByGateway(creditCards ?? []),
      }));
    },

    cardsOf: async (profileId) => keptByGateway(await read(profileId)),

    change: (profileId, changes) =>
      profileLeases.writing(profileId, 'list', () => readMergeVerify(profileId, changes)),
  };

  async function readMergeVerify(profileId: string, changes: readonly ProfileCardChange[]): Promise<void> {
    for (let nth = 1; nth <= WRITES_MAX; nth += 1) {
      const before = await read(profileId);
      await occ.replaceProfileCards(profileId, merged(before, changes));
      const after = await read(profileId);
      if (isWritten(before, after, changes)) return;
    }
    throw new Problem('gateway-failure', 'OCC did not keep the saved cards as they were written. Try again.');
  }
}

function keptByGateway(cards: readonly Card[]): readonly SavedProfileCard[] {
  return cards.filter(({ token }) => isGiven(token)).map(toProfileCard);
}

function idOf({ repositoryId, savedCardId, id }: Card): string {
  return [repositoryId, savedCardId, id].find(isGiven) ?? '';
}

function toProfileCard(card: Card): SavedProfileCard {
  const { token, cardProps, expiryMonth, expiryYear, cardNumber } = card;
  const { paymentInstrumentId, instrumentIdentifierId, customerId } = toSavedCard({
    token: token ?? '',
    instrumentId: cardProps?.['instrumentId'],
    customerId: cardProps?.['customerId'],
  });
  const state = cardProps?.['networkTokenState'];
  return {
    id: idOf(card),
    ...present({
      paymentInstrumentId,
      instrumentIdentifierId,
      customerId,
      lastDigits: /\d{4}$/.exec(cardNumber ?? '')?.[0],
      expirationMonth: toExpiryMonth(expiryMonth),
      expirationYear: toExpiryYear(expiryYear),
      state: cardProps?.['state'] ?? undefined,
      networkToken: isGiven(state)
        ? { state, ...present({ id: cardProps?.['networkTokenId'] ?? undefined }) }
        : undefined,
    }),
  };
}

/** Every card of the profile with what may be written of it, the changed ones with their changes. */
function merged(before: readonly Card[], changes: readonly ProfileCardChange[]): readonly object[] {
  return before.flatMap((card) => {
    const id = idOf(card);
    const change = changes.find((each) => each.id === id);
    if (change !== undefined && 'removed' in change) return [];
    const { nickname, nameOnCard, cardType, cardNumber, expiryMonth, expiryYear, token, cardProps } = card;
    const kept = { nickname, nameOnCard, cardType, cardNumber, expiryMonth, expiryYear, token, cardProps };
    return [{ repositoryId: id, ...given(kept), ...(change && changedFields(card, change.card)) }];
  });
}

function given(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

type Present = Extract<ProfileCardChange, { readonly card: unknown }>['card'];

function changedFields(card: Card, to: Present): Readonly<Record<string, unknown>> {
  const { lastDigits, expirationMonth, expirationYear, state, networkToken } = to;
  const props = { ...card.cardProps, ...present({ state }), ...networkTokenProps(networkToken) };
  return present({
    cardNumber: lastDigits === undefined ? undefined : `${(card.cardNumber ?? '').slice(0, -4)}${lastDigits}`,
    expiryMonth: expirationMonth,
    expiryYear: expirationYear,
    cardProps: given(props),
  });
}

function networkTokenProps(token: Present['networkToken']): object {
  return token === undefined
    ? {}
    : { networkTokenState: token.state, ...present({ networkTokenId: token.id }) };
}

/** Every card that was there is there, removed ones are gone, and the changed ones are as they were written. */
function isWritten(
  before: readonly Card[],
  after: readonly Card[],
  changes: readonly ProfileCardChange[],
): boolean {
  const byId = new Map(after.map((card) => [idOf(card), card]));
  return before.every((card) => {
    const change = changes.find(({ id }) => id === idOf(card));
    const now = byId.get(idOf(card));
    if (change !== undefined && 'removed' in change) return now === undefined;
    if (now === undefined) return false;
    if (change === undefined) return true;
    const { lastDigits, expirationMonth, expirationYear } = change.card;
    return (
      (lastDigits === undefined || now.cardNumber?.endsWith(lastDigits) === true) &&
      (expirationMonth === undefined || toExpiryMonth(now.expiryMonth) === toExpiryMonth(expirationMonth)) &&
      (expirationYear === undefined || toExpiryYear(now.expiryYear) === toExpiryYear(expirationYear))
    );
  });
}
