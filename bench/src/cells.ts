/** One cell of the table: how long the gateway takes, and how many payments are under way at the same time. */
export interface BenchCell {
  readonly delayMs: number;
  readonly concurrency: number;
  /** Payments that are measured; as many again at most warm the server up before. */
  readonly payments: number;
}

const full: readonly BenchCell[] = [
  { delayMs: 0, concurrency: 1, payments: 1_000 },
  { delayMs: 0, concurrency: 16, payments: 6_000 },
  { delayMs: 0, concurrency: 64, payments: 6_000 },
  { delayMs: 50, concurrency: 1, payments: 60 },
  { delayMs: 50, concurrency: 16, payments: 600 },
  { delayMs: 50, concurrency: 64, payments: 2_500 },
];

/** What a run measures: each cell in each round, with fresh processes. */
export interface BenchPlan {
  readonly rounds: number;
  readonly cells: readonly BenchCell[];
}

/** `quick` is for a look while one works; only the full plan's figures are worth quoting. */
export function toPlan(quick: boolean): BenchPlan {
  if (!quick) return { rounds: 3, cells: full };
  const cells = full.map((cell) => ({ ...cell, payments: Math.ceil(cell.payments / 4) }));
  return { rounds: 1, cells };
}

/** Payments before the measured ones: enough for the compiler to have seen the code. */
export function warmUpOf({ payments }: BenchCell): number {
  return Math.min(payments, 2_000);
}
