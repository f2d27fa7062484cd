/** "No", as CyberSource says it: HTTP 400, flat, without `errorInformation` (CyberSource: failure HTTP codes). */

/** What is wrong with one field: a dotted path. */
export interface RefusalDetail {
  readonly field: string;
  readonly reason: 'MISSING_FIELD' | 'INVALID_DATA';
}

/**
 * A request that moved nothing. `withId`: the answer carries an id although nothing stands behind it, as every answer does
 * that names fields.
 */
export interface RequestRefusal {
  readonly kind: 'refusal';
  readonly reason: string;
  readonly details?: readonly RefusalDetail[];
  readonly withId?: true;
}

/** A refusal with nothing but its reason. */
export const refuse = (reason: string): RequestRefusal => ({ kind: 'refusal', reason });

/** All fields that are wrong or missing, at once; a missing one gives its name to the whole. */
export function refuseFields(details: readonly RefusalDetail[]): RequestRefusal {
  const isMissing = details.some(({ reason }) => reason === 'MISSING_FIELD');
  return { kind: 'refusal', reason: isMissing ? 'MISSING_FIELD' : 'INVALID_DATA', details, withId: true };
}

/** One field that CyberSource cannot take. */
export const invalid = (field: string): RequestRefusal => refuseFields([{ field, reason: 'INVALID_DATA' }]);

/** Fields that have to be there. */
export const missing = (...fields: readonly string[]): RequestRefusal =>
  refuseFields(fields.map((field) => ({ field, reason: 'MISSING_FIELD' })));

/**
 * A follow-on of something that is not there, was declined, or is of another kind. The answer names the path's `id`:
 * without details an INVALID_DATA would read as a duplicate transaction id.
 */
export const noSuchTransaction: RequestRefusal = invalid('id');

/** The merchant transaction id was used before. CyberSource gives no details here, and never the first answer. */
export const duplicateTransactionId: RequestRefusal = refuse('INVALID_DATA');

/** Nothing is known under the merchant transaction id of a timeout reversal or void: nothing to undo (yet). */
export const nothingToUndo: RequestRefusal = { ...refuse('INVALID_DATA'), withId: true };
