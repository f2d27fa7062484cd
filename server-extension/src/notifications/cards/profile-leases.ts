import { Problem } from '../../domain/problem.ts';
import type { NotificationStore } from '../ports.ts';

/**
 * Lets one change at a time work on the saved cards of a profile, on all instances that share a database. OCC offers no
 * condition on a write of the list, and writes a card itself after it has read our answer to a payment.
 */
export interface ProfileLeases {
  /**
   * Work that reads at the gateway and writes what it read: one at a time for a profile.
   *
   * @param patienceMs how long it waits for another one.
   * @returns undefined, without having worked, where another one is still under way.
   */
  changing<Result>(
    profileId: string,
    work: () => Promise<Result>,
    patienceMs?: number,
  ): Promise<Result | undefined>;
  /**
   * A write in OCC: `list` replaces all cards, `one` changes a single one. That of the list waits until OCC has saved the cards that were announced. Rejects with a Problem
   * `in-progress`, nothing written, when that takes too long.
   */
  writing<Result>(profileId: string, write: 'list' | 'one', work: () => Promise<Result>): Promise<Result>;
  /**
   * The caller's answer makes OCC save a card: from now on no list is replaced until OCC has. Waits for a list that is being
   * replaced, and never rejects.
   */
  announceSaving(profileId: string): Promise<void>;
}

export interface ProfileLeasesDeps {
  readonly leases: Pick<NotificationStore, 'takeLease' | 'releaseLease'>;
  readonly now: () => Date;
}

/** Milliseconds until the lease of a change ends by itself: a profile's cards are read at the gateway one after the other. */
const CHANGING_MS = 90_000;
/** Milliseconds until the lease of a write ends by itself: enough for three rounds of reading, writing and reading again at OCC. */
const WRITING_MS = 60_000;
/**
 * OCC saves a card as soon as it has the answer to its payment. Announcements within one interval share a lease, which lasts
 * four intervals: an announcement counts for three to four seconds.
 */
const ANNOUNCEMENT_INTERVAL_MS = 1_000;
const ANNOUNCEMENT_INTERVALS = 4;
/** The longest wait of a write that replaces the list: longer than an announcement counts. */
const LIST_WAIT_MAX_MS = 10_000;
const CARD_WAIT_MAX_MS = 3_000;
/** OCC waits for the answer meanwhile. */
const ANSWER_WAIT_MAX_MS = 2_000;
const LOOK_AGAIN_MS = 50;

export function createProfileLeases({ leases, now }: ProfileLeasesDeps): ProfileLeases {
  const changingName = (profileId: string): string => `cards of ${profileId}: change`;
  const writingName = (profileId: string): string => `cards of ${profileId}: write`;
  /** The name of the lease that all announcements of one interval share. */
  const savingName = (profileId: string, intervalsAgo = 0): string =>
    `cards of ${profileId}: saving ${Math.floor(now().getTime() / ANNOUNCEMENT_INTERVAL_MS) - intervalsAgo}`;

  return {
    changing: (profileId, work, patienceMs = 0) =>
      underLease(changingName(profileId), CHANGING_MS, patienceMs, work),

    async writing(profileId, write, work) {
      const patienceMs = write === 'list' ? LIST_WAIT_MAX_MS : CARD_WAIT_MAX_MS;
      const deadline = now().getTime() + patienceMs;
      for (;;) {
        const left = deadline - now().getTime();
        const done = await underLease(writingName(profileId), WRITING_MS, Math.max(0, left), async () =>
          write === 'list' && (await isSaving(profileId)) ? 'saving' : { result: await work() },
        );
        if (typeof done === 'object') return done.result;
        if (done === undefined || now().getTime() >= deadline)
          throw new Problem(
            'in-progress',
            'The saved cards are being written. Nothing was changed; try again.',
          );
        await delay(LOOK_AGAIN_MS);
      }
    },

    async announceSaving(profileId) {
      const announce = async (): Promise<void> => {
        await leases.takeLease(savingName(profileId), ANNOUNCEMENT_INTERVALS * ANNOUNCEMENT_INTERVAL_MS);
      };
      try {
        const done = await underLease(
          writingName(profileId),
          WRITING_MS,
          ANSWER_WAIT_MAX_MS,
          async () => (await announce(), true),
        );
        // The list is still being written, and OCC waits for this answer: the announcement is made without the lease, so
        // that later writes of the list wait for OCC.
        if (done === undefined) await announce();
      } catch {
        // The store of leases does not answer. The payment is made, so its answer must not fail.
      }
    },
  };

  /** Whether OCC is saving a card. Asked under the lease of writers, as announcements are made. */
  async function isSaving(profileId: string): Promise<boolean> {
    for (let intervalsAgo = 0; intervalsAgo < ANNOUNCEMENT_INTERVALS; intervalsAgo += 1) {
      const name = savingName(profileId, intervalsAgo);
      const lease = await leases.takeLease(name, LOOK_AGAIN_MS);
      if (lease === undefined) return true;
      await leases.releaseLease(name, lease);
    }
    return false;
  }

  async function underLease<Result>(
    name: string,
    leaseMs: number,
    patienceMs: number,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const deadline = now().getTime() + patienceMs;
    for (;;) {
      const lease = await leases.takeLease(name, leaseMs);
      if (lease !== undefined) {
        try {
          return await work();
        } finally {
          await leases.releaseLease(name, lease);
        }
      }
      if (now().getTime() >= deadline) return undefined;
      await delay(LOOK_AGAIN_MS);
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
