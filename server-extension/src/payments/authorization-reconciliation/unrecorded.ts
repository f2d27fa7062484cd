import type { CommandKey, GatewayRef } from '../../domain/ids.ts';
import type { TimeWindow } from '../../domain/time/time-window.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { AuthorizationSearch, FoundFollowOn } from './authorization-search.ts';
import type { FoundTransaction, RecordPayment } from './record-payment.ts';
import type { SitesOfAccount } from './unmatched-authorization.ts';

export interface UnrecordedDeps {
  readonly followOnSearch: Pick<AuthorizationSearch, 'followOns'>;
  readonly journal: Pick<Journal, 'byGatewayRef'>;
  readonly recordPayment: RecordPayment;
  readonly dryRun: boolean;
  readonly onRecorded: (attempt: PaymentAttempt) => void;
}

/**
 * What the gateway did for this installation and the journal does not know: after a copy was restored, everything since the copy.
 * Each is looked at once, and again while its payment cannot be read.
 */
export interface UnrecordedTransactions {
  /** Notes what followed on payments within the span and is not in the journal. Rejects when transactions or journal cannot be read. */
  find(sites: SitesOfAccount, span: TimeWindow): Promise<void>;
  /** Writes the payment of a transaction that an order stands on. Resolves to how many attempts were written. Rejects when it cannot be read. */
  record(transaction: FoundTransaction, sites: SitesOfAccount): Promise<number>;
  /** Writes the payments of what was noted. Resolves to how many attempts were written. @param onError called with each that could not be read. */
  recordNoted(onError: (error: unknown) => void): Promise<number>;
  /** When the oldest of an account that could not be written was submitted; Infinity where there is none. */
  eldestOf(isOfAccount: (sites: SitesOfAccount) => boolean): number;
  /** Forgets what is older. */
  forgetBefore(instant: number): void;
}

interface Noted {
  readonly transaction: FoundFollowOn;
  readonly sites: SitesOfAccount;
}

export function createUnrecorded({
  followOnSearch,
  journal,
  recordPayment,
  dryRun,
  onRecorded,
}: UnrecordedDeps): UnrecordedTransactions {
  const noted = new Map<GatewayRef, Noted>();
  /** Looked at before, whatever came of it: spans overlap. */
  const examined = new Map<GatewayRef, number>();
  /** In a dry run each transaction of a payment finds all of it again. */
  const counted = new Set<CommandKey>();

  async function record(transaction: FoundTransaction, sites: SitesOfAccount): Promise<number> {
    const found = (await recordPayment(transaction, sites, dryRun)).filter(({ key }) => !counted.has(key));
    for (const attempt of found) {
      counted.add(attempt.key);
      if (!dryRun) onRecorded(attempt);
    }
    return found.length;
  }

  return {
    record,

    async find(sites, span) {
      for (const transaction of await followOnSearch.followOns(sites[0], span)) {
        const { ref } = transaction;
        if (noted.has(ref) || examined.has(ref) || (await journal.byGatewayRef(ref)) !== undefined) continue;
        noted.set(ref, { transaction, sites });
      }
    },

    async recordNoted(onError) {
      let count = 0;
      for (const [ref, { transaction, sites }] of [...noted]) {
        try {
          // Another one of the same payment may have brought it along.
          if ((await journal.byGatewayRef(ref)) === undefined) count += await record(transaction, sites);
          noted.delete(ref);
          examined.set(ref, transaction.submittedAt.getTime());
        } catch (error) {
          onError(error);
        }
      }
      return count;
    },

    eldestOf(isOfAccount) {
      const own = [...noted.values()].filter(({ sites }) => isOfAccount(sites));
      return Math.min(...own.map(({ transaction }) => transaction.submittedAt.getTime()));
    },

    forgetBefore(instant) {
      for (const [ref, at] of examined) if (at < instant) examined.delete(ref);
      for (const [ref, { transaction }] of noted)
        if (transaction.submittedAt.getTime() < instant) noted.delete(ref);
    },
  };
}
