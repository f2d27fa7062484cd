import { createOverviewOf } from '../../server-extension/src/payments/overview/overview-of.ts';
import { createSearchPayments } from '../../server-extension/src/payments/overview/search-payments.ts';
import { methodRulesIn } from '../../server-extension/src/payments/ports/method-rules.ts';
import { paymentMethods } from '../../server-extension/src/methods/methods.ts';
import { Problem } from '../../server-extension/src/domain/problem.ts';
import { criteria } from './criteria.ts';
import type { FilledDatabase } from './databases.ts';

/** A search of a full journal, as `GET /operations/payments` makes it. */
export interface MeasuredSearch {
  readonly name: string;
  readonly found: number;
  /** There are more: another page, or more to look through. */
  readonly hasNext: boolean;
  /** Milliseconds for the first page with everything that is shown of it: the middle of the rounds, and the slowest. */
  readonly median: number;
  readonly worst: number;
  readonly plan: string;
}

const PAGE = 25;

/** @param rounds after one that is not counted. */
export async function measureSearches(
  database: FilledDatabase,
  attempts: number,
  rounds: number,
): Promise<readonly MeasuredSearch[]> {
  const journal = await database.open();
  const overviewOf = createOverviewOf(
    methodRulesIn(paymentMethods),
    // What holds are left is nothing that a search looks for.
    async () => Promise.reject(new Problem('not-configured', 'A bench has no settings.')),
    () => new Date(),
  );
  const search = createSearchPayments(journal, overviewOf);
  const measured: MeasuredSearch[] = [];
  for (const { name, query } of criteria(attempts)) {
    let page = await search(query, { limit: PAGE });
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedAt = performance.now();
      page = await search(query, { limit: PAGE });
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    measured.push({
      name,
      found: page.payments.length,
      hasNext: page.next !== undefined,
      median: times[Math.floor(times.length / 2)] ?? 0,
      worst: times.at(-1) ?? 0,
      plan: await database.planOf(query),
    });
  }
  await journal.close();
  return measured;
}

/** A whole table is read, or what is found is put in order afterwards. One merchant transaction id has one row: nothing to sort. */
export function isScan({ plan }: Pick<MeasuredSearch, 'plan'>): boolean {
  return /Seq Scan|\bSCAN attempts(?! USING INDEX)/.test(plan);
}

export function toSearchTable(searches: readonly MeasuredSearch[]): string {
  return [
    '| looked for by | payments on the page | more | median | slowest | read by |',
    '|---|---:|---|---:|---:|---|',
    ...searches.map(
      ({ name, found, hasNext, median, worst, plan }) =>
        `| ${name} | ${found} | ${hasNext ? 'yes' : 'no'} | ${median.toFixed(1)} ms | ${worst.toFixed(1)} ms | ${plan} |`,
    ),
  ].join('\n');
}
