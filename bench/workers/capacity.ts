/** `npm run bench -- --capacity`: what a payment costs in time of a processor and in the database, from which follows what a machine can do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startCybersourceSandbox } from '../../sandbox/cybersource/start.ts';
import { startOccSandbox } from '../../sandbox/occ/start.ts';
import { bundle } from '../../scripts/src/package/bundle.ts';
import { startCluster } from '../../scripts/src/postgres/cluster.ts';
import { webhookSecret } from '../../server-extension/test/builders/between-sandboxes.ts';
import { withClient } from '../../scripts/src/postgres/cluster.ts';
import { childrenOf } from './child-processes.ts';
import { cpuMsOf } from './cpu-time.ts';
import { startLoad } from './steady-load.ts';
import { endExtension, startExtension } from './worker-machine.ts';

export interface CapacityPlan {
  readonly perSecond: number;
  /** Milliseconds before anything is counted, and in which it is. */
  readonly warmUpMs: number;
  readonly countedMs: number;
}

/** What payments cost with one kind of journal. */
export interface Capacity {
  readonly journal: 'SQLite' | 'PostgreSQL';
  readonly workers: number;
  readonly payments: number;
  /** Of the extension's processes, for one payment. */
  readonly cpuMs: number;
  /** In the database, for one payment. */
  readonly bytes: number;
}

/** A journal to measure: its address, how large it is, and its end. */
interface MeasuredJournal {
  readonly kind: Capacity['journal'];
  readonly address: string;
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** Measures one and two processes with both databases. Linux only: elsewhere the time of a processor is not told. */
export async function measureCapacities(plan: CapacityPlan): Promise<readonly Capacity[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'capacity-'));
  const file = path.join(folder, 'extension.cjs');
  await bundle('server-extension/src/standalone.ts', file);
  const measured: Capacity[] = [];
  try {
    for (const workers of [1, 2])
      for (const open of [openSqlite, openPostgres]) {
        const inFolder = await mkdtemp(path.join(folder, 'journal-'));
        measured.push(await measure(plan, await open(inFolder), { file, folder: inFolder, workers }));
      }
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  { perSecond, warmUpMs, countedMs }: CapacityPlan,
  journal: MeasuredJournal,
  { file, folder, workers }: { readonly file: string; readonly folder: string; readonly workers: number },
): Promise<Capacity> {
  const cybersource = await startCybersourceSandbox();
  const occ = await startOccSandbox({
    extensionUrl: 'http://127.0.0.1:9',
    secrets: { webhook: webhookSecret },
  });
  const started = await startExtension({
    file,
    folder,
    occUrl: occ.url,
    cybersourceUrl: cybersource.url,
    environment: { JOURNAL: journal.address, WORKERS: String(workers) },
  });
  try {
    const { pid = 0 } = started.extension;
    const pids = [pid, ...(await childrenOf(pid))];
    const load = startLoad(() => [started.api], perSecond);
    await pause(warmUpMs);
    const [payments, cpuMs, bytes] = [load.payments.length, await cpuMsOf(pids), await journal.bytes()];
    await pause(countedMs);
    const counted = load.payments.length - payments;
    const capacity: Capacity = {
      journal: journal.kind,
      workers,
      payments: counted,
      cpuMs: ((await cpuMsOf(pids)) - cpuMs) / counted,
      bytes: ((await journal.bytes()) - bytes) / counted,
    };
    await load.stop();
    return capacity;
  } finally {
    await endExtension(started);
    await Promise.all([occ.close(), cybersource.close(), journal.close()]);
  }
}

async function openSqlite(folder: string): Promise<MeasuredJournal> {
  const file = path.join(folder, 'journal.sqlite');
  return {
    kind: 'SQLite',
    address: `sqlite:${file}`,
    async bytes() {
      const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      // What is still in the write-ahead log counts as well.
      const { bytes } = database
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()')
        .get() as { bytes: number };
      database.close();
      return bytes;
    },
    close: async () => undefined,
  };
}

async function openPostgres(): Promise<MeasuredJournal> {
  const cluster = await startCluster();
  const address = await cluster.createDatabase();
  return {
    kind: 'PostgreSQL',
    address,
    bytes: () =>
      withClient(address, async (client) => {
        const size = 'SELECT pg_database_size(current_database()) AS bytes';
        const { rows } = await client.query<{ readonly bytes: string }>(size);
        return Number(rows[0]?.bytes);
      }),
    close: () => cluster.remove(),
  };
}

const MILLION = 1_000_000;
const GIGABYTE = 1_000_000_000;
/** Of a core; the rest is for peaks, recovery and the operating system. */
const PLANNED_SHARE = 0.6;

/** One row for each kind of journal and number of processes. */
export function toCapacityTable(capacities: readonly Capacity[]): string {
  return [
    '| Journal | Processes | Payments counted | Processor for one payment | Payments a second on one core | … to plan with (60 % of it) | Database for a million payments |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...capacities.map(({ journal, workers, payments, cpuMs, bytes }) => {
      const perSecond = 1_000 / cpuMs;
      return `| ${journal} | ${workers} | ${payments} | ${cpuMs.toFixed(2)} ms | ${perSecond.toFixed(0)} | ${(perSecond * PLANNED_SHARE).toFixed(0)} | ${((bytes * MILLION) / GIGABYTE).toFixed(1)} GB |`;
    }),
  ].join('\n');
}
