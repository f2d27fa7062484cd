import type { Config } from '../config/config.ts';
import { toFailureFields } from '../failure-fields.ts';
import type { Log } from '../log.ts';
import type { OccApi } from '../occ/admin-api.ts';
import { createAllSettings } from '../occ/all-settings.ts';
import { createOrderReading } from '../occ/order-acceptance.ts';
import type { Pay } from '../payments/pay.ts';
import type { Journal, SettingsFor } from '../payments/ports.ts';
import type { GatewayBooks } from '../payments/sweep/books.ts';
import { createExamine } from '../payments/sweep/examine.ts';
import { createSweep, type Sweep } from '../payments/sweep/sweep.ts';
import { createUndoOrphan } from '../payments/sweep/undo-orphan.ts';
import { repeatedly } from '../repeatedly.ts';

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

export interface Sweeping {
  /** Makes one now, for whoever asks for it. */
  readonly sweep: Sweep;
  /** No further one by itself; resolves when the one under way is over. */
  readonly stop: () => Promise<void>;
}

/** OCC's deliveries are fresh for a day: what is older than that was decided before. */
const FIRST_LOOK_MS = 24 * 60 * 60_000;

/** The sweep over CyberSource's books, by a timer where the configuration says so, with the waits of everything else. */
export function assembleSweep({
  config,
  books,
  occ,
  journal,
  settingsFor,
  pay,
  now,
  log,
}: SweepParts): Sweeping {
  const { pace, sweep: rules } = config;
  const sweep = createSweep({
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
      mostUndone: rules.mostUndone,
      dryRun: rules.dryRun,
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
      log('error', event, toFailureFields(error));
    },
  });
  const timer =
    rules.everyMs > 0
      ? repeatedly(async () => {
          await sweep();
        }, rules.everyMs)
      : undefined;
  return { sweep, stop: async () => timer?.stop() };
}
