import type { Authorize, PaymentCommand } from '../domain/command.ts';
import { debtOf } from '../domain/debt.ts';
import type { OrderId, PaymentKey } from '../domain/ids.ts';
import { isSameMoney } from '../domain/money.ts';
import { paymentFrom } from '../domain/payment.ts';
import { Problem } from '../domain/problem.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { type AddressedPayment, type FindPayment, paymentOpenedBy } from './addressed.ts';
import type { DecidedFrom } from './in-front.ts';
import { type Attempt, requireClaim } from './attempt.ts';
import { type FollowOn, nextStep } from './next-step.ts';
import { numbered } from './capture-number.ts';
import type { Entry, Journal, NameAttempt } from './ports.ts';
import { withRecorded } from './recorded-entries.ts';
import { type Restraint, stopBecauseOf } from './restraint.ts';
import { requireSameMerchant } from './same-merchant.ts';
import { happened } from './takings.ts';
import { nextTurnNumber, takesTurn, turnOf } from './turn.ts';

/** How a command ended. */
export interface Paid {
  readonly result: PaymentResult;
  /** When the attempt was begun: the same for every delivery, whoever writes its result, so answers are equal byte for byte. */
  readonly at: Date;
  /** True when an earlier delivery did the work and this one only reads its result. */
  readonly replayed: boolean;
  /** The attempt that ended it: the last one, where it took several. */
  readonly entry: Entry;
}

/**
 * Carries out a command at most once, however often and from wherever it is delivered.
 *
 * @throws Problem `conflict` (same key with another body, or the payment's state forbids it), `wait-for-result` (so far
 *   only what is under way forbids it, or what has happened to the payment cannot be told), `not-found` (another site's
 *   payment, or one that the gateway does not know), `in-progress` (an earlier delivery is still under way) or
 *   `journal-unavailable` (nothing was sent).
 */
export type Pay = (
  command: PaymentCommand,
  settings: GatewaySettings,
  /** Decides about an authorization that nobody has decided about before. */
  restraint?: Restraint,
) => Promise<Paid>;

export interface PayDeps {
  readonly attempt: Attempt;
  readonly journal: Journal;
  readonly findPayment: FindPayment;
  readonly name: NameAttempt;
  /** Milliseconds that a copy waits for the delivery that does the work. */
  readonly deadlineMs: number;
  /** Told of every refused authorization that left money held; what it does about it takes none of the caller's time. */
  readonly onDebt: (debtor: Entry, settings: GatewaySettings) => void;
}

export function createPay({ attempt, journal, findPayment, name, deadlineMs, onDebt }: PayDeps): Pay {
  return (command, settings, restraint) =>
    command.type === 'authorize' ? authorize(command, settings, restraint) : followOn(command, settings);

  async function authorize(
    command: Authorize,
    settings: GatewaySettings,
    restraint?: Restraint,
  ): Promise<Paid> {
    const opening = requireClaim(await attempt.open(command, paymentOpenedBy(command), settings));
    if (opening.kind === 'finished')
      return opening.entry.key === command.key ? asTold(opening.entry, true) : toPaid(opening.entry, true);
    if (opening.kind === 'under-way') {
      const closed = await closing(opening.entry);
      // Another delivery's attempt: whether it stands for this one too, only the journal can say.
      return opening.entry.key === command.key
        ? asTold(closed, true)
        : authorize(command, settings, restraint);
    }
    const { entry, otherOrder } = opening;
    const mayBeSent = otherOrder === undefined ? restraint : stopBecauseOf(otherOrder);
    const closed = await attempt.carryOut(command, settings, entry, mayBeSent);
    if (debtOf(closed) !== undefined) onDebt(closed, settings);
    // Somebody may have taken it for lost, and others have heard so.
    return asTold(closed, false);
  }

  async function followOn(command: FollowOn, settings: GatewaySettings): Promise<Paid> {
    const addressed = await findPayment(command, settings);
    const { payment, recorded } = addressed;
    let own: readonly Entry[] = [];
    const carriedOut: Entry[] = [];
    let refused: FollowOn | undefined;
    for (;;) {
      own = merged(own, await attemptsOf(command.orderId, payment), carriedOut);
      const known = withRecorded(recorded, own);
      const next = nextStep(command, known);
      if (next.kind === 'forbidden') throw refusal(next.problem, known);
      if (next.kind === 'ended') return toPaid(next.entry, carriedOut.length === 0);
      requireSameMerchant(known, settings);
      if (next.kind === 'wait') {
        await closing(next.entry);
        continue;
      }
      const { step, decidedFrom } = inItsTurn(next.step, known, addressed, name);
      const opening = await attempt.open(step, payment, settings, decidedFrom);
      if (opening.kind === 'forbidden') {
        if (isSameStep(step, refused)) throw refusal(opening.problem, known);
        // Another request was faster: what is left now may want another step, or none.
        refused = step;
        continue;
      }
      const claim = requireClaim(opening);
      if (claim.kind === 'under-way') await closing(claim.entry);
      if (claim.kind === 'finished' && claim.entry.payment !== payment) return toPaid(claim.entry, true);
      if (claim.kind === 'opened') {
        const closed = await attempt.carryOut(step, settings, claim.entry);
        carriedOut.push(closed);
        // The rest may be asked for again; asking at once would only be refused again.
        if (closed.result?.outcome === 'not-sent') return toPaid(closed, false);
      }
    }
  }

  async function attemptsOf(orderId: OrderId, payment: PaymentKey): Promise<readonly Entry[]> {
    return (await journal.ofOrder(orderId)).filter((entry) => entry.payment === payment);
  }

  /** A copy of something under way answers with the first one's result, or says that there is none yet. */
  async function closing({ key }: Entry): Promise<Entry> {
    const closed = await journal.whenClosed(key, deadlineMs);
    if (closed !== undefined) return closed;
    throw new Problem(
      'in-progress',
      'An earlier delivery of this payment is still under way. Ask again later.',
    );
  }
}

/** The step with its numbers: of its turn, where instances have journals of their own, and among the payment's captures. */
function inItsTurn(
  next: FollowOn,
  known: readonly Entry[],
  { recorded, takesTurns }: AddressedPayment,
  name: NameAttempt,
): { readonly step: FollowOn; readonly decidedFrom: DecidedFrom } {
  const step = next.type === 'capture' ? numbered(next, known) : next;
  const isTurn =
    takesTurns !== undefined &&
    takesTurn({ operation: step.type, captureNow: false, original: step.original }, known);
  const captureNumber = step.type === 'capture' && step !== next ? step.sequence?.number : undefined;
  return {
    step,
    decidedFrom: {
      recorded,
      ...(isTurn && { turn: turnOf(takesTurns, nextTurnNumber(known), name) }),
      ...(captureNumber !== undefined && { captureNumber }),
    },
  };
}

/** What is under way may yet turn out not to have happened: only then a no is final. */
function refusal(problem: string, known: readonly Entry[]): Problem {
  return new Problem(paymentFrom(known).pending ? 'wait-for-result' : 'conflict', problem);
}

/** What was seen or done counts, even where the journal could not write it, or has no room and forgot it. */
function merged(...lists: readonly (readonly Entry[])[]): readonly Entry[] {
  const entries = lists.flat().map((entry) => [`${entry.key} ${entry.attempt}`, entry] as const);
  return [...new Map(entries).values()];
}

function isSameStep(a: FollowOn, b: FollowOn | undefined): boolean {
  return a.key === b?.key && a.original === b.original && isSameMoney(a.amount, b.amount);
}

/**
 * What a shopper was told stays, whatever was found out since; what became of a follow-on, its caller wants to know. Of
 * an attempt whose process went away OCC has heard the yes, or it would have been undone.
 */
function asTold(entry: Entry, replayed: boolean): Paid {
  const paid = toPaid(entry, replayed);
  const { told } = entry;
  const hasHeardYes = told?.outcome === 'unknown' && told.abandoned === true && happened(entry);
  return told === undefined || hasHeardYes ? paid : { ...paid, result: told };
}

function toPaid(entry: Entry, replayed: boolean): Paid {
  const { result, openedAt } = entry;
  if (result === undefined) throw new RangeError(`Attempt ${entry.key} is not closed`);
  return { result, at: openedAt, replayed, entry };
}
