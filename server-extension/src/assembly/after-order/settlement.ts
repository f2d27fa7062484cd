import type { RunTracing } from '../../telemetry/tracing.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import type { Config } from '../../config/config.ts';
import type { CalendarDate } from '../../domain/time/calendar-day.ts';
import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createReadOrderBook } from '../../occ/orders/order-book.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { Movements } from '../../payments/settlement/movement.ts';
import { createSettlement, datesBefore, type Settlement } from '../../payments/settlement/settlement.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleSettlementDeps {
  readonly config: Pick<Config, 'journal' | 'settlement'>;
  readonly cases: CaseStore;
  readonly journal: Journal;
  readonly occ: OccApi;
  /** The settings of every site and channel with the gateway. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly movements: Movements;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
}

export interface AssembledSettlement {
  readonly settlement: Settlement;
  /** The settings by which a site is settled. */
  readonly settledSites: (site: SiteId | undefined) => Promise<readonly GatewaySettings[]>;
  start(): void;
  stop(): Promise<void>;
}

/** A batch may close a day after its captures, and be paid out later still: each day is compared again for so long. */
const DAYS_BACK = 4;
/** A day is compared once a day. */
const AGAIN_MS = 20 * 60 * 60_000;

/** The daily comparison of the three books. */
export function assembleSettlement(deps: AssembleSettlementDeps): AssembledSettlement {
  const { config, cases, journal, occ, allSettings, movements, runs, now, log } = deps;
  const settlement = createSettlement({
    cases,
    journal,
    movements,
    readOrder: createReadOrderBook(occ),
    isJournalComplete: config.journal.kind !== 'memory',
    now,
    onCase: ({ site, orderId, transactionId, difference }) => {
      log('settlement.difference', {
        site,
        orderId,
        gatewayTransactionId: transactionId,
        reason: difference,
      });
    },
  });

  async function settledSites(site: SiteId | undefined): Promise<readonly GatewaySettings[]> {
    const all = await allSettings();
    const first = new Map<SiteId, GatewaySettings>();
    for (const each of [...all].reverse()) first.set(each.site, each);
    return [...first.values()].filter((each) => site === undefined || each.site === site);
  }

  async function round(isOver: () => boolean): Promise<void> {
    try {
      for (const settings of await settledSites(undefined)) {
        for (const date of datesBefore(now(), settings.reportTimeZone, DAYS_BACK)) {
          if (isOver()) return;
          if (await isDue(date, settings.site)) await settlement.run(date, settings);
        }
      }
    } catch (error) {
      const isNoAccess = error instanceof Problem;
      log('settlement.failed', isNoAccess ? { error: error.message } : toErrorFields(error));
    }
  }

  async function isDue(date: CalendarDate, site: SiteId): Promise<boolean> {
    const { run } = await settlement.read(date, site);
    return run === undefined || now().getTime() - Date.parse(run.ranAt) > AGAIN_MS;
  }

  const rounds = createJob(
    (isOver) => runs.traceRun({ name: 'settlement', attributes: {} }, () => round(isOver)),
    config.settlement.everyMs,
    { firstAfterMs: 60_000 },
  );
  return { settlement, settledSites, ...rounds };
}
