/**
 * How long the journal's operations take with ten thousand payments in it and with ten million:
 *
 *   npm run bench -- --rows              SQLite and PostgreSQL; needs 35 GB of disk and half an hour
 *   npm run bench -- --rows 1000000      another number than ten million
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '../../../scripts/src/postgres/cluster.ts';
import { createDutyOf, PACE } from '../../../server-extension/src/payments/reconcile/duties.ts';
import { type Book, postgresBook, sqliteBook, writeFirst } from './books.ts';
import { measureRows, type Timing } from './measure-rows.ts';

const FEW = 10_000;
export const MANY = 10_000_000;

interface Comparison {
  readonly journal: string;
  readonly few: readonly Timing[];
  readonly many: readonly Timing[];
}

/** Fills, measures and prints a table. */
export async function compareRows(many: number): Promise<string> {
  const comparisons = [await compareSqlite(many), await comparePostgres(many)];
  return [
    `| Journal | Operation | ${FEW.toLocaleString('en')} payments: p50 / p99 ms | ${many.toLocaleString('en')} payments: p50 / p99 ms | p50, p99: times |`,
    '|---|---|---|---|---|',
    ...comparisons.flatMap(toLines),
  ].join('\n');
}

async function compareSqlite(many: number): Promise<Comparison> {
  return compare('SQLite', many, async (measure) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rows-'));
    try {
      return await measure(sqliteBook(folder, createDutyOf(PACE)));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

async function comparePostgres(many: number): Promise<Comparison> {
  const cluster = await startCluster({ settings: { max_wal_size: '8GB', shared_buffers: '1GB' } });
  try {
    return await compare('PostgreSQL', many, async (measure) =>
      measure(await postgresBook(cluster, createDutyOf(PACE))),
    );
  } finally {
    await cluster.remove();
  }
}

type InBook = (measure: (book: Book) => Promise<readonly Timing[]>) => Promise<readonly Timing[]>;

async function compare(journal: string, many: number, inBook: InBook): Promise<Comparison> {
  const measured = (payments: number): Promise<readonly Timing[]> =>
    inBook(async (book) => {
      const started = performance.now();
      await writeFirst(book);
      await book.multiply(payments);
      console.error(
        `${journal}: ${payments} payments in ${Math.round((performance.now() - started) / 1000)} s`,
      );
      const opened = await book.open();
      const timings = await measureRows(opened, payments);
      await opened.end();
      return timings;
    });
  return { journal, few: await measured(FEW), many: await measured(many) };
}

function toLines({ journal, few, many }: Comparison): readonly string[] {
  return few.map((before, index) => {
    const after = many[index] ?? before;
    const ratios = [after.p50 / before.p50, after.p99 / before.p99].map((ratio) => ratio.toFixed(1));
    return `| ${[journal, before.operation, toTiming(before), toTiming(after), ratios.join(', ')].join(' | ')} |`;
  });
}

function toTiming({ p50, p99 }: Timing): string {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
}
