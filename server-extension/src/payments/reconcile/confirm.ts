import type { Void } from '../../domain/command.ts';
import { wasUndoneBefore } from '../../domain/debt.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { isSale } from '../../domain/effect.ts';
import { plus } from '../../domain/money.ts';
import { paymentFrom } from '../../domain/payment.ts';
import { Problem } from '../../domain/problem.ts';
import { isGranted, refOf } from '../../domain/reported.ts';
import type { PaymentResult } from '../../domain/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Pay } from '../pay.ts';
import type { Entry, Journal, Left } from '../ports.ts';
import { happened, mayHaveHappened } from '../takings.ts';
import type { Pace } from './duties.ts';
import { againAfter } from './schedule.ts';

/** Asks OCC whether it has accepted an authorization: the payment group counts as paid, in an order that was placed. */
export type Accepted = (entry: Entry) => Promise<'yes' | 'no' | 'unclear'>;

export interface ConfirmDeps {
  readonly journal: Journal;
  readonly accepted: Accepted;
  readonly pay: Pay;
  readonly pace: Pace;
  readonly now: () => Date;
  /** Told of an authorization that OCC never accepted and that is undone now. */
  readonly onOrphan: (orphan: Entry) => void;
}

/** The try after which one waits for a quarter of an hour. */
const MOST_PATIENT = 3;

/** Undoes an authorization whose order OCC never placed. */
export type Confirm = (entry: Entry, tries: number, settings: GatewaySettings) => Promise<Left>;

export function createConfirm({ journal, accepted, pay, pace, now, onOrphan }: ConfirmDeps): Confirm {
  return async (entry, tries, settings) => {
    const ofPayment = (await journal.ofOrder(entry.orderId)).filter(
      ({ payment }) => payment === entry.payment,
    );
    const uses = usesOf(entry, ofPayment);
    if (uses.some(happened)) return { done: true };
    // Once it is known that such a step did not happen, nobody else would let go of the money.
    if (uses.some(mayHaveHappened)) return onceKnown(tries);
    const { capturable, refundable, pending } = paymentFrom(ofPayment);
    if (!pending && capturable.minor + refundable.minor === 0) return { done: true };

    const answer = await accepted(entry);
    if (answer === 'yes') return { done: true };
    // OCC's own books lag as well: it has to say no twice.
    if (answer === 'unclear' || tries === 0) return later(tries);
    onOrphan(entry);
    const result = await undo(entry, ofPayment, settings);
    if (result === undefined) return { done: true };
    // It may have been let go of before, by a call whose answer was lost.
    if (isGranted(result) || wasUndoneBefore(result)) return { done: true };
    if (result.outcome === 'unknown') return onceKnown(tries);
    return later(tries);
  };

  /** Undefined when another instance has let go of it, or used it: the gateway's records forbid it then. */
  async function undo(
    entry: Entry,
    ofPayment: readonly Entry[],
    settings: GatewaySettings,
  ): Promise<PaymentResult | undefined> {
    try {
      return (await pay(toUndo(entry, ofPayment), settings)).result;
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return undefined;
      throw error;
    }
  }

  /** A duty of its own finds that out: whenever it has, no day may pass before somebody looks here. */
  function onceKnown(tries: number): Left {
    return later(Math.min(tries, MOST_PATIENT));
  }

  function later(tries: number): Left {
    const againAt = againAfter(tries, pace, now());
    return againAt === undefined ? { needsPerson: true } : { againAt };
  }

  function toUndo(entry: Entry, ofPayment: readonly Entry[]): Void {
    const { fingerprint, site, channel, orderId, paymentGroupId, result } = entry;
    const { capturable, refundable } = paymentFrom(ofPayment);
    const original = refOf(result);
    if (original === undefined) throw new RangeError(`Attempt ${entry.key} was approved without an id`);
    return {
      type: 'void',
      key: toKey(entry, ofPayment),
      fingerprint,
      caller: 'reconciler',
      site,
      channel,
      orderId,
      original,
      of: isSale(entry) ? 'sale' : 'authorization',
      amount: plus(capturable, refundable),
      ...(paymentGroupId !== undefined && { paymentGroupId }),
    };
  }
}

/** What was refused is asked for anew, under another key: the gateway may only have been too busy. */
function toKey({ key }: Entry, ofPayment: readonly Entry[]): CommandKey {
  const refused = ofPayment.filter(
    ({ caller, key: other, result }) =>
      caller === 'reconciler' &&
      other.includes(`/${key}`) &&
      (result?.outcome === 'refused' || result?.outcome === 'declined'),
  );
  return `orphan${refused.length || ''}/${key}` as CommandKey;
}

/**
 * Whoever captures, voids or refunds it has an order that it belongs to. What was done to an earlier authorization of
 * the payment group, or tried in vain, says nothing about this one.
 */
function usesOf({ result }: Entry, ofPayment: readonly Entry[]): readonly Entry[] {
  const ref = refOf(result);
  return ofPayment.filter((other) => other.original === ref && other.caller !== 'reconciler');
}
