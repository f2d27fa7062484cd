import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import { present } from '../../domain/present.ts';
import { objectIn, isObject, type UnknownObject } from '../../domain/json/json-object.ts';
import type { CardVault, VaultedCard, VaultedCardChange } from '../../payments/ports/card-vault.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';
import { type TransportResult, toReplyFields } from '../client/transport.ts';
import { toBillTo, toBillToBefore, toCardBillingAddress } from './bill-to.ts';

export interface CardVaultDeps {
  readonly clientFor: ClientFor;
  readonly log?: Log;
}

/** A shopper waits for each call; there are four at most. */
const DEADLINE_MS = 5_000;

/** CyberSource: TMS, payment instruments. A customer's default card can be deleted only when another one is the default. */
export function createCardVault({ clientFor, log }: CardVaultDeps): CardVault {
  return {
    async forget({ customerId, paymentInstrumentId: id }, { account }) {
      if (customerId === undefined) {
        requireGone(await ask(account, (operations) => operations.deletePaymentInstrument(id)));
        return;
      }
      const remove = (operations: Operations): ComposedCall =>
        operations.deleteCustomerPaymentInstrument(customerId, id);
      const reply = await ask(account, remove);
      if (statusOf(reply) !== CONFLICT) {
        requireGone(reply);
        return;
      }
      await makeAnotherDefault(account, customerId, id);
      requireGone(await ask(account, remove));
    },

    async billingAddressOf(card, { account }) {
      return toCardBillingAddress(requireCard(await ask(account, (operations) => readOf(card, operations))));
    },

    async change(card, change, { account }) {
      const before = requireCard(await ask(account, (operations) => readOf(card, operations)));
      const defaultBefore = change.isDefault === true ? await defaultOf(account, card) : undefined;
      requireChanged(await ask(account, patchOf(card, toPatch(change, before))));
      return async () => {
        const previous = toPrevious(before, change);
        if (Object.keys(previous).length > 0) requireChanged(await ask(account, patchOf(card, previous)));
        if (defaultBefore !== undefined && defaultBefore !== card.paymentInstrumentId)
          requireChanged(
            await ask(account, patchOf({ ...card, paymentInstrumentId: defaultBefore }, { default: true })),
          );
      };
    },
  };

  /** The customer's default card. */
  async function defaultOf(
    account: GatewayAccount,
    { customerId }: VaultedCard,
  ): Promise<string | undefined> {
    if (customerId === undefined) return undefined;
    const reply = await ask(account, (operations) => operations.listCustomerPaymentInstruments(customerId));
    return instrumentsIn(reply).find((each) => each.default === true)?.id;
  }

  async function makeAnotherDefault(account: GatewayAccount, customerId: string, id: string): Promise<void> {
    const list = await ask(account, (operations) => operations.listCustomerPaymentInstruments(customerId));
    const other = idsIn(list).find((each) => each !== id);
    if (other === undefined) return;
    await ask(account, (operations) =>
      operations.changeCustomerPaymentInstrument(customerId, other, { default: true }),
    );
  }

  async function ask(
    account: GatewayAccount,
    compose: (operations: Operations) => ComposedCall,
  ): Promise<TransportResult> {
    const reply = await clientFor(account).send(compose, DEADLINE_MS);
    log?.('vault.call', { ...account.configuredFor, ...toReplyFields(reply) });
    return reply;
  }
}

function readOf({ customerId, paymentInstrumentId: id }: VaultedCard, operations: Operations): ComposedCall {
  return customerId === undefined
    ? operations.paymentInstrument(id)
    : operations.customerPaymentInstrument(customerId, id);
}

function patchOf(
  { customerId, paymentInstrumentId: id }: VaultedCard,
  patch: object,
): (operations: Operations) => ComposedCall {
  return (operations) =>
    customerId === undefined
      ? operations.changePaymentInstrument(id, patch)
      : operations.changeCustomerPaymentInstrument(customerId, id, patch);
}

function toPatch(
  { expirationMonth, expirationYear, billingAddress, isDefault }: VaultedCardChange,
  before: UnknownObject,
): object {
  const card = present({ expirationMonth, expirationYear });
  return {
    ...(Object.keys(card).length > 0 && { card }),
    ...(billingAddress && { billTo: toBillTo(billingAddress, before) }),
    ...(isDefault && { default: true }),
  };
}

/** Of what the change names, the values before it. */
function toPrevious(before: UnknownObject, change: VaultedCardChange): object {
  const card = isObject(before['card']) ? before['card'] : {};
  const { expirationMonth, expirationYear } = card;
  const hasExpiry = change.expirationMonth !== undefined || change.expirationYear !== undefined;
  return {
    ...(hasExpiry && { card: { expirationMonth, expirationYear } }),
    ...(change.billingAddress && {
      billTo: toBillToBefore(before, toBillTo(change.billingAddress, before)),
    }),
  };
}

function requireCard(reply: TransportResult): UnknownObject {
  const body = reply.kind === 'answered' && reply.status === 200 ? objectIn(reply.text) : undefined;
  if (body !== undefined) return body;
  if (statusOf(reply) === 404 || statusOf(reply) === 410)
    throw new Problem('not-found', 'CyberSource has no such saved card any more: delete it.');
  throw new Problem(
    'gateway-failure',
    'CyberSource did not show the saved card. Nothing was changed; try again.',
  );
}

function requireChanged(reply: TransportResult): void {
  const status = statusOf(reply);
  if (status >= 200 && status < 300) return;
  if (status === 400)
    throw new Problem(
      'unprocessable',
      'CyberSource refused the change: check expiry date and billing address.',
    );
  throw new Problem('gateway-failure', 'The card may not have been changed at CyberSource. Try again.');
}

const CONFLICT = 409;
/** Deleted now; never there; deleted before. */
const GONE: ReadonlySet<number> = new Set([204, 404, 410]);

function requireGone(reply: TransportResult): void {
  if (GONE.has(statusOf(reply))) return;
  throw new Problem('gateway-failure', 'The card could not be deleted at CyberSource. Try again.');
}

function statusOf(reply: TransportResult): number {
  return reply.kind === 'answered' ? reply.status : 0;
}

const instruments = lazy(() =>
  z.object({
    _embedded: z.object({
      paymentInstruments: z.array(z.object({ id: z.string(), default: z.boolean().optional() })),
    }),
  }),
);

function idsIn(reply: TransportResult): readonly string[] {
  return instrumentsIn(reply).map(({ id }) => id);
}

function instrumentsIn(
  reply: TransportResult,
): readonly { readonly id: string; readonly default?: boolean | undefined }[] {
  if (reply.kind === 'silent') return [];
  const { data } = instruments().safeParse(objectIn(reply.text));
  return data?._embedded.paymentInstruments ?? [];
}
