/** What a run has found and done. */
export interface ReconciliationReport {
  readonly at: string;
  readonly dryRun: boolean;
  /** False when something could not be read: the next run looks again. */
  complete: boolean;
  /** Authorizations of this installation in the transactions that were read. */
  authorizations: number;
  /** Of these, known to this instance's journal: its own recovery tasks resolve them. */
  inJournal: number;
  /** An order stands on them, or they were captured, refunded or reversed. */
  matched: number;
  /** Attempts that CyberSource's records show and that were written into the journal, which did not have them; in a dry run those that would have been. */
  recorded: number;
  /** Not decided yet: OCC is asked again by the next run. */
  undecided: number;
  /** No order stands on them. */
  orphans: number;
  reversed: number;
  /** Could not be undone: a person has to look. */
  failed: number;
  /** Orphans whose payment group was paid by another authorization: the shopper's card was held twice for a while. */
  doubleHolds: number;
  longestDoubleHoldSeconds: number;
}

export function emptyReport(at: Date, dryRun: boolean): ReconciliationReport {
  return {
    at: at.toISOString(),
    dryRun,
    complete: true,
    authorizations: 0,
    inJournal: 0,
    matched: 0,
    recorded: 0,
    undecided: 0,
    orphans: 0,
    reversed: 0,
    failed: 0,
    doubleHolds: 0,
    longestDoubleHoldSeconds: 0,
  };
}
