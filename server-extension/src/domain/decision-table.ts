/** What a row asks of the evidence: each named part has this value, or one of these. A part that is not named may be any. */
export type Conditions<Evidence> = {
  readonly [Part in keyof Evidence]?: Evidence[Part] | readonly Evidence[Part][];
};

/** One line of a decision table. */
export interface DecisionRow<Evidence, Action> {
  readonly when: Conditions<Evidence>;
  readonly action: Action;
  /** Why, in one sentence: it stands in the guide. */
  readonly because: string;
}

/**
 * The first row whose conditions the evidence meets.
 *
 * @throws RangeError when there is none: a table ends with a row without conditions.
 */
export function decide<Evidence extends object, Action>(
  table: readonly DecisionRow<Evidence, Action>[],
  evidence: Evidence,
): DecisionRow<Evidence, Action> {
  const row = table.find(({ when }) => meets(evidence, when));
  if (row === undefined) throw new RangeError(`No row decides about ${JSON.stringify(evidence)}`);
  return row;
}

function meets<Evidence extends object>(evidence: Evidence, when: Conditions<Evidence>): boolean {
  return (Object.keys(when) as (keyof Evidence)[]).every((part) => {
    const wanted = when[part];
    return Array.isArray(wanted) ? wanted.includes(evidence[part]) : wanted === evidence[part];
  });
}

/** Every value that each part of the evidence can have. */
export type EvidenceValues = Readonly<Record<string, readonly string[]>>;

/** Evidence with one of the listed values for each part. */
export type EvidenceOf<Values extends EvidenceValues> = {
  readonly [Part in keyof Values]: Values[Part][number];
};
