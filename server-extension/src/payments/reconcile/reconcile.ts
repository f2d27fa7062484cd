import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Debts } from '../debts.ts';
import type { Entry, Journal, Left, SettingsFor, Taken } from '../ports.ts';
import { merchantOf, requireSameMerchant } from '../same-merchant.ts';
import { createAccessGate, waitForAccess } from './access.ts';
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
 *
 * @returns makes one round; it takes nothing more once `isOver` says so.
 */
export function createReconcile(deps: ReconcileDeps): (isOver?: () => boolean) => Promise<void> {
  const { journal, findOut, confirm, debts, settingsFor, pace, now, leaseMs, onLeft, onTrouble } = deps;
  const access = createAccessGate(pace, now);

  return async (isOver = () => false) => {
    try {
      while (!isOver()) {
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
      // Settings that lack a key are put right by an administrator, whenever that is.
      if (error instanceof Problem && error.code === 'not-configured')
        return waitForAccess(taken.entry, 'credentials', pace, now());
      const againAt = againAfter(taken.tries, pace, now());
      return againAt === undefined ? { needsPerson: true } : { againAt };
    }
  }

  async function perform({ entry, duty, tries }: Taken): Promise<Left> {
    const settings = await settingsFor(entry.site, entry.channel);
    requireSameMerchant([entry], settings);
    switch (duty) {
      case 'find-out':
        return findOutWithAccess(entry, tries, settings);
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

  /** An account whose credentials are wrong is not asked about each of its lost attempts. */
  async function findOutWithAccess(entry: Entry, tries: number, settings: GatewaySettings): Promise<Left> {
    const merchant = merchantOf(settings);
    const refused = access.refusalOf(merchant);
    if (refused !== undefined) return waitForAccess(entry, refused, pace, now());
    const left = await findOut(entry, tries, settings);
    access.heard(merchant, left);
    return left;
  }
}
