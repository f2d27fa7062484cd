/** Sends one cell's webhooks and measures the answers. A job comes in as a message, what was measured goes out as one. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, Pool, request } from 'undici';
import { cpuMsOf } from '../../workers/cpu-time.ts';
import { WARM_UP_CONCURRENCY } from '../cells.ts';
import {
  CALLS,
  type GatewayCounts,
  type LoadJob,
  type LoadResult,
  PAYMENTS,
  type Pauses,
} from '../protocol.ts';
import { type SignedWebhook, makeWebhooks } from '../webhooks.ts';

process.once('message', (job: LoadJob) => {
  void work(job).then(
    (measured) => process.send?.({ measured }),
    (error: unknown) => process.send?.({ problem: error instanceof Error ? error.message : String(error) }),
  );
});

async function work(job: LoadJob): Promise<LoadResult> {
  const gateway = new Agent();
  const server = new Pool(job.url, { connections: WARM_UP_CONCURRENCY, pipelining: 1 });
  const warming = await makeWebhooks(job, gateway, job.warmUp, { tokensAContext: 16 });
  const warmUp = await send(server, warming, WARM_UP_CONCURRENCY);
  if (warmUp.errors > 0) throw new Error(`${warmUp.errors} of ${job.warmUp} payments were not approved.`);

  const webhooks = await makeWebhooks(job, gateway, job.payments, { tokensAContext: 1 });
  const before = await readCounts(job, gateway);
  const cpuBefore = await cpuMsOf([job.pid]);
  const started = performance.now();
  const { latencies, errors } = await send(server, webhooks, job.concurrency, job.pauses);
  const seconds = (performance.now() - started) / 1000;
  const cpuMs = (await cpuMsOf([job.pid])) - cpuBefore;
  const after = await readCounts(job, gateway);
  await Promise.all([server.close(), gateway.close()]);

  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return {
    perSecond: sorted.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    errors,
    gatewayCalls: after.calls - before.calls,
    handshakes: after.handshakes - before.handshakes,
    cpuMicros: Number.isNaN(cpuMs) ? undefined : (1000 * cpuMs) / sorted.length,
  };
}

/** Keeps `concurrency` payments under way until all are answered, but for the pauses. */
async function send(
  server: Pool,
  webhooks: readonly SignedWebhook[],
  concurrency: number,
  pauses: Pauses = { count: 0, ms: 0 },
): Promise<{ readonly latencies: readonly number[]; readonly errors: number }> {
  const waiting = webhooks.values();
  const latencies: number[] = [];
  const every = Math.ceil(webhooks.length / (pauses.count + 1));
  let errors = 0;
  async function sendNext(): Promise<void> {
    for (const webhook of waiting) {
      const started = performance.now();
      if (!(await isApproved(server, webhook).catch(() => false))) errors += 1;
      latencies.push(performance.now() - started);
      if (latencies.length % every === 0 && latencies.length < webhooks.length) await pause(pauses.ms);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, sendNext));
  return { latencies, errors };
}

async function isApproved(server: Pool, { body, signature }: SignedWebhook): Promise<boolean> {
  const { statusCode, body: answer } = await server.request({
    method: 'POST',
    path: PAYMENTS,
    headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
    body,
  });
  const text = await answer.text();
  if (statusCode !== 200) return false;
  const { authorizationResponse } = JSON.parse(text) as {
    readonly authorizationResponse?: { readonly responseCode?: string };
  };
  return authorizationResponse?.responseCode === '1000';
}

async function readCounts({ gatewayUrl }: LoadJob, gateway: Agent): Promise<GatewayCounts> {
  const answer = await request(`${gatewayUrl}${CALLS}`, { dispatcher: gateway });
  return (await answer.body.json()) as GatewayCounts;
}
