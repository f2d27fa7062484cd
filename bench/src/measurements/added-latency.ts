import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import type { BenchCell } from '../cells.ts';
import { type BenchEnvironment, startContestant, startGateway } from '../bench-servers.ts';
import { measure, putUnderLoad } from '../measure.ts';
import { type LoadResult, READY } from '../protocol.ts';
import { median } from '../table.ts';

/** Latencies of a server with nothing but its own warm-up behind it, and of the floor after all of its payments. */
export interface LatencyPair {
  readonly floor: Pick<LoadResult, 'p50' | 'p99' | 'errors'>;
  readonly extension: Pick<LoadResult, 'p50' | 'p99' | 'errors'>;
}

/** What the extension adds to the floor, in milliseconds. */
export interface AddedLatency {
  readonly p50: number;
  readonly p99: number;
}

const CELL: BenchCell = { delayMs: 50, concurrency: 64, payments: 2_500 };
/** The default of the setting; see `WARM_UP_MS`. */
const OWN_WARM_UP_MS = '1000';
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 20;

/**
 * The extension after the warm-up that it does by itself between listening and being ready, and no payment else; the floor, which has
 * no such warm-up, after the payments that every contestant of the table gets.
 */
export async function measureAddedLatency(
  ground: BenchEnvironment,
  { rounds, warmUp, payments = CELL.payments }: LatencyPlan,
): Promise<readonly LatencyPair[]> {
  const pairs: LatencyPair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const floor = await measure(ground, 'floor', { ...CELL, payments }, warmUp);
    pairs.push({ floor, extension: await afterOwnWarmUp(ground, payments) });
  }
  return pairs;
}

interface LatencyPlan {
  readonly rounds: number;
  /** The floor's payments before those that are measured. */
  readonly warmUp: number;
  readonly payments?: number;
}

async function afterOwnWarmUp(ground: BenchEnvironment, payments: number): Promise<LoadResult> {
  const gateway = await startGateway(ground, CELL.delayMs);
  const server = await startContestant('memory', ground, gateway.url, { WARM_UP_MS: OWN_WARM_UP_MS });
  try {
    await warmedUp(server.url);
    return await putUnderLoad(ground, {
      url: server.url,
      gatewayUrl: gateway.url,
      pid: server.process.pid ?? 0,
      sealed: true,
      webhookKey: ground.webhookKey,
      concurrency: CELL.concurrency,
      warmUp: 0,
      payments,
    });
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
  }
}

/** The stub of OCC lists no sites, so this server is never quite ready; it says which of the reasons hold. */
async function warmedUp(url: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    const { body } = await request(`${url}${READY}`);
    if (!(await body.text()).includes('"warm-up"')) return;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error('The server did not end its warm-up.');
}

/** Medians of the rounds, the floor's taken off. */
export function addedLatency(pairs: readonly LatencyPair[]): AddedLatency {
  const added = (key: 'p50' | 'p99'): number =>
    median(pairs.map(({ extension }) => extension[key])) - median(pairs.map(({ floor }) => floor[key]));
  return { p50: added('p50'), p99: added('p99') };
}

/** Markdown: one row each. */
export function toLatencyTable(pairs: readonly LatencyPair[]): string {
  const row = (name: string, of: (pair: LatencyPair) => LatencyPair['floor']): string =>
    `| ${name} | ${(['p50', 'p99'] as const).map((key) => `${median(pairs.map((pair) => of(pair)[key])).toFixed(1)} ms`).join(' | ')} |`;
  const { p50, p99 } = addedLatency(pairs);
  return [
    `| ${CELL.delayMs} ms, ${CELL.concurrency} at a time, medians of ${pairs.length} | p50 | p99 |`,
    '|---|---|---|',
    row('Floor, after the warm-up of the table above', ({ floor }) => floor),
    row('Extension, memory, after its own warm-up and no payment else', ({ extension }) => extension),
    `| Added | ${p50.toFixed(1)} ms | ${p99.toFixed(1)} ms |`,
  ].join('\n');
}
