import { randomUUID } from 'node:crypto';
import type { CommandKey, PaymentKey } from '../domain/ids.ts';
import type { Duty, DutyOf, Entry, Taken } from '../payments/ports.ts';

/** An attempt of which there may be several under one key. */
type AttemptId = Pick<Entry, 'key' | 'attempt'>;

interface Item {
  readonly key: CommandKey;
  readonly attempt: number;
  readonly payment: PaymentKey;
  readonly duty: Duty;
  readonly dueAt: Date;
  readonly tries: number;
}

interface Lease {
  readonly id: string;
  readonly until: number;
}

/** What is left to do, in memory: as long as what is unresolved, not as the book. */
export interface DutyList {
  /** Puts down what the attempt leaves to do now, or strikes it out. */
  update(entry: Entry): void;
  /** Leases duties that are due by now, oldest first, at most one of a payment. */
  take(limit: number, leaseMs: number, now: Date): readonly (Omit<Taken, 'entry'> & AttemptId)[];
  /** True when the lease was still ours; it has ended then. */
  giveBack(payment: PaymentKey, lease: string, now: Date): boolean;
  /** @param isTry whether it counts as a try. */
  putOff(entry: Entry, dueAt: Date, isTry: boolean): void;
  leaveToPerson(entry: Entry): void;
  strike(entry: AttemptId): void;
  of(entry: AttemptId): Duty | undefined;
  needingPerson(limit: number): readonly AttemptId[];
}

export function createDutyList(dutyOf: DutyOf): DutyList {
  const items = new Map<string, Item>();
  const leases = new Map<PaymentKey, Lease>();
  const idOf = ({ key, attempt }: AttemptId): string => `${attempt} ${key}`;

  function put({ key, attempt, payment }: Entry, duty: Duty, dueAt: Date, tries: number): void {
    items.set(idOf({ key, attempt }), { key, attempt, payment, duty, dueAt, tries });
  }

  return {
    update(entry) {
      const next = dutyOf(entry);
      if (next === undefined) items.delete(idOf(entry));
      else put(entry, next.duty, next.dueAt, 0);
    },

    take(limit, leaseMs, now) {
      const taken: (Omit<Taken, 'entry'> & AttemptId)[] = [];
      const due = [...items.values()].filter(({ duty, dueAt }) => duty !== 'person' && dueAt <= now);
      for (const { key, attempt, payment, duty, tries } of byAge(due)) {
        if (taken.length === limit) break;
        if ((leases.get(payment)?.until ?? 0) > now.getTime()) continue;
        const lease = { id: randomUUID(), until: now.getTime() + leaseMs };
        leases.set(payment, lease);
        taken.push({ key, attempt, duty, tries, lease: lease.id });
      }
      return taken;
    },

    giveBack(payment, lease, now) {
      const held = leases.get(payment);
      if (held?.id !== lease || held.until <= now.getTime()) return false;
      leases.delete(payment);
      return true;
    },

    putOff(entry, dueAt, isTry) {
      const item = items.get(idOf(entry));
      if (item !== undefined) put(entry, item.duty, dueAt, item.tries + (isTry ? 1 : 0));
    },

    leaveToPerson(entry) {
      put(entry, 'person', entry.openedAt, 0);
    },

    strike(entry) {
      items.delete(idOf(entry));
    },

    of: (entry) => items.get(idOf(entry))?.duty,

    needingPerson: (limit) =>
      byAge([...items.values()].filter(({ duty }) => duty === 'person')).slice(0, limit),
  };
}

function byAge(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
}
