import { type BenchEnvironment, startContestant, startGateway } from '../bench-servers.ts';
import { putUnderLoad } from '../measure.ts';
import { type StartedProgram, residentMegabytes } from '../processes.ts';
import { ASK_FOR_HEAP, type HeapSize } from '../protocol.ts';

/** Memory of the extension after so many payments. */
export interface MemorySample {
  readonly payments: number;
  /** Bytes that are left after a garbage collection. */
  readonly kept: number;
  readonly residentMegabytes: number | undefined;
}

/** Attempts that the journal keeps: small, so that its cap is reached soon and what grows after it is a leak. */
const JOURNAL_CAPACITY = 5_000;
const PAYMENTS_A_STEP = 10_000;
const STEPS = 6;

/** One server, payments in steps; a sample after each step. The first step fills the journal and warms the code up. */
export async function measureMemory(ground: BenchEnvironment): Promise<readonly MemorySample[]> {
  const gateway = await startGateway(ground, 0);
  const server = await startContestant('memory', ground, gateway.url, {
    JOURNAL_CAPACITY: String(JOURNAL_CAPACITY),
    NODE_OPTIONS: `--expose-gc --require ${ground.heapReport}`,
  });
  const samples: MemorySample[] = [];
  try {
    for (let step = 1; step <= STEPS; step += 1) {
      const { errors } = await putUnderLoad(ground, {
        url: server.url,
        gatewayUrl: gateway.url,
        pid: server.process.pid ?? 0,
        sealed: true,
        webhookKey: ground.webhookKey,
        concurrency: 16,
        warmUp: 0,
        payments: PAYMENTS_A_STEP,
      });
      if (errors > 0) throw new Error(`${errors} payments were not approved.`);
      const megabytes = residentMegabytes(server.process);
      samples.push({
        payments: step * PAYMENTS_A_STEP,
        kept: await keptBy(server),
        residentMegabytes: megabytes,
      });
    }
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
  }
  return samples;
}

function keptBy({ process: server }: StartedProgram): Promise<number> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || !('kept' in message)) return;
      server.off('message', onMessage);
      resolve((message as HeapSize).kept);
    };
    server.on('message', onMessage);
    server.send(ASK_FOR_HEAP);
  });
}

/** Bytes that each payment leaves behind for good: the slope from the second sample on. Before it, the journal fills. */
export function growthPerPayment(samples: readonly MemorySample[]): number {
  const [first, last] = [samples[1], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return Number.NaN;
  return (last.kept - first.kept) / (last.payments - first.payments);
}

/** Markdown, and the slope in words. */
export function toMemoryTable(samples: readonly MemorySample[]): string {
  const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  return [
    `| Payments, journal capped at ${JOURNAL_CAPACITY.toLocaleString('en')} | Kept after garbage collection | Resident |`,
    '|---|---|---|',
    ...samples.map(
      ({ payments, kept, residentMegabytes: resident }) =>
        `| ${payments.toLocaleString('en')} | ${megabytes(kept)} MB | ${resident === undefined ? 'not known here' : `${Math.round(resident)} MB`} |`,
    ),
    '',
    `Growth once the journal is full: ${(growthPerPayment(samples) / 1024).toFixed(3)} KB a payment.`,
  ].join('\n');
}
