/** What must never be. Each is counted by itself; the sums of a good run are all zero. */
export const kinds = [
  'double charge',
  'lost money',
  'over-capture',
  'over-refund',
  'over-hold',
  'expired hold captured',
  'unknown',
  'needs person',
  'unequal answers',
  'accepted forgery',
  'unjournaled call',
  'journal differs',
] as const;

export type ViolationKind = (typeof kinds)[number];

export interface InvariantViolation {
  readonly kind: ViolationKind;
  readonly orderId: string;
  readonly what: string;
}
