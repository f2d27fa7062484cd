/** One cell of the table: how long the gateway takes, and how many payments are under way at the same time. */
export interface BenchCell {
  readonly delayMs: number;
  readonly concurrency: number;
  /** Payments that are measured. */
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
  /** Payments before those of a cell. */
  readonly warmUp: number;
  readonly cells: readonly BenchCell[];
}

/** `quick` is for a look while one works; only the full plan's figures are worth quoting. */
export function toPlan(quick: boolean, rounds = 3): BenchPlan {
  const warmUp = warmUpOf(quick);
  if (!quick) return { rounds, warmUp, cells: full };
  const cells = full.map((cell) => ({ ...cell, payments: Math.ceil(cell.payments / 4) }));
  return { rounds: 1, warmUp, cells };
}

/**
 * Payments before the measured ones, always {@link WARM_UP_CONCURRENCY} at a time. The compiler goes on to improve the code for
 * many thousands of them: after 2,000 a server makes a tenth less payments a second than after 20,000.
 */
export function warmUpOf(quick: boolean): number {
  return quick ? 2_000 : 15_000;
}

/** Even where the gateway takes its time, the warm-up does not. */
export const WARM_UP_CONCURRENCY = 64;
