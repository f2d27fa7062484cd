import type { PaymentResult } from '../../domain/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { isGranted, refOf } from '../../domain/reported.ts';
import type { Entry, Gateway, Journal, Left, Sighting } from '../ports.ts';
import { isLive } from '../takings.ts';
import { waitForAccess } from './access.ts';
import type { Accepted } from './confirm.ts';
import type { Pace } from './duties.ts';
import { againAfter } from './schedule.ts';

export interface FindOutDeps {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly accepted: Accepted;
  /** Another instance, with a journal of its own, may have answered the same delivery. */
  readonly isJournalOwn: boolean;
  readonly pace: Pace;
  readonly now: () => Date;
  /** Milliseconds after which a call to the gateway is given up. */
  readonly deadlineMs: number;
}

/** Finds out how an attempt ended, or sees to it that it did not happen. */
export type FindOut = (entry: Entry, tries: number, settings: GatewaySettings) => Promise<Left>;

/** Before this many looks nobody concludes from an empty book that nothing happened. */
const LOOKS = 2;

/**
 * An authorization whose answer was lost was declined to the shopper: it is undone. Where the process went away, or
 * another instance may have answered, nobody knows what OCC heard, so OCC is asked before: it has to say no twice, and
 * what it has accepted stays. A capture or refund is looked for, because its caller still wants it; only when the
 * gateway's books do not have it, it is undone too, so that it cannot appear afterwards; a person decides where another
 * instance may have done it. Nothing is ever sent again. While the gateway turns the look itself away (credentials, too
 * many requests), the task waits, which is not counted as a try.
 */
export function createFindOut({
  gateway,
  journal,
  accepted,
  isJournalOwn,
  pace,
  now,
  deadlineMs,
}: FindOutDeps): FindOut {
  return async (entry, tries, settings) => {
    const lost = entry.result === undefined ? await closeAsLost(entry) : entry;
    if (lost.result?.outcome !== 'unknown') return settled(lost.result ?? LOST);
    if (lost.operation === 'authorize' && lost.amount.minor === 0) return settled(NOTHING_HELD);
    if (lost.result.duplicate === true) return foundFirst(await look(lost, settings), lost, tries);
    if (lost.operation !== 'authorize') return lookedFor(lost, tries, settings);
    const mayHaveHeardYes = isJournalOwn || lost.result.abandoned === true;
    const answer = mayHaveHeardYes ? await acceptedByOcc(lost, tries) : 'no';
    if (answer === 'no') return undone(lost, tries, settings);
    return answer === 'yes' ? kept(lost, tries, settings) : later(tries);
  };

  /** OCC's own books lag as well: it has to say no twice. */
  async function acceptedByOcc(lost: Entry, tries: number): ReturnType<Accepted> {
    const answer = await accepted(lost);
    if (answer === 'no') return tries === 0 ? 'unclear' : 'no';
    return answer === 'yes' && (await isPaidByAnother(lost)) ? 'no' : answer;
  }

  async function isPaidByAnother({ orderId, payment, key }: Entry): Promise<boolean> {
    const ofPayment = (await journal.ofOrder(orderId)).filter((entry) => entry.payment === payment);
    return ofPayment.some((entry) => entry.key !== key && isLive(entry, ofPayment));
  }

  /** OCC counts on it, so it is looked for and not undone, unless OCC knows by its id that another one has paid. */
  async function kept(lost: Entry, tries: number, settings: GatewaySettings): Promise<Left> {
    const sighting = await look(lost, settings);
    if (sighting.seen !== 'yes') return notFound(sighting, lost, tries);
    const { result } = sighting;
    const answer = isGranted(result) ? await accepted({ ...lost, result }) : 'yes';
    if (answer === 'unclear') return later(tries);
    return settled(answer === 'yes' ? result : asDebt(result));
  }

  /** The owner may only be slow: it will read this result instead of writing its own. */
  function closeAsLost(entry: Entry): Promise<Entry> {
    return journal.close(entry, LOST, now());
  }

  async function undone(lost: Entry, tries: number, settings: GatewaySettings): Promise<Left> {
    const undo = await undoing(lost, settings);
    if (undo.outcome === 'approved') return settled(UNDONE);
    if (undo.outcome === 'declined' && undo.ref !== undefined) return settled(undo);
    // What the issuer declined cannot be undone, and an undo can get lost as well: the books tell.
    const sighting = await look(lost, settings);
    if (sighting.seen === 'yes') return settled(asDebt(sighting.result));
    const isNothing = undo.outcome === 'refused' && sighting.seen === 'no' && isBeyondLag(lost, tries);
    return isNothing ? settled(NEVER_ARRIVED) : notFound(sighting, lost, tries);
  }

  async function lookedFor(lost: Entry, tries: number, settings: GatewaySettings): Promise<Left> {
    const sighting = await look(lost, settings);
    if (sighting.seen === 'yes') return settled(sighting.result);
    if (sighting.seen === 'unclear' || !isBeyondLag(lost, tries)) return notFound(sighting, lost, tries);
    if (lost.operation === 'void') return settled(NEVER_ARRIVED);
    // By this name another instance may have done it, long before, for the same delivery.
    if (isJournalOwn) return later(tries);
    const undo = await undoing(lost, settings);
    if (undo.outcome === 'approved') return settled(UNDONE);
    return undo.outcome === 'refused' ? settled(NEVER_ARRIVED) : later(tries);
  }

  /** The gateway refused this call because it had seen its name: what it did then is the truth about it. */
  function foundFirst(sighting: Sighting, lost: Entry, tries: number): Left {
    if (sighting.seen === 'yes') return settled(sighting.result);
    return sighting.seen === 'no' && isBeyondLag(lost, tries)
      ? settled(NEVER_ARRIVED)
      : notFound(sighting, lost, tries);
  }

  async function look(lost: Entry, settings: GatewaySettings): Promise<Sighting> {
    const others = (await journal.ofOrder(lost.orderId)).flatMap(({ result }) => refOf(result) ?? []);
    return gateway.lookUp(lost, new Set(others), settings, deadlineMs);
  }

  function undoing(lost: Entry, settings: GatewaySettings): Promise<PaymentResult> {
    return gateway.undo(lost, settings, { merchantTransactionId: lost.merchantTransactionId, deadlineMs });
  }

  /** From when it was called lost: the clock may have been put right by the very answer that could not be used. */
  function isBeyondLag({ openedAt, closedAt = openedAt }: Entry, tries: number): boolean {
    return tries >= LOOKS && now().getTime() - closedAt.getTime() >= pace.lagMs;
  }

  function settled(found: PaymentResult): Left {
    return { found, at: now() };
  }

  /** A look that was turned away has learnt nothing: the task waits for access, and that is no try. */
  function notFound(sighting: Sighting, lost: Entry, tries: number): Left {
    const refused = sighting.seen === 'unclear' ? sighting.accessRefused : undefined;
    return refused === undefined ? later(tries) : waitForAccess(lost, refused, pace, now());
  }

  function later(tries: number): Left {
    const againAt = againAfter(tries, pace, now());
    return againAt === undefined ? { needsPerson: true } : { againAt };
  }
}

/** It holds money that its shopper was told it does not. */
function asDebt(result: PaymentResult): PaymentResult {
  if (!isGranted(result)) return result;
  const { ref, amount, gateway } = result;
  return { outcome: 'declined', ref, holdsMoney: true, held: amount, gateway };
}

const LOST: PaymentResult = {
  outcome: 'unknown',
  abandoned: true,
  problem: 'The process that made the call went away before its answer was written.',
};
const UNDONE: PaymentResult = { outcome: 'not-sent', problem: 'Its answer was lost; it was undone.' };
const NEVER_ARRIVED: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; CyberSource does not know of it.',
};
const NOTHING_HELD: PaymentResult = {
  outcome: 'not-sent',
  problem: 'Its answer was lost; the verification of a card holds no money.',
};
