/** `npm run bench -- --workers`: what payments notice when workers are replaced one by one, or when one of them is killed. */
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from './steady-load.ts';
import { startWorkerMachine, type WorkerMachine } from './worker-machine.ts';

/** What is done to the workers under load. */
export type WorkerInterruption = 'rolling restart' | 'kill -9 of one worker';

export interface RestartPlan {
  readonly interruption: WorkerInterruption;
  readonly workers: number;
  readonly perSecond: number;
  /** Milliseconds of load before the interruption and after it. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** The factor of all waits of recovery (`RECONCILE_PACE`); 1 by default. */
  readonly pace?: number;
}

export interface RestartResult {
  readonly plan: RestartPlan;
  readonly payments: number;
  /** First deliveries that got no answer, or another one than 200. */
  readonly notAnswered: number;
  /** Their HTTP statuses, 0 for a broken connection, with how often each came. */
  readonly statuses: string;
  /** Payments that OCC's repeats did not bring to an end either. */
  readonly failed: number;
  /** Orders with more than one authorization in CyberSource's ledger. */
  readonly double: number;
  /** Payments that were called approved. */
  readonly approved: number;
  /** Orders whose payment was called approved and that have no authorization. */
  readonly missing: number;
  /** Until the last replaced worker took connections. */
  readonly backAfterMs: number;
}

/** Pays at a steady rate, interrupts the workers, and compares what was answered with CyberSource's ledger. */
export async function interruptWorkers(plan: RestartPlan): Promise<RestartResult> {
  const machine = await startWorkerMachine(plan.workers, plan.pace);
  try {
    const load = startLoad(() => [machine.api], plan.perSecond);
    await pause(plan.beforeMs);
    const startedAt = performance.now();
    await interrupt(machine, plan);
    const backAfterMs = performance.now() - startedAt;
    await pause(plan.afterMs);
    await load.stop();

    const { payments } = load;
    const authorized = authorizationsOf(machine);
    return {
      plan,
      payments: payments.length,
      notAnswered: payments.filter(({ first }) => first !== 200).length,
      statuses: countsOf(payments.map(({ first }) => first).filter((status) => status !== 200)),
      failed: payments.filter(({ last }) => last !== 200).length,
      double: [...authorized.values()].filter((times) => times > 1).length,
      approved: payments.filter(({ isApproved }) => isApproved).length,
      missing: payments.filter(({ isApproved, orderId }) => isApproved && !authorized.has(orderId)).length,
      backAfterMs,
    };
  } finally {
    await machine.close();
  }
}

async function interrupt(machine: WorkerMachine, { interruption, workers }: RestartPlan): Promise<void> {
  if (interruption === 'rolling restart') {
    // A terminal that is closed sends it to every process of its group: the workers leave it to the first one.
    for (const id of await machine.workerIds()) process.kill(id, 'SIGHUP');
    machine.extension.kill('SIGHUP');
    await machine.untilLogged('worker.replaced', workers);
    return;
  }
  const [first] = await machine.workerIds();
  if (first === undefined) throw new Error('There is no worker to kill.');
  const started = machine.lines.filter(({ event }) => event === 'worker.started').length;
  process.kill(first, 'SIGKILL');
  await machine.untilLogged('worker.started', started + 1);
}

/** How many authorizations each order has, by the merchant reference. */
export function authorizationsOf({
  cybersource,
}: Pick<WorkerMachine, 'cybersource'>): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { transactions } of cybersource.ledger())
    for (const transaction of transactions) {
      if (transaction.kind !== 'payment' || transaction.status !== 'AUTHORIZED') continue;
      const order = transaction.reference ?? '';
      times.set(order, (times.get(order) ?? 0) + 1);
    }
  return times;
}

/** `503 × 12, 0 × 3`, the most frequent first. */
export function countsOf(statuses: readonly number[]): string {
  const times = new Map<number, number>();
  for (const status of statuses) times.set(status, (times.get(status) ?? 0) + 1);
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status} × ${count}`)
    .join(', ');
}

/** One row for each run. */
export function toRestartTable(results: readonly RestartResult[]): string {
  return [
    '| What happens | Workers | Payments a second | Payments | Approved | First delivery not answered | … with status | Failed | Double | Missing at CyberSource | Workers back after |',
    '| --- | --: | --: | --: | --: | --: | --- | --: | --: | --: | --: |',
    ...results.map(
      ({ plan, payments, approved, notAnswered, statuses, failed, double, missing, backAfterMs }) =>
        [
          '',
          plan.interruption,
          plan.workers,
          plan.perSecond,
          payments,
          approved,
          notAnswered,
          statuses,
          failed,
          double,
          missing,
          `${(backAfterMs / 1000).toFixed(1)} s`,
          '',
        ]
          .join(' | ')
          .trim(),
    ),
  ].join('\n');
}
