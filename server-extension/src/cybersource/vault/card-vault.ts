import * as z from 'zod';
import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { CardVault } from '../../payments/ports/card-vault.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../log/log.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';
import { type TransportResult, toReplyFields } from '../client/transport.ts';

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
  };

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

const instruments = z.object({
  _embedded: z.object({ paymentInstruments: z.array(z.object({ id: z.string() })) }),
});

function idsIn(reply: TransportResult): readonly string[] {
  if (reply.kind === 'silent') return [];
  try {
    const { data } = instruments.safeParse(JSON.parse(reply.text));
    return data?._embedded.paymentInstruments.map(({ id }) => id) ?? [];
  } catch {
    return [];
  }
}
