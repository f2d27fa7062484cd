import type { Config } from './config/config.ts';
import type { Log } from './log.ts';
import type { OccApi } from './occ/admin-api.ts';
import { createAllSettings } from './occ/all-settings.ts';
import { createOrderReading } from './occ/order-acceptance.ts';
import type { Pay } from './payments/pay.ts';
import type { Journal, SettingsFor } from './payments/ports.ts';
import type { GatewayBooks } from './payments/sweep/books.ts';
import { createExamine } from './payments/sweep/examine.ts';
import { createSweep, type Sweep } from './payments/sweep/sweep.ts';
import { createUndoOrphan } from './payments/sweep/undo-orphan.ts';

export interface SweepParts {
  readonly config: Pick<Config, 'pace' | 'sweep'>;
  readonly books: GatewayBooks;
  readonly occ: OccApi;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly pay: Pay;
  readonly now: () => Date;
  readonly log: Log;
}

/** OCC's deliveries are fresh for a day: what is older than that was decided before. */
const FIRST_LOOK_MS = 24 * 60 * 60_000;

/** The sweep over CyberSource's books, with the waits that everything else is given as well. */
export function assembleSweep({
  config,
  books,
  occ,
  journal,
  settingsFor,
  pay,
  now,
  log,
}: SweepParts): Sweep {
  const { pace, sweep } = config;
  return createSweep({
    books,
    journal,
    allSettings: createAllSettings(occ, settingsFor),
    examine: createExamine({ books, journal, readOrder: createOrderReading(occ) }),
    undo: createUndoOrphan(pay),
    now,
    rules: {
      olderThanMs: pace.confirmMs,
      lagMs: pace.lagMs,
      firstLookMs: FIRST_LOOK_MS,
      askAgainMs: pace.unknownMs,
      mostUndone: sweep.mostUndone,
      dryRun: sweep.dryRun,
    },
    onOrphan: ({ ref, orderId }) => {
      log('warning', 'held-for-no-order', { orderId, gatewayId: ref });
    },
    onSwept: ({ complete, orphans, undone, failed }) => {
      if (orphans === 0 && complete) return;
      const outcome = complete ? 'complete' : 'incomplete';
      log(failed > 0 ? 'error' : 'info', 'sweep', { outcome, status: `${undone} of ${orphans} undone` });
    },
    onTrouble: (event, error) => {
      log('error', event, { error: error instanceof Error ? error.name : typeof error });
    },
  });
}
