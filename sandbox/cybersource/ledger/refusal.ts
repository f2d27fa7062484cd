/** "No", as CyberSource says it: HTTP 400, flat, without `errorInformation` (CyberSource: failure HTTP codes). */

/** What is wrong with one field: a dotted path. */
export interface RefusalDetail {
  readonly field: string;
  readonly reason: 'MISSING_FIELD' | 'INVALID_DATA';
}

/** A request that moved nothing. `withId`: the answer carries an id although nothing stands behind it. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: string;
  readonly details?: readonly RefusalDetail[];
  readonly withId?: true;
}

/** A refusal with nothing but its reason. */
export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

/** One field that CyberSource cannot take. */
export const invalid = (field: string): Refusal => ({
  kind: 'refusal',
  reason: 'INVALID_DATA',
  details: [{ field, reason: 'INVALID_DATA' }],
});

/** Fields that have to be there. */
export const missing = (...fields: readonly string[]): Refusal => ({
  kind: 'refusal',
  reason: 'MISSING_FIELD',
  details: fields.map((field) => ({ field, reason: 'MISSING_FIELD' })),
});

/**
 * A follow-on of something that is not there, was declined, or is of another kind. The answer has an id of its
 * own and names the field: without details an INVALID_DATA would read as a duplicate transaction id.
 */
export const noSuchTransaction: Refusal = { ...invalid('id'), withId: true };

/** The merchant transaction id was used before. CyberSource gives no details here, and never the first answer. */
export const duplicateTransactionId: Refusal = refuse('INVALID_DATA');

/** Nothing is known under the merchant transaction id of a timeout reversal or void: nothing to undo (yet). */
export const nothingToUndo: Refusal = { ...refuse('INVALID_DATA'), withId: true };
