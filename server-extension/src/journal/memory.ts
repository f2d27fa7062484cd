import type { CheckoutKey, CommandKey, GatewayRef, OrderId, PaymentKey } from '../domain/ids.ts';
import { gatewayRefOf, isOutcomeKnown, savedInstrumentOf } from '../domain/payment/reported.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import type { RecoveryTaskOf } from '../payments/ports/recovery-task.ts';
import { searchPayments } from './memory-search.ts';
import { createTaskCounter } from './tasks/task-counter.ts';
import { createTaskQueue } from './tasks/task-queue.ts';
import { decideClaim, newRecords } from './claim-decision.ts';
import { createCompletionListeners } from './completion-listeners.ts';
import { deserialize, serialize, withResolution } from './serialize.ts';

/** An attempt under way as an object, a completed one as text. */
type Kept = PaymentAttempt | string;

export interface MemoryJournalDeps {
  readonly capacity: number;
  readonly recoveryTaskOf: RecoveryTaskOf;
  readonly now: () => Date;
}

/**
 * A journal in this process's memory, for inside OCC, where no database is offered. What it forgets at a restart is
 * guarded by CyberSource itself, which refuses to see a merchant transaction id twice.
 *
 * @param capacity attempts that are kept; beyond it whole payments are forgotten, oldest first, but never one with an
 *   attempt that is under way or unknown, or with money held behind a refusal.
 */
export function createMemoryJournal({ capacity, recoveryTaskOf, now }: MemoryJournalDeps): Journal {
  const latest = new Map<CommandKey, Kept>();
  /** Insertion order is age, so the first payment is the one to forget first. */
  const byPayment = new Map<PaymentKey, Kept[]>();
  const byRef = new Map<GatewayRef, CommandKey>();
  const paymentsOfOrder = new Map<OrderId, PaymentKey[]>();
  const paymentsOfCheckout = new Map<CheckoutKey, Set<PaymentKey>>();
  const bySavedCard = new Map<string, CommandKey>();
  const tasks = createTaskQueue(recoveryTaskOf);
  const checkpoints = new Map<string, Date>();
  const listeners = createCompletionListeners();
  let size = 0;

  const find = (key: CommandKey): PaymentAttempt | undefined => read(latest.get(key));
  const ofPayment = (payment: PaymentKey): PaymentAttempt[] =>
    (byPayment.get(payment) ?? []).map((kept) => read(kept));

  const ofCheckout = (checkout: CheckoutKey | undefined): readonly PaymentAttempt[] =>
    checkout === undefined ? [] : inTheirOrder([...(paymentsOfCheckout.get(checkout) ?? [])].map(ofPayment));

  function add(attempt: PaymentAttempt): void {
    const { checkout } = attempt;
    if (checkout !== undefined) {
      const payments = paymentsOfCheckout.get(checkout);
      if (payments === undefined) paymentsOfCheckout.set(checkout, new Set([attempt.payment]));
      else payments.add(attempt.payment);
    }
    latest.set(attempt.key, attempt);
    const attempts = byPayment.get(attempt.payment);
    if (attempts !== undefined) attempts.push(attempt);
    else {
      byPayment.set(attempt.payment, [attempt]);
      const payments = paymentsOfOrder.get(attempt.orderId);
      if (payments === undefined) paymentsOfOrder.set(attempt.orderId, [attempt.payment]);
      else payments.push(attempt.payment);
    }
    size += 1;
    tasks.update(attempt);
  }

  function keep(kept: Kept, attempt: PaymentAttempt): void {
    const text = serialize(attempt);
    if (latest.get(attempt.key) === kept) latest.set(attempt.key, text);
    const attempts = byPayment.get(attempt.payment) ?? [];
    attempts[attempts.indexOf(kept)] = text;
  }

  /** The attempt with its result, in the place of what was kept of it. */
  function replace(kept: Kept, attempt: PaymentAttempt): void {
    keep(kept, attempt);
    const ref = gatewayRefOf(attempt.result);
    if (ref !== undefined) byRef.set(ref, attempt.key);
    const card = savedInstrumentOf(attempt.result);
    if (card !== undefined && !bySavedCard.has(card)) bySavedCard.set(card, attempt.key);
    tasks.update(attempt);
  }

  function keptOf({ key, attemptNumber }: Pick<PaymentAttempt, 'key' | 'attemptNumber'>): Kept | undefined {
    const last = latest.get(key);
    const attempt = read(last);
    if (attempt === undefined || attempt.attemptNumber === attemptNumber) return last;
    return byPayment.get(attempt.payment)?.find((kept) => {
      const each = read(kept);
      return each.key === key && each.attemptNumber === attemptNumber;
    });
  }

  function forgetBeyondCapacity(): void {
    if (size <= capacity) return;
    for (const payment of byPayment.keys()) {
      const attempts = ofPayment(payment);
      if (attempts.every(isOver)) forget(payment, attempts);
      if (size <= capacity) return;
    }
  }

  /** Authorization reconciliation reads without the journal whether OCC accepted an authorization. */
  function isOver(attempt: PaymentAttempt): boolean {
    const task = tasks.of(attempt);
    return task === undefined || task === 'confirm-order';
  }

  function forget(payment: PaymentKey, attempts: readonly PaymentAttempt[]): void {
    byPayment.delete(payment);
    for (const { key, attemptNumber, orderId, checkout, result } of attempts) {
      latest.delete(key);
      tasks.remove({ key, attemptNumber });
      const ref = gatewayRefOf(result);
      if (ref !== undefined) byRef.delete(ref);
      const card = savedInstrumentOf(result);
      if (card !== undefined && bySavedCard.get(card) === key) bySavedCard.delete(card);
      if (checkout !== undefined) leaveCheckout(checkout, payment);
      const others = paymentsOfOrder.get(orderId)?.filter((other) => other !== payment) ?? [];
      if (others.length === 0) paymentsOfOrder.delete(orderId);
      else paymentsOfOrder.set(orderId, others);
    }
    size -= attempts.length;
  }

  function leaveCheckout(checkout: CheckoutKey, payment: PaymentKey): void {
    const payments = paymentsOfCheckout.get(checkout);
    payments?.delete(payment);
    if (payments?.size === 0) paymentsOfCheckout.delete(checkout);
  }

  return {
    async claim(request, claimRule, merchantTransactionIdFor) {
      const earlier = (): readonly PaymentAttempt[] => ofPayment(request.payment);
      const decision = decideClaim(
        request,
        find(request.key),
        earlier,
        () => ofCheckout(request.checkout),
        claimRule,
        merchantTransactionIdFor,
      );
      if (decision.kind !== 'write') return decision;
      add(decision.attempt);
      return { ...decision, kind: 'claimed' };
    },

    async complete(claimed, result, at) {
      const kept = keptOf(claimed);
      if (kept === undefined) throw new RangeError(`No attempt was claimed for ${claimed.key}`);
      if (typeof kept === 'string') return deserialize(kept);
      const completed: PaymentAttempt = { ...kept, result, completedAt: at };
      replace(kept, completed);
      listeners.completed(completed);
      forgetBeyondCapacity();
      return completed;
    },

    async whenCompleted(key, withinMs) {
      const attempt = find(key);
      return attempt?.result === undefined ? listeners.whenCompleted(key, withinMs) : attempt;
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

    async tasksOfOrder(orderId) {
      const attempts = inTheirOrder((paymentsOfOrder.get(orderId) ?? []).map(ofPayment));
      return attempts.map((attempt) => ({ attempt, ...tasks.scheduled(attempt) }));
    },

    search: async (search) => searchPayments([...byPayment.keys()], ofPayment, search),

    async record(attempts) {
      const [first] = attempts;
      if (first === undefined) return [];
      const ofOrder = (paymentsOfOrder.get(first.orderId) ?? []).flatMap(ofPayment);
      const added = newRecords(attempts, ofOrder);
      for (const attempt of added) {
        add(attempt);
        replace(attempt, attempt);
      }
      forgetBeyondCapacity();
      return added;
    },

    async leaseTasks(limit, leaseMs) {
      return tasks.take(limit, leaseMs, now()).flatMap((leased) => {
        const attempt = read(keptOf(leased));
        return attempt === undefined ? [] : [{ ...leased, attempt }];
      });
    },

    async leaseTask(named, leaseMs) {
      const attempt = read(keptOf(named));
      if (attempt === undefined || isOutcomeKnown(attempt.result)) return undefined;
      const leased = tasks.takeOne(attempt, leaseMs, now());
      return leased && { ...leased, attempt };
    },

    async requireManualReview(named) {
      const attempt = read(keptOf(named));
      if (attempt !== undefined) tasks.moveToManualReview(attempt);
    },

    async closeManualReview(named) {
      if (tasks.of(named) !== 'manual-review') return false;
      tasks.remove(named);
      return true;
    },

    async markBatched(named, batchedAt) {
      const kept = keptOf(named);
      const attempt = read(kept);
      if (kept === undefined || attempt?.batchedAt !== undefined) return;
      keep(kept, { ...read(kept), batchedAt });
    },

    async completeTask({ attempt: { key, attemptNumber, payment }, task, lease }, left) {
      const kept = keptOf({ key, attemptNumber });
      if (kept === undefined || !tasks.releaseLease(payment, lease, now())) return undefined;
      const attempt = read(kept);
      if ('resolved' in left) {
        const resolved = withResolution(attempt, left.resolved, left.at);
        replace(kept, resolved);
        return resolved;
      }
      // Its owner completed it meanwhile: what that leaves to do is another task.
      if (tasks.of(attempt) !== task) return attempt;
      if ('runAt' in left) tasks.reschedule(attempt, left.runAt, left.accessRefused === undefined);
      else if ('manualReview' in left) tasks.moveToManualReview(attempt);
      else tasks.remove(attempt);
      return attempt;
    },

    version: async () => 'memory',

    async taskCounts() {
      const counter = createTaskCounter(now().getTime());
      for (const { task, runAt, ...id } of tasks.all()) {
        // Only what is resolved needs its attempt: reading one of the many that wait for their order costs time.
        const attempt = task === 'resolve-outcome' ? read(keptOf(id)) : undefined;
        counter.add({
          task,
          runAt: task === 'manual-review' ? null : runAt.getTime(),
          claimedAt: attempt?.claimedAt.getTime() ?? Infinity,
          isInFlight: attempt?.result === undefined,
        });
      }
      return counter.counts();
    },

    manualReviews: async (limit) => tasks.manualReviews(limit).flatMap((item) => read(keptOf(item)) ?? []),

    checkpoint: async (name) => checkpoints.get(name),
    async keepCheckpoint(name, at) {
      checkpoints.set(name, at);
    },

    close: async () => undefined,
  };
}

function read(kept: Kept): PaymentAttempt;
function read(kept: Kept | undefined): PaymentAttempt | undefined;
function read(kept: Kept | undefined): PaymentAttempt | undefined {
  return typeof kept === 'string' ? deserialize(kept) : kept;
}

/** Payments beside each other by the clock, but each in its own order: the clocks of instances differ. */
function inTheirOrder(payments: readonly (readonly PaymentAttempt[])[]): readonly PaymentAttempt[] {
  const queues = payments.map((attempts) => [...attempts]).filter((queue) => queue.length > 0);
  const all: PaymentAttempt[] = [];
  for (;;) {
    const [next, ...others] = queues.filter(([first]) => first !== undefined);
    if (next === undefined) return all;
    const oldest = others.reduce((one, other) => (claimedAt(other) < claimedAt(one) ? other : one), next);
    all.push(...oldest.splice(0, 1));
  }
}

function claimedAt([first]: readonly PaymentAttempt[]): number {
  return first?.claimedAt.getTime() ?? Infinity;
}
