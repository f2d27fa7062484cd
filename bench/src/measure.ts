import { request } from 'undici';
import type { BenchCell } from './cells.ts';
import {
  type BenchServer,
  type BenchEnvironment,
  programs,
  startContestant,
  startGateway,
} from './bench-servers.ts';
import { launch, residentMegabytes } from './processes.ts';
import { HEALTH, type LoadJob, type LoadResult } from './protocol.ts';

/** One cell of one contestant in one round. */
export interface BenchResult extends LoadResult {
  readonly cell: BenchCell;
  readonly contestant: BenchServer;
  /** Resident memory of the server after the load. */
  readonly megabytes: number | undefined;
}

/** Starts everything afresh, sends the cell's payments, stops everything. */
export async function measure(
  ground: BenchEnvironment,
  contestant: BenchServer,
  cell: BenchCell,
  warmUp: number,
): Promise<BenchResult> {
  const gateway = await startGateway(ground, cell.delayMs);
  const server = await startContestant(contestant, ground, gateway.url);
  try {
    const measured = await putUnderLoad(ground, {
      url: server.url,
      gatewayUrl: gateway.url,
      pid: server.process.pid ?? 0,
      sealed: contestant !== 'floor',
      webhookKey: ground.webhookKey,
      concurrency: cell.concurrency,
      warmUp,
      payments: cell.payments,
    });
    return { ...measured, cell, contestant, megabytes: residentMegabytes(server.process) };
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
  }
}

/** Sends the job's payments from a process of their own and tells what came of them. */
export function putUnderLoad({ tls }: BenchEnvironment, job: LoadJob): Promise<LoadResult> {
  const load = launch(programs('load.ts'), 'others', { NODE_EXTRA_CA_CERTS: tls.ca });
  return new Promise((resolve, reject) => {
    load.once('error', reject);
    load.once('exit', () => {
      reject(new Error('The load ended without a result.'));
    });
    load.once('message', (message: { readonly measured?: LoadResult; readonly problem?: string }) => {
      load.kill();
      if (message.measured === undefined) reject(new Error(message.problem));
      else resolve(message.measured);
    });
    load.send(job);
  });
}

/** How a contestant comes up. */
export interface ColdStart {
  readonly contestant: BenchServer;
  /** From the start of the process to the first 200, in milliseconds. */
  readonly ms: number;
  readonly megabytes: number | undefined;
}

export async function measureColdStart(
  ground: BenchEnvironment,
  contestant: BenchServer,
): Promise<ColdStart> {
  const server = await startContestant(contestant, ground, 'https://127.0.0.1:9');
  try {
    const asked = performance.now();
    const { statusCode, body } = await request(`${server.url}${HEALTH}`);
    await body.dump();
    if (statusCode !== 200) throw new Error(`${contestant}: ${HEALTH} answered ${statusCode}.`);
    const ms = server.readyAfterMs + performance.now() - asked;
    return { contestant, ms, megabytes: residentMegabytes(server.process) };
  } finally {
    await server.stop();
  }
}
