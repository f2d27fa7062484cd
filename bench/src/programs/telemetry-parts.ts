/**
 * What each part of the telemetry keeps the processor for, by itself and warm: as much of it as a payment by card with a journal in
 * memory has. The parts take turns, so that what else the machine does meets all of them alike. What was measured goes out as a message.
 */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BatchSpanProcessor,
  NoopSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Response } from '../../../server-extension/src/http/route.ts';
import {
  describeWork,
  lineContext,
  withLineContext,
} from '../../../server-extension/src/telemetry/log/line-context.ts';
import { createMetrics } from '../../../server-extension/src/telemetry/registry.ts';
import {
  createTracing,
  type SpanSource,
  unrecordedSpans,
} from '../../../server-extension/src/telemetry/tracing.ts';
import type { MeasuredPart } from '../telemetry/parts.ts';

const ROUNDS = 40;
/** Their spans fit into the queue of an SDK, which holds 2,048. */
const PAYMENTS = 500;
/** Steps of a payment that wait for something. */
const AWAITS = 40;
const LINES = 4;

interface Part {
  readonly name: string;
  /** As much of it as a payment has. */
  readonly pay: () => Promise<unknown>;
  /** What comes after the answers. */
  readonly finish?: () => Promise<unknown>;
  /** Times in a round. */
  readonly times?: number;
}

const metrics = createMetrics({ instance: 'bench', withRuntime: true });

async function count(): Promise<void> {
  metrics.observe(
    'http_server_request_duration_seconds',
    { http_request_method: 'POST', http_route: '/payments', http_response_status_code: '200' },
    0.05,
  );
  metrics.observe(
    'http_client_request_duration_seconds',
    { peer: 'cybersource', url_template: '/pts/v2/payments', http_response_status_code: '201' },
    0.04,
  );
  metrics.count('payment_attempts_total', {
    operation: 'authorize',
    outcome: 'approved',
    reason: 'none',
    method: 'card',
    site: 'siteUS',
  });
}

async function wait(): Promise<void> {
  for (let step = 0; step < AWAITS; step += 1) await Promise.resolve();
}

function waitInContext(): Promise<void> {
  return withLineContext({ httpRequestId: 'r1', traceId: 't1' }, async () => {
    describeWork({ site: 'siteUS', orderId: 'o10001' });
    await wait();
    for (let line = 0; line < LINES; line += 1) lineContext();
  });
}

/** A request with one call to CyberSource. */
function tracedPart(name: string, spans: SpanSource, finish?: () => Promise<unknown>): Part {
  const { traceRequest, traceCall, currentTrace } = createTracing(spans);
  const req = Object.assign(new IncomingMessage(new Socket()), { method: 'POST', url: '/payments' });
  const res: Response = Object.assign(new ServerResponse(req), { requestId: 'r1', route: '/payments' });
  const call = {
    name: '/pts/v2/payments',
    attributes: { 'peer.service': 'cybersource', 'url.template': '/pts/v2/payments' },
  };
  return {
    name,
    pay: () =>
      new Promise<void>((resolve) => {
        traceRequest(req, res, undefined, async () => {
          currentTrace();
          await traceCall(call, async () => undefined);
          resolve();
        });
      }),
    ...(finish && { finish }),
  };
}

function sdkPart(name: string, processor: SpanProcessor, sampler?: Sampler): Part {
  const provider = new TracerProvider({ spanProcessors: [processor], ...(sampler && { sampler }) });
  return tracedPart(name, provider.getTracer('bench'), () => provider.forceFlush());
}

function sending(): SpanProcessor {
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
}

function sampled(ratio: number): Sampler {
  return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
}

const parts: readonly Part[] = [
  { name: `${AWAITS} steps that wait, without a context`, pay: wait },
  { name: `… with the context of the log's lines, read ${LINES} times`, pay: waitInContext },
  { name: 'metrics: a request, a call and an attempt counted', pay: count },
  { name: 'metrics: one scrape', pay: () => metrics.read(), times: 2 },
  tracedPart('traces: no SDK', unrecordedSpans),
  sdkPart('traces: sampled out', sending(), sampled(0)),
  sdkPart('traces: one in ten sent', sending(), sampled(0.1)),
  sdkPart('traces: each recorded, not sent', new NoopSpanProcessor()),
  sdkPart('traces: each sent', sending()),
];

async function measure({ pay, finish, times = PAYMENTS }: Part): Promise<number> {
  const before = process.cpuUsage();
  for (let paid = 0; paid < times; paid += 1) await pay();
  await finish?.();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const measured = parts.map((part) => ({ part, micros: [] as number[] }));
for (let round = 0; round < ROUNDS; round += 1)
  for (const { part, micros } of measured) micros.push(await measure(part));
process.send?.(
  measured.map(({ part, micros }): MeasuredPart => ({ name: part.name, micros: micros.slice(ROUNDS / 4) })),
);
process.disconnect();
// What Node.js is observed with for its metrics does not end by itself.
process.exitCode = 0;
