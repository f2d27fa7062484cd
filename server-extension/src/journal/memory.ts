import { debtOf, releasedBy } from '../domain/debt.ts';
import type { CommandKey, GatewayRef, OrderId, PaymentKey } from '../domain/ids.ts';
import { refOf, savedInstrumentOf } from '../domain/reported.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Entry, Journal } from '../payments/ports.ts';
import { decideOpening } from './opening.ts';
import { createWaiting } from './waiting.ts';
import { isFinal, toEntry, toText } from './written.ts';

/** An attempt under way as it is, a closed one as text. */
type Kept = Entry | string;

/**
 * A journal in this process's memory, for inside OCC, where no database is offered. What it forgets at a restart is
 * guarded by CyberSource itself, which refuses to see a merchant transaction id twice.
 *
 * @param capacity attempts that are kept; beyond it whole payments are forgotten, oldest first, but never one with an
 *   attempt that is under way or unknown, or with money held behind a refusal.
 */
export function createMemoryJournal({ capacity }: { readonly capacity: number }): Journal {
  const latest = new Map<CommandKey, Kept>();
  /** Insertion order is age, so the first payment is the one to forget first. */
  const byPayment = new Map<PaymentKey, Kept[]>();
  const byRef = new Map<GatewayRef, CommandKey>();
  const paymentsOfOrder = new Map<OrderId, PaymentKey[]>();
  const bySavedCard = new Map<string, CommandKey>();
  const debtors = new Map<GatewayRef, CommandKey>();
  const waiting = createWaiting();
  let size = 0;

  const find = (key: CommandKey): Entry | undefined => read(latest.get(key));
  const ofPayment = (payment: PaymentKey): Entry[] =>
    (byPayment.get(payment) ?? []).map((kept) => read(kept));

  function add(entry: Entry): void {
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
  }

  function complete(open: Entry, result: PaymentResult, at: Date): Entry {
    const closed: Entry = { ...open, result, closedAt: at };
    const text = toText(closed);
    latest.set(closed.key, text);
    const attempts = byPayment.get(closed.payment) ?? [];
    attempts[attempts.indexOf(open)] = text;
    const ref = refOf(result);
    if (ref !== undefined) byRef.set(ref, closed.key);
    const card = savedInstrumentOf(result);
    if (card !== undefined && !bySavedCard.has(card)) bySavedCard.set(card, closed.key);
    const debt = debtOf(closed);
    if (debt !== undefined) debtors.set(debt.ref, closed.key);
    const released = releasedBy(closed);
    if (released !== undefined) debtors.delete(released);
    return closed;
  }

  function forgetBeyondCapacity(): void {
    if (size <= capacity) return;
    for (const payment of byPayment.keys()) {
      const entries = ofPayment(payment);
      if (entries.every(isOver)) forget(payment, entries);
      if (size <= capacity) return;
    }
  }

  function isOver({ result }: Entry): boolean {
    const ref = refOf(result);
    return isFinal(result) && (ref === undefined || !debtors.has(ref));
  }

  function forget(payment: PaymentKey, entries: readonly Entry[]): void {
    byPayment.delete(payment);
    for (const { key, orderId, result } of entries) {
      latest.delete(key);
      const ref = refOf(result);
      if (ref !== undefined) byRef.delete(ref);
      const card = savedInstrumentOf(result);
      if (card !== undefined && bySavedCard.get(card) === key) bySavedCard.delete(card);
      const others = paymentsOfOrder.get(orderId)?.filter((other) => other !== payment) ?? [];
      if (others.length === 0) paymentsOfOrder.delete(orderId);
      else paymentsOfOrder.set(orderId, others);
    }
    size -= entries.length;
  }

  return {
    async open(wanted, admit, name) {
      const earlier = (): readonly Entry[] => ofPayment(wanted.payment);
      const decision = decideOpening(wanted, find(wanted.key), earlier, admit, name);
      if (decision.kind !== 'write') return decision;
      add(decision.entry);
      return { kind: 'opened', entry: decision.entry };
    },

    async close(key, result, at) {
      const kept = latest.get(key);
      if (kept === undefined) throw new RangeError(`No attempt was opened for ${key}`);
      if (typeof kept === 'string') return toEntry(kept);
      const closed = complete(kept, result, at);
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
      const entries = (paymentsOfOrder.get(orderId) ?? []).flatMap(ofPayment);
      return entries.sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime());
    },

    async owing(openedBefore, limit) {
      return [...debtors.values()]
        .flatMap((key) => find(key) ?? [])
        .filter(({ openedAt }) => openedAt < openedBefore)
        .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime())
        .slice(0, limit);
    },

    end: async () => undefined,
  };
}

function read(kept: Kept): Entry;
function read(kept: Kept | undefined): Entry | undefined;
function read(kept: Kept | undefined): Entry | undefined {
  return typeof kept === 'string' ? toEntry(kept) : kept;
}
