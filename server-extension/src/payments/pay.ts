import type { PaymentCommand } from '../domain/command.ts';
import type { PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { admitTo } from './admit.ts';
import { addressed } from './addressed.ts';
import type { Entry, Gateway, Journal, NameAttempt, NewEntry } from './ports.ts';

/** How a command ended. */
export interface Paid {
  readonly result: PaymentResult;
  /** When the result was written: the same for every delivery of the command, so that answers are equal byte for byte. */
  readonly at: Date;
  /** True when an earlier delivery did the work and this one only reads its result. */
  readonly replayed: boolean;
  readonly entry: Entry;
}

/**
 * Carries out a command at most once, however often and from wherever it is delivered.
 *
 * @throws Problem `conflict` (same key with another body, or the payment's state forbids it), `not-found` (another
 *   site's payment), `in-progress` (an earlier delivery is still under way) or `journal-unavailable` (nothing was sent).
 */
export type Pay = (command: PaymentCommand, settings: GatewaySettings) => Promise<Paid>;

export interface PayDeps {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly name: NameAttempt;
  readonly now: () => Date;
  /** Milliseconds after which a call to the gateway is given up. */
  readonly deadlineMs: number;
  /** Told when a result could not be written, or the gateway adapter threw: both need a person. */
  readonly onTrouble: (event: 'journal-close-failed' | 'gateway-threw', error: unknown, entry: Entry) => void;
}

export function createPay({ gateway, journal, name, now, deadlineMs, onTrouble }: PayDeps): Pay {
  return pay;

  async function pay(asked: PaymentCommand, settings: GatewaySettings): Promise<Paid> {
    const { command, payment } = await addressed(asked, journal);
    const opening = await journal.open(toNewEntry(command, payment, now()), admitTo(command), name);
    switch (opening.kind) {
      case 'opened':
        return carryOut(command, settings, opening.entry);
      case 'finished':
        return replay(opening.entry);
      case 'under-way':
        return waitFor(opening.entry, command, settings);
      case 'mismatch':
        throw new Problem(
          'conflict',
          'This transaction id was delivered before with another body. Nothing was sent.',
        );
      case 'forbidden':
        throw new Problem('conflict', opening.problem);
    }
  }

  /** The claim is ours: one call, then its result into the journal, whatever it is. */
  async function carryOut(command: PaymentCommand, settings: GatewaySettings, entry: Entry): Promise<Paid> {
    const result = await send(command, settings, entry);
    const at = now();
    try {
      const closed = await journal.close(entry.key, result, at);
      return { result, at: closed.closedAt ?? at, replayed: false, entry: closed };
    } catch (error) {
      // The money has moved or not, whatever our disk does: the caller is told the truth.
      onTrouble('journal-close-failed', error, entry);
      return { result, at, replayed: false, entry: { ...entry, result, closedAt: at } };
    }
  }

  async function send(
    command: PaymentCommand,
    settings: GatewaySettings,
    entry: Entry,
  ): Promise<PaymentResult> {
    const { merchantTransactionId } = entry;
    try {
      return await gateway.send(command, settings, { merchantTransactionId, deadlineMs });
    } catch (error) {
      onTrouble('gateway-threw', error, entry);
      return { outcome: 'unknown', problem: 'An internal failure while the gateway was being called.' };
    }
  }

  /** A copy of something under way answers with the first one's result, or says that there is none yet. */
  async function waitFor(first: Entry, command: PaymentCommand, settings: GatewaySettings): Promise<Paid> {
    const closed = await journal.whenClosed(first.key, deadlineMs);
    if (closed === undefined) {
      throw new Problem(
        'in-progress',
        'An earlier delivery of this payment is still under way. Ask again later.',
      );
    }
    // Another delivery's attempt: whether it stands for this one too, only the journal can say.
    return first.key === command.key ? replay(closed) : pay(command, settings);
  }
}

function replay(entry: Entry): Paid {
  const { result, closedAt } = entry;
  if (result === undefined || closedAt === undefined)
    throw new RangeError(`Attempt ${entry.key} is not closed`);
  return { result, at: closedAt, replayed: true, entry };
}

function toNewEntry(command: PaymentCommand, payment: PaymentKey, openedAt: Date): NewEntry {
  return {
    key: command.key,
    fingerprint: command.fingerprint,
    payment,
    operation: command.type,
    caller: command.caller,
    site: command.site,
    channel: command.channel,
    orderId: command.orderId,
    amount: command.amount,
    captureNow: command.type === 'authorize' && command.captureNow,
    openedAt,
    ...('paymentGroupId' in command && { paymentGroupId: command.paymentGroupId }),
    ...('original' in command && { original: command.original }),
  };
}
