import { breaksOf, type ChainBreak, type LinkedAttempt } from './attempt-chain.ts';
import type { ChainReport } from './maintenance.ts';

/** Breaks that a report lists. */
const BREAKS_MAX = 100;

/** Verifies attempts as a database hands them out. Keeps those of one payment at a time. */
export interface ChainCheck {
  /** Payment by payment, the attempts of each oldest first. */
  take(attempt: LinkedAttempt): void;
  /** Called once, after the last one. */
  report(): ChainReport;
}

/** Begins a check that has read nothing yet. */
export function createChainCheck(): ChainCheck {
  const breaks: ChainBreak[] = [];
  let attempts = 0;
  let unlinked = 0;
  let chain: LinkedAttempt[] = [];

  function close(): void {
    if (breaks.length < BREAKS_MAX) breaks.push(...breaksOf(chain));
    chain = [];
  }

  return {
    take(linked) {
      if (chain[0] !== undefined && chain[0].attempt.payment !== linked.attempt.payment) close();
      chain.push(linked);
      attempts += 1;
      if (linked.link === null) unlinked += 1;
    },
    report() {
      close();
      return { attempts, unlinked, breaks: breaks.slice(0, BREAKS_MAX) };
    },
  };
}
