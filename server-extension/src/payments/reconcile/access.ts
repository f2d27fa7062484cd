import type { AccessRefusal } from '../../domain/result.ts';
import type { Entry, Left } from '../ports.ts';
import type { Pace } from './duties.ts';
import { againWithAccess } from './schedule.ts';

/** The task of an attempt waits, uncounted, until calls of its account are taken again. */
export function waitForAccess(
  { openedAt, closedAt = openedAt }: Entry,
  accessRefused: AccessRefusal,
  pace: Pace,
  now: Date,
): Left {
  const againAt = againWithAccess(closedAt, pace, now);
  return againAt === undefined ? { needsPerson: true } : { againAt, accessRefused };
}

/** Which merchant accounts were turned away a moment ago: their other look-ups wait without a call of their own. */
export interface AccessGate {
  /** Why no call is made for the account at the moment; undefined when one may be made. */
  refusalOf(merchant: string): AccessRefusal | undefined;
  /** Told how a look-up of the account ended. */
  heard(merchant: string, left: Left): void;
}

/** One look a first wait (a minute at the ordinary pace) finds out whether an account has access again. */
export function createAccessGate({ unknownMs }: Pace, now: () => Date): AccessGate {
  const refused = new Map<string, { readonly why: AccessRefusal; readonly until: number }>();
  return {
    refusalOf(merchant) {
      const refusal = refused.get(merchant);
      return refusal !== undefined && now().getTime() < refusal.until ? refusal.why : undefined;
    },
    heard(merchant, left) {
      if ('found' in left) refused.delete(merchant);
      const why = 'againAt' in left ? left.accessRefused : undefined;
      if (why !== undefined) refused.set(merchant, { why, until: now().getTime() + unknownMs });
    },
  };
}
