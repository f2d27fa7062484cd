import type { CommandKey, GatewayRef, OrderId, PaymentKey } from '../domain/ids.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { Entry, Journal } from '../payments/ports.ts';
import { decideOpening } from './opening.ts';
import { createWaiting } from './waiting.ts';

/**
 * A journal in this process's memory, for inside OCC, where no database is offered. What it forgets at a restart is
 * guarded by CyberSource itself, which refuses to see a merchant transaction id twice.
 *
 * @param capacity attempts that are kept; beyond it whole payments are forgotten, oldest first, but never one with an
 *   attempt that is under way or unknown.
 */
export function createMemoryJournal({ capacity }: { readonly capacity: number }): Journal {
  const byKey = new Map<CommandKey, Entry>();
  /** Insertion order is age, so the first payment is the one to forget first. */
  const byPayment = new Map<PaymentKey, Entry[]>();
  const byRef = new Map<GatewayRef, CommandKey>();
  const paymentsOfOrder = new Map<OrderId, Set<PaymentKey>>();
  const waiting = createWaiting();
  let size = 0;

  function add(entry: Entry): void {
    byKey.set(entry.key, entry);
    listIn(byPayment, entry.payment).push(entry);
    const payments = paymentsOfOrder.get(entry.orderId);
    if (payments === undefined) paymentsOfOrder.set(entry.orderId, new Set([entry.payment]));
    else payments.add(entry.payment);
    size += 1;
  }

  function complete(open: Entry, result: PaymentResult, at: Date): Entry {
    const closed: Entry = { ...open, result, closedAt: at };
    byKey.set(closed.key, closed);
    const entries = listIn(byPayment, closed.payment);
    entries[entries.indexOf(open)] = closed;
    const ref = refOf(result);
    if (ref !== undefined) byRef.set(ref, closed.key);
    return closed;
  }

  function forgetBeyondCapacity(): void {
    for (const [payment, entries] of byPayment) {
      if (size <= capacity) return;
      if (entries.every(isFinal)) forget(payment, entries);
    }
  }

  function forget(payment: PaymentKey, entries: readonly Entry[]): void {
    byPayment.delete(payment);
    for (const entry of entries) {
      byKey.delete(entry.key);
      const ref = entry.result && refOf(entry.result);
      if (ref !== undefined) byRef.delete(ref);
      const payments = paymentsOfOrder.get(entry.orderId);
      payments?.delete(payment);
      if (payments?.size === 0) paymentsOfOrder.delete(entry.orderId);
    }
    size -= entries.length;
  }

  return {
    async open(wanted, admit, name) {
      const ofPayment = (): readonly Entry[] => byPayment.get(wanted.payment) ?? [];
      const decision = decideOpening(wanted, byKey.get(wanted.key), ofPayment, admit, name);
      if (decision.kind !== 'write') return decision;
      add(decision.entry);
      return { kind: 'opened', entry: decision.entry };
    },

    async close(key, result, at) {
      const entry = byKey.get(key);
      if (entry === undefined) throw new RangeError(`No attempt was opened for ${key}`);
      if (entry.result !== undefined) return entry;
      const closed = complete(entry, result, at);
      waiting.closed(closed);
      forgetBeyondCapacity();
      return closed;
    },

    async whenClosed(key, withinMs) {
      const entry = byKey.get(key);
      return entry?.result === undefined ? waiting.forClosing(key, withinMs) : entry;
    },

    find: async (key) => byKey.get(key),

    async byGatewayRef(ref) {
      const key = byRef.get(ref);
      return key === undefined ? undefined : byKey.get(key);
    },

    async ofOrder(orderId) {
      const entries = [...(paymentsOfOrder.get(orderId) ?? [])].flatMap(
        (payment) => byPayment.get(payment) ?? [],
      );
      return entries.sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime());
    },

    end: async () => undefined,
  };
}

function listIn<Key>(map: Map<Key, Entry[]>, key: Key): Entry[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: Entry[] = [];
  map.set(key, list);
  return list;
}

function isFinal({ result }: Entry): boolean {
  return result !== undefined && result.outcome !== 'unknown';
}

function refOf(result: PaymentResult): GatewayRef | undefined {
  return 'ref' in result ? result.ref : undefined;
}
