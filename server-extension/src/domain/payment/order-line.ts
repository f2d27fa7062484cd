import type { Money } from '../money/money.ts';

/** Units of one line of OCC's order (OCC: `commerceItems[].id`). */
export interface OrderLine {
  readonly lineId: string;
  /** Units: a whole number of 1 or more. */
  readonly quantity: number;
}

/** Units that are refunded, and the part of the refund that is for them. */
export interface RefundLine extends OrderLine {
  readonly amount: Money;
}

/** Line and quantity alone, as attempts keep them. */
export function toOrderLines(lines: readonly OrderLine[]): readonly OrderLine[] {
  return lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
}

/** Units of the line among these lines. */
export function quantityOf(lineId: string, lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
}
