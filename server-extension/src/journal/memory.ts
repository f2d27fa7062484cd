import type { CheckoutKey, CommandKey, GatewayRef, OrderId, PaymentKey } from '../domain/ids.ts';
import { refOf, savedInstrumentOf } from '../domain/reported.ts';
import type { DutyOf, Entry, Journal } from '../payments/ports.ts';
import { createDutyList } from './duty-list.ts';
import { decideOpening } from './opening.ts';
import { createWaiting } from './waiting.ts';
import { toEntry, toText, withFinding } from './written.ts';

/** An attempt under way as it is, a closed one as text. */
type Kept = Entry | string;

export interface MemoryJournalDeps {
  readonly capacity: number;
  readonly dutyOf: DutyOf;
  readonly now: () => Date;
}

/**
 * A journal in this process's memory, for inside OCC, where no database is offered. What it forgets at a restart is
 * guarded by CyberSource itself, which refuses to see a merchant transaction id twice.
 *
 * @param capacity attempts that are kept; beyond it whole payments are forgotten, oldest first, but never one with an
 *   attempt that is under way or unknown, or with money held behind a refusal.
 */
export function createMemoryJournal({ capacity, dutyOf, now }: MemoryJournalDeps): Journal {
  const latest = new Map<CommandKey, Kept>();
  /** Insertion order is age, so the first payment is the one to forget first. */
  const byPayment = new Map<PaymentKey, Kept[]>();
  const byRef = new Map<GatewayRef, CommandKey>();
  const paymentsOfOrder = new Map<OrderId, PaymentKey[]>();
  const paymentsOfCheckout = new Map<CheckoutKey, Set<PaymentKey>>();
  const bySavedCard = new Map<string, CommandKey>();
  const duties = createDutyList(dutyOf);
  const checkpoints = new Map<string, Date>();
  const waiting = createWaiting();
  let size = 0;

  const find = (key: CommandKey): Entry | undefined => read(latest.get(key));
  const ofPayment = (payment: PaymentKey): Entry[] =>
    (byPayment.get(payment) ?? []).map((kept) => read(kept));

  const ofCheckout = (checkout: CheckoutKey | undefined): readonly Entry[] =>
    checkout === undefined ? [] : inTheirOrder([...(paymentsOfCheckout.get(checkout) ?? [])].map(ofPayment));

  function add(entry: Entry): void {
    const { checkout } = entry;
    if (checkout !== undefined) {
      const payments = paymentsOfCheckout.get(checkout);
      if (payments === undefined) paymentsOfCheckout.set(checkout, new Set([entry.payment]));
      else payments.add(entry.payment);
    }
    latest.set(entry.key, entry);
    const attempts = byPayment.get(entry.payment);
    if (attempts !== undefined) attempts.push(entry);
    else {
      byPayment.set(entry.payment, [entry]);
      const payments = paymentsOfOrder.get(entry.orderId);
      if (payments === undefined) paymentsOfOrder.set(entry.orderId, [entry.payment]);
      else payments.push(entry.payment);
    }
    size += 1;
    duties.update(entry);
  }

  /** The attempt with its result, in the place of what was kept of it. */
  function replace(kept: Kept, entry: Entry): void {
    const text = toText(entry);
    if (latest.get(entry.key) === kept) latest.set(entry.key, text);
    const attempts = byPayment.get(entry.payment) ?? [];
    attempts[attempts.indexOf(kept)] = text;
    const ref = refOf(entry.result);
    if (ref !== undefined) byRef.set(ref, entry.key);
    const card = savedInstrumentOf(entry.result);
    if (card !== undefined && !bySavedCard.has(card)) bySavedCard.set(card, entry.key);
    duties.update(entry);
  }

  function keptOf({ key, attempt }: Pick<Entry, 'key' | 'attempt'>): Kept | undefined {
    const last = latest.get(key);
    const entry = read(last);
    if (entry === undefined || entry.attempt === attempt) return last;
    return byPayment.get(entry.payment)?.find((kept) => {
      const each = read(kept);
      return each.key === key && each.attempt === attempt;
    });
  }

  function forgetBeyondCapacity(): void {
    if (size <= capacity) return;
    for (const payment of byPayment.keys()) {
      const entries = ofPayment(payment);
      if (entries.every(isOver)) forget(payment, entries);
      if (size <= capacity) return;
    }
  }

  /** Whether OCC accepted an authorization, the sweep finds out without the journal. */
  function isOver(entry: Entry): boolean {
    const duty = duties.of(entry);
    return duty === undefined || duty === 'confirm';
  }

  function forget(payment: PaymentKey, entries: readonly Entry[]): void {
    byPayment.delete(payment);
    for (const { key, attempt, orderId, checkout, result } of entries) {
      latest.delete(key);
      duties.strike({ key, attempt });
      const ref = refOf(result);
      if (ref !== undefined) byRef.delete(ref);
      const card = savedInstrumentOf(result);
      if (card !== undefined && bySavedCard.get(card) === key) bySavedCard.delete(card);
      if (checkout !== undefined) leaveCheckout(checkout, payment);
      const others = paymentsOfOrder.get(orderId)?.filter((other) => other !== payment) ?? [];
      if (others.length === 0) paymentsOfOrder.delete(orderId);
      else paymentsOfOrder.set(orderId, others);
    }
    size -= entries.length;
  }

  function leaveCheckout(checkout: CheckoutKey, payment: PaymentKey): void {
    const payments = paymentsOfCheckout.get(checkout);
    payments?.delete(payment);
    if (payments?.size === 0) paymentsOfCheckout.delete(checkout);
  }

  return {
    async open(wanted, admit, name) {
      const earlier = (): readonly Entry[] => ofPayment(wanted.payment);
      const decision = decideOpening(
        wanted,
        find(wanted.key),
        earlier,
        () => ofCheckout(wanted.checkout),
        admit,
        name,
      );
      if (decision.kind !== 'write') return decision;
      add(decision.entry);
      return { ...decision, kind: 'opened' };
    },

    async close(opened, result, at) {
      const kept = keptOf(opened);
      if (kept === undefined) throw new RangeError(`No attempt was opened for ${opened.key}`);
      if (typeof kept === 'string') return toEntry(kept);
      const closed: Entry = { ...kept, result, closedAt: at };
      replace(kept, closed);
      waiting.closed(closed);
      forgetBeyondCapacity();
      return closed;
    },

    async whenClosed(key, withinMs) {
      const entry = find(key);
      return entry?.result === undefined ? waiting.forClosing(key, withinMs) : entry;
    },

    find: async (key) => find(key),

    async byGatewayRef(ref) {
      const key = byRef.get(ref);
      return key === undefined ? undefined : find(key);
    },

    async bySavedCard(paymentInstrumentId) {
      const key = bySavedCard.get(paymentInstrumentId);
      return key === undefined ? undefined : find(key);
    },

    async ofOrder(orderId) {
      return inTheirOrder((paymentsOfOrder.get(orderId) ?? []).map(ofPayment));
    },

    ofCheckout: async (checkout) => ofCheckout(checkout),

    async take(limit, leaseMs) {
      return duties.take(limit, leaseMs, now()).flatMap((taken) => {
        const entry = read(keptOf(taken));
        return entry === undefined ? [] : [{ ...taken, entry }];
      });
    },

    async leave({ entry: { key, attempt, payment }, duty, lease }, left) {
      const kept = keptOf({ key, attempt });
      if (kept === undefined || !duties.giveBack(payment, lease, now())) return undefined;
      const entry = read(kept);
      if ('found' in left) {
        const resolved = withFinding(entry, left.found, left.at);
        replace(kept, resolved);
        return resolved;
      }
      // Its owner closed it meanwhile: what that leaves to do is another duty.
      if (duties.of(entry) !== duty) return entry;
      if ('againAt' in left) duties.putOff(entry, left.againAt, left.accessRefused === undefined);
      else if ('needsPerson' in left) duties.leaveToPerson(entry);
      else duties.strike(entry);
      return entry;
    },

    needingPerson: async (limit) => duties.needingPerson(limit).flatMap((item) => read(keptOf(item)) ?? []),

    checkpoint: async (name) => checkpoints.get(name),
    async keepCheckpoint(name, at) {
      checkpoints.set(name, at);
    },

    end: async () => undefined,
  };
}

function read(kept: Kept): Entry;
function read(kept: Kept | undefined): Entry | undefined;
function read(kept: Kept | undefined): Entry | undefined {
  return typeof kept === 'string' ? toEntry(kept) : kept;
}

/** Payments beside each other by the clock, but each in its own order: the clocks of instances differ. */
function inTheirOrder(payments: readonly (readonly Entry[])[]): readonly Entry[] {
  const queues = payments.map((entries) => [...entries]).filter((queue) => queue.length > 0);
  const all: Entry[] = [];
  for (;;) {
    const [next, ...others] = queues.filter(([first]) => first !== undefined);
    if (next === undefined) return all;
    const oldest = others.reduce((one, other) => (openedAt(other) < openedAt(one) ? other : one), next);
    all.push(...oldest.splice(0, 1));
  }
}

function openedAt([first]: readonly Entry[]): number {
  return first?.openedAt.getTime() ?? Infinity;
}
