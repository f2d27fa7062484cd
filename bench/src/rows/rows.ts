/**
 * How long the journal's operations take with ten thousand payments in it and with ten million:
 *
 *   npm run bench -- --rows                      SQLite and PostgreSQL; needs 25 GB of disk and half an hour
 *   npm run bench -- --rows --journal sqlite     one of them
 *   npm run bench -- --rows 1000000              another number than ten million
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '../../../scripts/src/postgres/cluster.ts';
import {
  createRecoveryTaskOf,
  RECOVERY_TIMINGS,
} from '../../../server-extension/src/payments/recovery/recovery-task.ts';
import { type MeasuredJournal, postgresJournal, sqliteJournal, writeFirst } from './measured-journals.ts';
import { type FilledJournal, measureRows, type Latencies, type OperationLatencies } from './measure-rows.ts';
import type { PagesRead } from './pages-read.ts';

const FEW = 10_000;
export const MANY = 10_000_000;
const NONE: Latencies = { p50: Number.NaN, p99: Number.NaN };

const recoveryTaskOf = createRecoveryTaskOf(RECOVERY_TIMINGS);

/** Fills one kind of journal with few payments and with many, measures both, and gives the table. */
export async function compareRows(kind: 'sqlite' | 'postgres', many: number): Promise<string> {
  const [few, more] = [FEW, many].map((payments) => payments.toLocaleString('en'));
  const timings = await (kind === 'sqlite' ? inSqlite(many) : inPostgres(many));
  return [
    `| Operation | ${few} payments: p50 / p99 ms | ${more} payments: p50 / p99 ms | p50, p99: times | Pages that a look-up reads, of them from the disk |`,
    '|---|---|---|---|---|',
    ...timings.map(toLine),
  ].join('\n');
}

async function inSqlite(many: number): Promise<readonly OperationLatencies[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rows-'));
  const newJournal = (payments: number): MeasuredJournal =>
    sqliteJournal(path.join(folder, `${payments}.sqlite`), recoveryTaskOf);
  const atExit = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', atExit);
  try {
    return await compare([FEW, many], newJournal);
  } finally {
    process.off('exit', atExit);
    await rm(folder, { recursive: true });
  }
}

async function inPostgres(many: number): Promise<readonly OperationLatencies[]> {
  const cluster = await startCluster({ settings: { max_wal_size: '4GB', shared_buffers: '1GB' } });
  try {
    return await compare([FEW, many], () => postgresJournal(cluster, recoveryTaskOf));
  } finally {
    await cluster.remove();
  }
}

async function compare(
  sizes: readonly number[],
  newJournal: (payments: number) => MeasuredJournal | Promise<MeasuredJournal>,
): Promise<readonly OperationLatencies[]> {
  const filled: FilledJournal[] = [];
  // The large one last: it has had no time to be forgotten by the system's cache, as one in use has not.
  for (const payments of sizes) {
    const started = performance.now();
    const measured = await newJournal(payments);
    await writeFirst(measured);
    await measured.multiply(payments);
    filled.push({ journal: await measured.open(), payments, readsHere: measured.readsHere });
    const seconds = Math.round((performance.now() - started) / 1000);
    const each = ((await measured.size()) / 1024 / payments).toFixed(1);
    console.error(`${measured.name}: ${payments} payments in ${seconds} s, ${each} KB each`);
  }
  const timings = await measureRows(filled);
  for (const { journal } of filled) await journal.close();
  return timings;
}

function toLine({ operation, times, pages }: OperationLatencies): string {
  const [few = NONE, many = NONE] = times;
  const ratios = [many.p50 / few.p50, many.p99 / few.p99].map((ratio) => ratio.toFixed(1));
  const read = pages?.some((each) => each !== undefined) === true ? pages.map(toPages).join(' → ') : '–';
  return `| ${[operation, toTiming(few), toTiming(many), ratios.join(', '), read].join(' | ')} |`;
}

function toTiming({ p50, p99 }: Latencies): string {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
}

function toPages(read: PagesRead | undefined): string {
  return read === undefined ? '–' : `${read.fromSystem.toFixed(2)}, ${read.fromDisk.toFixed(3)}`;
}
