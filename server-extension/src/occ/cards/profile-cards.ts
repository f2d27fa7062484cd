import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { toExpiryMonth, toExpiryYear } from '../../domain/card/card-expiry.ts';
import { toSavedCard } from './saved-card.ts';

/** A text of a card in a profile; OCC gives some of them as numbers. */
export const word = lazy(() => z.union([z.string(), z.number().transform(String)]).nullish());

/** OCC: profile, `creditCards`. `cardProps` is what was answered when the card was saved. */
const profile = lazy(() =>
  z.object({
    creditCards: z
      .array(
        z.object({
          repositoryId: word(),
          savedCardId: word(),
          id: word(),
          token: word(),
          cardType: word(),
          expiryMonth: word(),
          expiryYear: word(),
          cardProps: z.object({ instrumentId: word(), customerId: word() }).nullish(),
        }),
      )
      .nullish(),
  }),
);

/** A saved card as administrators and extensions see it in a profile. */
export type ProfileCard = NonNullable<Shape<typeof profile>['creditCards']>[number];

/** The saved cards of a profile, as `GET /ccadmin/v1/profiles/{id}` has it. */
export function parseProfileCards(raw: unknown): readonly ProfileCard[] {
  return profile().parse(raw).creditCards ?? [];
}

/** Whether OCC knows the card by this id. */
export function isNamed({ repositoryId, savedCardId, id }: ProfileCard, name: string): boolean {
  return [repositoryId, savedCardId, id].includes(name);
}

/** CyberSource's instrument identifier, the same for the same card number however often it is saved. */
export function instrumentOf({ token, cardProps }: ProfileCard): string | undefined {
  return toSavedCard({ token: token ?? '', instrumentId: cardProps?.instrumentId }).instrumentIdentifierId;
}

/** `03/2031`, however month and year are written: cards that expire at the same time have the same. */
export function expiryOf(month: string | null | undefined, year: string | null | undefined): string {
  return `${toExpiryMonth(month) ?? ''}/${toExpiryYear(year) ?? ''}`;
}
