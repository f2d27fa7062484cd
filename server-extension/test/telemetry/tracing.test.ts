import { type Context, SpanKind } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  createAlwaysRecordSampler,
  InMemorySpanExporter,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import type { Response } from '../../src/http/route.ts';
import type { CallerTrace } from '../../src/http/trace-context.ts';
import { createTracing, type Tracing } from '../../src/telemetry/tracing.ts';

const CALL = { name: '/pts/v2/payments', attributes: { 'peer.service': 'cybersource' } };
const CALLER: CallerTrace = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  isSampled: false,
};

/** A sampler of the SDK, and what it was asked. */
function anSdk(sampler: Sampler): {
  readonly tracing: Tracing;
  readonly asked: readonly string[];
  readonly sent: InMemorySpanExporter;
} {
  const asked: string[] = [];
  const sent = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: {
      shouldSample(context: Context, traceId, name, ...rest) {
        asked.push(name);
        return sampler.shouldSample(context, traceId, name, ...rest);
      },
    },
    spanProcessors: [new SimpleSpanProcessor({ exporter: sent })],
  });
  return { tracing: createTracing(provider.getTracer('test')), asked, sent };
}

/** A request that works so, and is answered. */
function request(
  { traceRequest }: Tracing,
  work: (traceId: string | undefined) => Promise<void>,
  caller?: CallerTrace,
): Promise<void> {
  const req = Object.assign(new IncomingMessage(new Socket()), { method: 'POST', url: '/payments' });
  const res: Response = Object.assign(new ServerResponse(req), { requestId: 'r1', route: '/payments' });
  return new Promise((resolve, reject) => {
    traceRequest(req, res, caller, (traceId) => work(traceId).then(resolve, reject));
  });
}

/** The headers that a call to another program would have. */
function headersOf({ traceCall }: Tracing): Promise<Readonly<Record<string, string>>> {
  return traceCall(CALL, async (headers) => headers);
}

describe('Spans and samplers', () => {
  it('asks the sampler once about a payment that is sampled out, and tells CyberSource the trace all the same', async () => {
    const { tracing, asked, sent } = anSdk(new AlwaysOffSampler());
    await request(tracing, async (traceId) => {
      expect(traceId).to.match(/^[0-9a-f]{32}$/);
      const { traceparent } = await headersOf(tracing);
      expect(traceparent).to.match(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
      expect(tracing.currentTrace()).to.equal(traceparent);
    });
    expect(asked).to.deep.equal(['POST']);
    expect(sent.getFinishedSpans()).to.deep.equal([]);
  });

  it('makes a step of each call of a payment that is recorded', async () => {
    const { tracing, sent } = anSdk(new AlwaysOnSampler());
    await request(tracing, async () => {
      await headersOf(tracing);
    });
    await new Promise(setImmediate);
    expect(sent.getFinishedSpans().map(({ name }) => name)).to.deep.equal([
      '/pts/v2/payments',
      'POST /payments',
    ]);
  });

  it('makes steps of what a request began and goes on after its answer', async () => {
    const { tracing, sent } = anSdk(new AlwaysOnSampler());
    let goesOn: Promise<unknown> = Promise.resolve();
    let go = (): void => undefined;
    await request(tracing, async () => {
      goesOn = new Promise<void>((resolve) => (go = resolve)).then(() => headersOf(tracing));
    });
    await new Promise(setImmediate);
    go();
    await goesOn;
    const [server, call] = sent.getFinishedSpans();
    expect(call?.parentSpanContext?.spanId).to.equal(server?.spanContext().spanId);
  });

  it('asks about each step where spans are recorded for an SDK’s own numbers only, and not sent', async () => {
    const { tracing, asked } = anSdk(createAlwaysRecordSampler(new AlwaysOffSampler()));
    await request(tracing, async () => {
      await headersOf(tracing);
    });
    expect(asked).to.deep.equal(['POST', '/pts/v2/payments']);
  });

  it('leaves it to the sampler whether a trace is recorded that its caller does not record', async () => {
    const { tracing, asked } = anSdk(new AlwaysOnSampler());
    await request(
      tracing,
      async (traceId) => {
        expect(traceId).to.equal(CALLER.traceId);
        expect((await headersOf(tracing))['traceparent']).to.match(/-01$/);
      },
      CALLER,
    );
    expect(asked).to.have.length(2);
  });

  it('has spans of four kinds: a request, a call, what comes later, and a run of the extension’s own', async () => {
    const { tracing, sent } = anSdk(new AlwaysOnSampler());
    await request(
      tracing,
      async () => {
        await headersOf(tracing);
      },
      CALLER,
    );
    const traceparent = `00-${CALLER.traceId}-${CALLER.spanId}-01`;
    const step = (name: string) => ({ name, attributes: {} });
    await tracing.continueTrace(step('later'), traceparent, async () => undefined);
    await tracing.traceRun(step('run'), async () => undefined);
    await new Promise(setImmediate);
    const spans = sent.getFinishedSpans();
    expect(Object.fromEntries(spans.map(({ name, kind }) => [name, SpanKind[kind]]))).to.deep.equal({
      '/pts/v2/payments': 'CLIENT',
      'POST /payments': 'SERVER',
      later: 'CONSUMER',
      run: 'INTERNAL',
    });
    const aboveOf = (name: string) => spans.find((span) => span.name === name)?.parentSpanContext;
    for (const name of ['POST /payments', 'later'])
      expect(aboveOf(name)).to.include({ spanId: CALLER.spanId, isRemote: true });
    expect(aboveOf('/pts/v2/payments')?.isRemote).not.to.equal(true);
    expect(aboveOf('run')).to.equal(undefined);
  });
});
