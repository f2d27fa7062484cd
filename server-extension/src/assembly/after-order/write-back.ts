import type { RunTracing } from '../../telemetry/tracing.ts';
import type { Config } from '../../config/config.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createWriteOrder } from '../../occ/order-updates/write-order.ts';
import { Problem } from '../../domain/problem.ts';
import { createOverviewOf } from '../../payments/overview/overview-of.ts';
import type { ReadOrderPayments } from '../../payments/overview/read-order.ts';
import type { PaymentOverview } from '../../payments/overview/payment-overview.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import { type MethodRules, methodRulesIn } from '../../payments/ports/method-rules.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { AttemptWithTask } from '../../payments/ports/recovery-task.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { createWriteBack, type WriteBack } from '../../payments/write-back/write-back.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createJob } from '../time/repeatedly.ts';

export interface AssembleWriteBackDeps {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'timings'>;
  readonly methods: readonly MethodRules[];
  readonly journal: Journal;
  readonly cases: CaseStore;
  readonly occ: OccApi;
  /** Where the journal is one of several, the gateway's records are read as well. */
  readonly readOrderPayments: ReadOrderPayments;
  readonly settingsFor: SettingsFor;
  readonly runs: RunTracing;
  readonly now: () => Date;
  readonly log: Log;
}

export interface AssembledWriteBack {
  readonly writeBack: WriteBack;
  start(): void;
  stop(): Promise<void>;
}

/** A round begins this part of the shortest wait after the one before it. */
const ROUNDS_PER_WAIT = 2;
/** An order is read twice and written once; a token and the order's properties may be asked for before. */
const CALLS_PER_ORDER = 8;

/** What happens to payments after the checkout, written to OCC's orders. */
export function assembleWriteBack(deps: AssembleWriteBackDeps): AssembledWriteBack {
  const { config, journal, log, now, runs, settingsFor } = deps;
  const overviewOf = createOverviewOf(methodRulesIn(deps.methods), settingsFor, now);
  const isJournalOwn = config.journal.kind === 'memory';
  const writeBack = createWriteBack({
    cases: deps.cases,
    journal,
    readOrder: async (orderId, site) => {
      if (isJournalOwn) return requireComplete(await deps.readOrderPayments(orderId, site));
      const entries = (await journal.tasksOfOrder(orderId)).filter(({ attempt }) => attempt.site === site);
      for (const trace of new Set(entries.map(({ attempt }) => attempt.trace))) runs.linkTrace(trace);
      return Promise.all(byPayment(entries).map(overviewOf));
    },
    writeOrder: createWriteOrder(deps.occ),
    settingsFor,
    timings: config.timings,
    now,
    leaseMs: CALLS_PER_ORDER * config.deadlines.lookUp,
    traceOrder: (work) => runs.traceRun({ name: 'write-back', attributes: {} }, work),
    onWritten: ({ orderId, site }) => {
      log('order.written', { orderId, site });
    },
    onConflict: (order, problem, runAt) => {
      const { orderId, site } = order;
      if (runAt === undefined) log('order.not-written', { orderId, site, problem });
      else log('order.write-rescheduled', { orderId, site, problem });
    },
    onError: (error, order) => {
      log('order.write-failed', { site: order?.site, orderId: order?.orderId, ...toErrorFields(error) });
    },
  });
  const rounds = createJob((isOver) => writeBack.run(isOver), config.timings.firstLookupMs / ROUNDS_PER_WAIT);
  return {
    writeBack,
    start: rounds.start,
    async stop() {
      await rounds.stop();
      await writeBack.idle();
    },
  };
}

/** One sentence says that the journal is the instance's own; any other one that an amount may be missing. */
function requireComplete({
  payments,
  missing,
}: Awaited<ReturnType<ReadOrderPayments>>): readonly PaymentOverview[] {
  const [, unread] = missing;
  if (unread !== undefined) throw new Problem('wait-for-result', unread);
  return payments;
}

function byPayment(entries: readonly AttemptWithTask[]): readonly (readonly AttemptWithTask[])[] {
  const payments = new Set(entries.map(({ attempt }) => attempt.payment));
  return [...payments].map((payment) => entries.filter(({ attempt }) => attempt.payment === payment));
}
