import type { CalendarDate } from '../../domain/time/calendar-day.ts';
import type { UnknownObject } from '../../domain/json/json-object.ts';

/**
 * What a case is about: a payment under review, a difference between the books, a manual review that was settled, a hold that expires soon,
 * an order that OCC has to show something of, a refund that OCC asked for again after recovery had made it, an alert that fires.
 */
export type CaseKind =
  | 'review'
  | 'settlement'
  | 'settlement-run'
  | 'manual-review'
  | 'expiring-hold'
  | 'write-back'
  | 'repeated-return'
  | 'alert';

/** `open`: a person or a later run has something to do about it. */
export type CaseState = 'open' | 'closed';

/** A case as it is kept. What is in it, only its owner knows. */
export interface StoredCase {
  readonly kind: CaseKind;
  /** The same for the same matter: a second one is not added. */
  readonly id: string;
  readonly state: CaseState;
  readonly site: string;
  readonly openedAt: Date;
  readonly content: UnknownObject;
  /** Counts the changes: a change that has seen another version is not written. */
  readonly version: number;
}

/** Where cases are kept. Rejects with a Problem `journal-unavailable`. */
export interface CaseStore {
  /** False when there is one of this kind and id: nothing was written. */
  add(opened: Omit<StoredCase, 'version'>): Promise<boolean>;
  find(kind: CaseKind, id: string): Promise<StoredCase | undefined>;
  /** Oldest first. */
  list(kind: CaseKind, state: CaseState, limit: number): Promise<readonly StoredCase[]>;
  /** Those of one site whose content has this `date`, open and closed, oldest first. */
  listOfDate(kind: CaseKind, site: string, date: CalendarDate, limit: number): Promise<readonly StoredCase[]>;
  /** False when the case has changed since it was read: nothing was written. */
  change(seen: StoredCase, to: Pick<StoredCase, 'state' | 'content'>): Promise<boolean>;
}
