import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { isObject, objectIn, type UnknownObject } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type {
  CardSource,
  NotifiedCard,
  SavedCardToken,
  VaultedCardState,
} from '../../notifications/ports.ts';
import type { ClientFor } from '../client/client.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';

const DEADLINE_MS = 5_000;
const NOT_FOUND = 404;
const DELETED = 410;

const word = lazy(() => z.string().optional().catch(undefined));
const tokenizedCard = lazy(() =>
  z
    .object({
      id: word(),
      state: word(),
      card: z
        .object({ suffix: word(), expirationMonth: word(), expirationYear: word() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
);
const identifier = lazy(() =>
  z.object({
    id: word(),
    state: word(),
    card: z.object({ number: word() }).optional().catch(undefined),
    tokenizedCard: tokenizedCard(),
  }),
);
const instrument = lazy(() =>
  z.object({
    state: word(),
    card: z.object({ expirationMonth: word(), expirationYear: word() }).optional().catch(undefined),
    _embedded: z.object({ instrumentIdentifier: identifier().optional() }).optional().catch(undefined),
  }),
);
const page = lazy(() =>
  z.object({
    _embedded: z.object({ paymentInstruments: z.array(z.object({ id: z.string() })).catch([]) }).optional(),
  }),
);

/** CyberSource: TMS. Payment credentials are never asked for: no cryptogram comes here. */
export function createCardSource({ clientFor }: { readonly clientFor: ClientFor }): CardSource {
  return {
    identify: ({ content }) => ({
      paymentInstrumentIds: idsAt(content, 'paymentInstruments', 'paymentInstrument'),
      instrumentIdentifierIds: idsAt(content, 'instrumentIdentifiers', 'instrumentIdentifier'),
      customerIds: idsAt(content, 'customers', 'customer'),
    }),

    async paymentInstrumentsOf({ instrumentIdentifierIds, customerIds }: NotifiedCard, settings) {
      const pages = await Promise.all([
        ...instrumentIdentifierIds.map((id) =>
          read(settings, (operations) => operations.paymentInstrumentsOf(id)),
        ),
        ...customerIds.map((id) =>
          read(settings, (operations) => operations.listCustomerPaymentInstruments(id)),
        ),
      ]);
      return pages.flatMap((body) => {
        const { data } = page().safeParse(body);
        return data?._embedded?.paymentInstruments.map(({ id }) => id) ?? [];
      });
    },

    async read(card, settings) {
      const compose = readOf(card);
      if (compose === undefined) return undefined;
      const body = await read(settings, compose);
      if (body === undefined || body === 'deleted') return body && { kind: 'deleted' };
      return card.paymentInstrumentId === undefined
        ? toState({ _embedded: { instrumentIdentifier: identifier().parse(body) } })
        : toState(instrument().parse(body));
    },
  };

  /** Undefined for what the account never had. */
  async function read(
    { account }: GatewaySettings,
    compose: (operations: Operations) => ComposedCall,
  ): Promise<UnknownObject | 'deleted' | undefined> {
    const reply = await clientFor(account).send(compose, DEADLINE_MS);
    if (reply.kind === 'answered' && reply.status === 200) {
      const body = objectIn(reply.text);
      if (body !== undefined) return body;
    }
    if (reply.kind === 'answered' && reply.status === NOT_FOUND) return undefined;
    if (reply.kind === 'answered' && reply.status === DELETED) return 'deleted';
    throw new Problem('gateway-failure', 'CyberSource did not show the saved card. Try again.');
  }
}

/** Undefined for a card that names neither. */
function readOf({
  paymentInstrumentId,
  instrumentIdentifierId,
  customerId,
}: SavedCardToken): ((operations: Operations) => ComposedCall) | undefined {
  if (paymentInstrumentId !== undefined && customerId !== undefined)
    return (operations) => operations.customerPaymentInstrument(customerId, paymentInstrumentId);
  if (paymentInstrumentId !== undefined)
    return (operations) => operations.paymentInstrument(paymentInstrumentId);
  if (instrumentIdentifierId !== undefined)
    return (operations) => operations.instrumentIdentifier(instrumentIdentifierId);
  return undefined;
}

/** The issuer tells the network token's vault first: what that says of the card is younger than the number it was saved with. */
function toState({ state, card, _embedded }: Shape<typeof instrument>): VaultedCardState {
  const account = _embedded?.instrumentIdentifier;
  const token = account?.tokenizedCard;
  const ofToken = token?.state === 'ACTIVE' ? token.card : undefined;
  return {
    kind: 'present',
    ...present({
      lastDigits: ofToken?.suffix ?? /\d{4}$/.exec(account?.card?.number ?? '')?.[0],
      expirationMonth: ofToken?.expirationMonth ?? card?.expirationMonth,
      expirationYear: ofToken?.expirationYear ?? card?.expirationYear,
      state: state ?? account?.state,
      networkToken:
        token?.state === undefined ? undefined : { state: token.state, ...present({ id: token.id }) },
    }),
  };
}

const ID = /^[\w-]{1,64}$/;

/** CyberSource: notifications of tokens, `_links.<kind>[].id`; others name one token of a kind. */
function idsAt(content: UnknownObject, several: string, one: string): readonly string[] {
  const links = isObject(content['_links']) ? content['_links'] : {};
  const named = [links[several], content[several], links[one], content[one]].flat();
  const ids = named.filter(isObject).map(({ id, href }) => id ?? lastOf(href));
  return [...new Set(ids.filter((id) => typeof id === 'string' && ID.test(id)) as string[])];
}

function lastOf(href: unknown): string | undefined {
  return typeof href === 'string' ? href.slice(href.lastIndexOf('/') + 1) : undefined;
}
