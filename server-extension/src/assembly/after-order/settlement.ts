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

  /** A site or day that cannot be settled does not keep other sites and days from being settled. */
  async function round(isOver: () => boolean): Promise<void> {
    const sites = await settledSites(undefined).catch((error: unknown) => {
      logFailure(error, {});
      return [];
    });
    for (const settings of sites)
      for (const date of datesBefore(now(), settings.reportTimeZone, DAYS_BACK)) {
        if (isOver()) return;
        await settleWhenDue(date, settings).catch((error: unknown) => {
          logFailure(error, { site: settings.site, date });
        });
      }
  }

  async function settleWhenDue(date: CalendarDate, settings: GatewaySettings): Promise<void> {
    const run = await settlement.lastRun(date, settings.site);
    const isDue = run === undefined || now().getTime() - Date.parse(run.ranAt) > AGAIN_MS;
    if (isDue) await settlement.run(date, settings);
  }

  function logFailure(error: unknown, about: { readonly site?: SiteId; readonly date?: CalendarDate }): void {
    // A Problem says what to do, such as a report that the account may not read; anything else is a fault of the program.
    const reason = error instanceof Problem ? { error: error.message } : toErrorFields(error);
    log('settlement.failed', { ...about, ...reason });
  }

  const rounds = createJob(
    (isOver) => runs.traceRun({ name: 'settlement', attributes: {} }, () => round(isOver)),
    config.settlement.everyMs,
    { firstAfterMs: 60_000 },
  );
  return { settlement, settledSites, ...rounds };
}
