import type { PaymentCommand } from '../domain/command.ts';
import type { PaymentKey } from '../domain/ids.ts';
import { Problem } from '../domain/problem.ts';
import { isGranted } from '../domain/reported.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { admitTo } from './admit.ts';
import type { DecidedFrom } from './in-front.ts';
import { merchantOf } from './same-merchant.ts';
import type { Entry, Gateway, Journal, NameAttempt, NewEntry, Opening } from './ports.ts';
import { type Restraint, restrained } from './restraint.ts';
import type { SecondLook } from './second-look.ts';

/** One call to the gateway, in the journal before it is made and after it. */
export interface Attempt {
  /** Claims the command in the journal, if the payment's state allows it. */
  open(
    command: PaymentCommand,
    payment: PaymentKey,
    settings: GatewaySettings,
    decidedFrom?: DecidedFrom,
  ): Promise<Opening>;
  /** The claim is ours: one call, then its result into the journal, whatever it is. Never rejects. */
  carryOut(
    command: PaymentCommand,
    settings: GatewaySettings,
    opened: Entry,
    restraint?: Restraint,
  ): Promise<Entry>;
}

export interface AttemptDeps {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly name: NameAttempt;
  readonly now: () => Date;
  /** Milliseconds after which a call to the gateway is given up. */
  readonly deadlineMs: number;
  /** Milliseconds after which others take an attempt without a result for lost. */
  readonly lostMs: number;
  /** Asked before an unknown result is written. */
  readonly secondLook?: SecondLook;
  /** Told when a result could not be written, or the gateway adapter threw: both need a person. */
  readonly onTrouble: (
    event: 'journal-close-failed' | 'gateway-threw' | 'second-look-failed',
    error: unknown,
    entry: Entry,
  ) => void;
}

export function createAttempt(deps: AttemptDeps): Attempt {
  const { gateway, journal, name, now, deadlineMs, lostMs, secondLook, onTrouble } = deps;
  return {
    open: (command, payment, settings, decidedFrom) =>
      journal.open(
        {
          ...toNewEntry(command, payment, now()),
          merchant: merchantOf(settings),
          ...(decidedFrom?.turn && { turn: decidedFrom.turn }),
        },
        admitTo(command, decidedFrom),
        name,
      ),

    async carryOut(command, settings, opened, restraint) {
      const startedAt = now();
      const result = await restrained(restraint, async () =>
        lookAgain(await send(command, settings, opened), settings, opened),
      );
      const at = now();
      try {
        return await journal.close(opened, result, at);
      } catch (error) {
        onTrouble('journal-close-failed', error, opened);
        // The money has moved or not, whatever our disk does: the caller is told the truth. But only the journal knows
        // whether somebody has taken it for lost since, and undone it.
        const mayBeUndone = isYes(result) && now().getTime() - startedAt.getTime() >= lostMs;
        return { ...opened, result: mayBeUndone ? TOO_LATE : result, closedAt: at };
      }
    },
  };

  async function lookAgain(
    result: PaymentResult,
    settings: GatewaySettings,
    entry: Entry,
  ): Promise<PaymentResult> {
    if (secondLook === undefined || result.outcome !== 'unknown') return result;
    try {
      return await secondLook(entry, result, settings);
    } catch (error) {
      onTrouble('second-look-failed', error, entry);
      return result;
    }
  }

  async function send(
    command: PaymentCommand,
    settings: GatewaySettings,
    entry: Entry,
  ): Promise<PaymentResult> {
    const { merchantTransactionId, turn } = entry;
    try {
      return await gateway.send(command, settings, {
        merchantTransactionId,
        deadlineMs,
        ...(turn && { turn }),
      });
    } catch (error) {
      onTrouble('gateway-threw', error, entry);
      return { outcome: 'unknown', problem: 'An internal failure while the gateway was being called.' };
    }
  }
}

function isYes(result: PaymentResult): boolean {
  return isGranted(result) || result.outcome === 'challenge';
}

const TOO_LATE: PaymentResult = {
  outcome: 'unknown',
  problem: 'The result came so late that others may have taken the attempt for lost and undone it.',
};

/** The claim that an opening gives, unless it is refused. @throws Problem `conflict`. */
export function requireClaim(opening: Opening): Exclude<Opening, { kind: 'mismatch' | 'forbidden' }> {
  if (opening.kind === 'forbidden') throw new Problem('conflict', opening.problem);
  if (opening.kind !== 'mismatch') return opening;
  throw new Problem(
    'conflict',
    'This transaction id was delivered before with another body. Nothing was sent.',
  );
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
    ...('checkout' in command && { checkout: command.checkout }),
    ...('original' in command && { original: command.original }),
  };
}
