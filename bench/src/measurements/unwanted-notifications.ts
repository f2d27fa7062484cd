/** `npm run bench -- --notifications`: what payments notice of notifications that have to be refused. */
import { UNWANTED_KEYS, unwantedKinds } from '../../notifications/unwanted.ts';
import { type BenchEnvironment, programs, startContestant, startGateway } from '../bench-servers.ts';
import { putUnderLoad } from '../measure.ts';
import { launch } from '../processes.ts';
import type { LoadResult, RefusedLoadResult } from '../protocol.ts';

export interface RefusalPlan {
  /** Pairs of rounds: one without, one with them. */
  readonly rounds: number;
  /** Payments of each round, and before the first one. */
  readonly payments: number;
  readonly warmUp: number;
  /** Unwanted notifications a second. */
  readonly perSecond: number;
}

export interface RefusalResult {
  readonly without: LoadResult;
  readonly with: LoadResult;
  readonly unwanted: RefusedLoadResult;
}

/** Payments under way at a time: far from what a server can do, as in a shop. */
const CONCURRENCY = 8;
const GATEWAY_DELAY_MS = 50;
/** What the 99th of a hundred payments may lose, in milliseconds. */
const LOST_AT_MOST_MS = 10;

export function toUnwantedPlan(quick: boolean): RefusalPlan {
  return quick
    ? { rounds: 1, payments: 200, warmUp: 500, perSecond: 100 }
    : { rounds: 7, payments: 600, warmUp: 5_000, perSecond: 100 };
}

/** One server, alternating rounds. */
export async function besideUnwanted(
  ground: BenchEnvironment,
  { rounds, payments, warmUp, perSecond }: RefusalPlan,
): Promise<readonly RefusalResult[]> {
  const gateway = await startGateway(ground, GATEWAY_DELAY_MS);
  const server = await startContestant('sqlite', ground, gateway.url, { NOTIFICATIONS_KEYS: UNWANTED_KEYS });
  const pay = (before: number): Promise<LoadResult> =>
    putUnderLoad(ground, {
      url: server.url,
      gatewayUrl: gateway.url,
      pid: server.process.pid ?? 0,
      sealed: true,
      webhookKey: ground.webhookKey,
      concurrency: CONCURRENCY,
      warmUp: before,
      payments,
    });
  try {
    const results: RefusalResult[] = [];
    await pay(warmUp);
    for (let round = 0; round < rounds; round += 1) {
      const without = await pay(CONCURRENCY);
      const { stop } = await startUnwanted(ground, server.url, perSecond);
      const beside = await pay(CONCURRENCY);
      results.push({ without, with: beside, unwanted: await stop() });
    }
    return results;
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
  }
}

async function startUnwanted(
  { tls }: BenchEnvironment,
  url: string,
  perSecond: number,
): Promise<{ readonly stop: () => Promise<RefusedLoadResult> }> {
  const program = launch(programs('unwanted-notifications.ts'), 'others', { NODE_EXTRA_CA_CERTS: tls.ca });
  const next = <Message>(): Promise<Message> =>
    new Promise((resolve, reject) => {
      program.once('error', reject);
      program.once('exit', () => {
        reject(new Error('The unwanted notifications ended by themselves.'));
      });
      program.once('message', (message: Message) => {
        resolve(message);
      });
    });
  const begun = next();
  program.send({ url, perSecond });
  await begun;
  return {
    async stop() {
      const result = next<RefusedLoadResult>();
      program.send('stop');
      try {
        return await result;
      } finally {
        program.kill();
      }
    },
  };
}

/** Medians of the rounds. */
export function areWithinLimit(results: readonly RefusalResult[]): boolean {
  const lost = medianOf(results, (each) => each.with.p99) - medianOf(results, (each) => each.without.p99);
  const isWrong = results.some(
    (each) => each.unwanted.notRefused + each.with.errors + each.without.errors > 0,
  );
  return lost <= LOST_AT_MOST_MS && !isWrong;
}

/** Markdown: payments without and with them, medians of the rounds. */
export function toUnwantedTable(results: readonly RefusalResult[]): string {
  const row = (name: string, of: (round: RefusalResult) => LoadResult, unwanted: string): string => {
    const cells = [
      medianOf(results, (each) => of(each).p50).toFixed(1),
      medianOf(results, (each) => of(each).p99).toFixed(1),
      results.reduce((sum, each) => sum + of(each).errors, 0),
      unwanted,
    ];
    return `| ${[name, ...cells].join(' | ')} |`;
  };
  const sent = results.reduce((sum, each) => sum + each.unwanted.sent, 0);
  const notRefused = results.reduce((sum, each) => sum + each.unwanted.notRefused, 0);
  const perSecond = medianOf(results, (each) => each.unwanted.perSecond).toFixed(0);
  const counted = `${sent.toLocaleString('en')}, ${perSecond} a second; ${notRefused} not refused`;
  return [
    `Card payments, ${CONCURRENCY} at a time, SQLite, a gateway that takes ${GATEWAY_DELAY_MS} ms; medians of ${results.length} alternating rounds on one server.`,
    `Notifications in turn: ${unwantedKinds.join(', ')}.`,
    '',
    '| | p50, ms | p99, ms | not approved | notifications |',
    '|---|---:|---:|---:|---|',
    row('without', ({ without }) => without, ''),
    row('beside them', (round) => round.with, counted),
  ].join('\n');
}

function medianOf(results: readonly RefusalResult[], of: (round: RefusalResult) => number): number {
  return results.map(of).toSorted((a, b) => a - b)[Math.floor((results.length - 1) / 2)] ?? 0;
}
