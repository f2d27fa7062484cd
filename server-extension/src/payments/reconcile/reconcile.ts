import type { Debts } from '../debts.ts';
import type { Entry, Journal, Left, SettingsFor, Taken } from '../ports.ts';
import { requireSameMerchant } from '../same-merchant.ts';
import type { Confirm } from './confirm.ts';
import type { Pace } from './duties.ts';
import type { FindOut } from './find-out.ts';
import { againAfter } from './schedule.ts';

export interface ReconcileDeps {
  readonly journal: Journal;
  readonly findOut: FindOut;
  readonly confirm: Confirm;
  readonly debts: Debts;
  readonly settingsFor: SettingsFor;
  readonly pace: Pace;
  readonly now: () => Date;
  /** How long a duty is ours, in milliseconds: longer than the calls that it takes. */
  readonly leaseMs: number;
  /** Told how work on a duty ended. */
  readonly onLeft: (taken: Taken, left: Left) => void;
  /** Told when the journal, a site's settings or OCC could not be read. */
  readonly onTrouble: (event: 'duty-not-done', error: unknown, entry?: Entry) => void;
}

/** How many duties are leased in one go. */
const AT_ONCE = 10;

/**
 * One round over everything that is due: what was lost is found out, what is held for nothing is let go of. Its cost
 * grows with what is unresolved. Never rejects.
 */
export function createReconcile(deps: ReconcileDeps): () => Promise<void> {
  const { journal, findOut, confirm, debts, settingsFor, pace, now, leaseMs, onLeft, onTrouble } = deps;

  return async () => {
    try {
      for (;;) {
        const taken = await journal.take(AT_ONCE, leaseMs);
        await Promise.all(taken.map(work));
        if (taken.length < AT_ONCE) return;
      }
    } catch (error) {
      onTrouble('duty-not-done', error);
    }
  };

  async function work(taken: Taken): Promise<void> {
    const left = await tryTo(taken);
    try {
      if ((await journal.leave(taken, left)) !== undefined) onLeft(taken, left);
    } catch (error) {
      onTrouble('duty-not-done', error, taken.entry);
    }
  }

  async function tryTo(taken: Taken): Promise<Left> {
    try {
      return await perform(taken);
    } catch (error) {
      onTrouble('duty-not-done', error, taken.entry);
      const againAt = againAfter(taken.tries, pace, now());
      return againAt === undefined ? { needsPerson: true } : { againAt };
    }
  }

  async function perform({ entry, duty, tries }: Taken): Promise<Left> {
    const settings = await settingsFor(entry.site, entry.channel);
    requireSameMerchant([entry], settings);
    switch (duty) {
      case 'find-out':
        return findOut(entry, tries, settings);
      case 'confirm':
        return confirm(entry, tries, settings);
      case 'let-go': {
        const againAt = await debts.settle(entry, settings);
        return againAt === undefined ? { done: true } : { againAt };
      }
      case 'person':
        return { needsPerson: true };
    }
  }
}
