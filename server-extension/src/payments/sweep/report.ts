/** What a sweep has found and done. */
export interface SweepReport {
  readonly at: string;
  readonly dryRun: boolean;
  /** False when something could not be read: the next sweep looks again. */
  complete: boolean;
  /** Authorizations of this installation in the books that were read. */
  granted: number;
  /** Of these, known to this instance's journal: its own duties look after them. */
  inJournal: number;
  /** An order stands on them, or they were used or let go of. */
  accountedFor: number;
  /** Not decided yet: OCC is asked again by the next sweep. */
  waiting: number;
  /** No order stands on them. */
  orphans: number;
  undone: number;
  /** Could not be undone: a person has to look. */
  failed: number;
  /** Orphans whose payment group was paid by another authorization: the shopper's card was held twice for a while. */
  doubleHolds: number;
  longestDoubleHoldSeconds: number;
}

export function nothingYet(at: Date, dryRun: boolean): SweepReport {
  return {
    at: at.toISOString(),
    dryRun,
    complete: true,
    granted: 0,
    inJournal: 0,
    accountedFor: 0,
    waiting: 0,
    orphans: 0,
    undone: 0,
    failed: 0,
    doubleHolds: 0,
    longestDoubleHoldSeconds: 0,
  };
}
