import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
  type TraceState,
} from '@opentelemetry/api';
import type { RequestTelemetry } from '../http/answer.ts';
import { type CallerTrace, callerTraceOf } from '../http/trace-context.ts';
import { describeWork, withLineContext, withOwnLineContext } from './log/line-context.ts';
import { newTraceId } from './trace-id.ts';

/** A call to another program, as a step of the trace under way. */
export interface TracedCall {
  readonly name: string;
  /** OpenTelemetry's semantic conventions. No value of a request or an answer. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The traces of this process. Spans reach a collector only where an SDK of OpenTelemetry is loaded beside the extension. */
export interface Tracing {
  readonly traceRequest: RequestTelemetry['traceRequest'];
  /**
   * Makes a call as a step of the trace under way, or of a new one where an SDK records it. The work gets the headers that tell
   * the trace to the other program: none without a trace.
   */
  readonly traceCall: <Result>(
    call: TracedCall,
    work: (headers: Readonly<Record<string, string>>) => Promise<Result>,
  ) => Promise<Result>;
  /** The step under way, as `traceparent`; undefined outside of every trace. */
  readonly currentTrace: () => string | undefined;
  /** Does work that comes later as a step of the trace that {@link Tracing.currentTrace} named; without one just does it. */
  readonly continueTrace: <Result>(
    step: TracedCall,
    trace: string | undefined,
    work: () => Promise<Result>,
  ) => Promise<Result>;
  /**
   * Does work that no request has asked for, as a trace of its own, also where it was started within a request. Lines of the log name the trace, also where no SDK
   * records it.
   */
  readonly traceRun: <Result>(step: TracedCall, work: () => Promise<Result>) => Promise<Result>;
  /** The run under way is about the payment that was claimed in that step: links both traces. Nothing without a step. */
  readonly linkTrace: (trace: string | undefined) => void;
}

/** What joins background work with the traces of payments. */
export type RunTracing = Pick<Tracing, 'traceRun' | 'linkTrace' | 'continueTrace'>;

/** Where spans come from. */
export type SpanSource = Pick<Tracer, 'startSpan'>;

/** For work that is not to be traced: no SDK gets its spans, and it belongs to no trace. */
export const unrecordedSpans: SpanSource = {
  startSpan: () => trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
};

/** Spans of the SDK that is loaded, also of one that will be; without one as {@link unrecordedSpans}. */
export function spansOfSdk(version: string): SpanSource {
  return trace.getTracer(TRACER, version);
}

/**
 * Has the SDK send what it has collected, before the process ends: it sends in batches, every few seconds. Never rejects; a collector
 * that is away is not waited for longer.
 *
 * OpenTelemetry, specification of the trace SDK, “ForceFlush”: not part of the API, which an SDK stands behind.
 */
export async function flushSpans(withinMs: number): Promise<void> {
  const provider = trace.getTracerProvider() as FlushedProvider;
  const sdk = provider.getDelegate?.() ?? provider;
  const flush = async (): Promise<void> => sdk.forceFlush?.();
  await Promise.race([flush().catch(() => undefined), pause(withinMs, undefined, { ref: false })]);
}

interface FlushedProvider {
  readonly getDelegate?: () => FlushedProvider;
  readonly forceFlush?: () => Promise<void>;
}

/** The name under which an SDK knows our spans. */
const TRACER = 'occ-cybersource';
const FIRST_SERVER_ERROR = 500;

/**
 * Traces by OpenTelemetry's API. Without an SDK nothing is recorded: a caller's trace is passed on to CyberSource and OCC as it
 * came, and a request without one costs nothing more.
 */
export function createTracing(tracer: SpanSource): Tracing {
  // Our own: an SDK need not bring one, and without it none of the API's contexts outlives a turn of the event loop.
  const contexts = new AsyncLocalStorage<Context>();

  function link(to: CallerTrace): void {
    trace.getSpan(contexts.getStore() ?? ROOT_CONTEXT)?.addLink({ context: toSpanContext(to) });
    describeWork({ paymentTraceId: to.traceId });
  }

  return {
    traceRequest(req, res, caller, work) {
      const above =
        caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, toSpanContext(caller));
      const { method = '' } = req;
      const span = tracer.startSpan(
        method,
        { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } },
        above,
      );
      if (!isSpanContextValid(span.spanContext())) {
        void work(undefined);
        return;
      }
      const { traceId } = span.spanContext();
      const here = trace.setSpan(above, span);
      const working = contexts.run(here, () => context.with(here, () => work(traceId)));
      if (!span.isRecording()) return;
      void working.finally(() => {
        const { route, statusCode } = res;
        if (route !== undefined) {
          span.updateName(`${req.method ?? ''} ${route}`);
          span.setAttribute('http.route', route);
        }
        span.setAttribute('http.response.status_code', statusCode);
        if (statusCode >= FIRST_SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      });
    },

    currentTrace() {
      const span = trace.getSpan(contexts.getStore() ?? ROOT_CONTEXT);
      return span && toHeaders(span)['traceparent'];
    },

    continueTrace({ name, attributes }, traceparent, work) {
      const before = traceparent === undefined ? undefined : callerTraceOf({ traceparent });
      if (before === undefined) return work();
      link(before);
      const above = trace.setSpanContext(ROOT_CONTEXT, toSpanContext(before));
      const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes }, above);
      const here = trace.setSpan(above, span);
      return withLineContext({ traceId: before.traceId }, () =>
        contexts.run(here, () => context.with(here, () => ended(span, work()))),
      );
    },

    traceRun({ name, attributes }, work) {
      const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, attributes }, ROOT_CONTEXT);
      const { traceId } = span.spanContext();
      const isRecorded = isSpanContextValid(span.spanContext());
      const here = isRecorded ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT;
      return withOwnLineContext({ traceId: isRecorded ? traceId : newTraceId() }, () =>
        contexts.run(here, () => context.with(here, () => ended(span, work()))),
      );
    },

    linkTrace(traceparent) {
      const linked = traceparent === undefined ? undefined : callerTraceOf({ traceparent });
      if (linked !== undefined) link(linked);
    },

    traceCall({ name, attributes }, work) {
      const above = contexts.getStore() ?? ROOT_CONTEXT;
      const around = trace.getSpan(above);
      if (around !== undefined && isSampledOut(around)) return work(toHeaders(around));
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, above);
      if (!isSpanContextValid(span.spanContext())) return work({});
      const here = trace.setSpan(above, span);
      return contexts.run(here, () => context.with(here, () => ended(span, work(toHeaders(span)))));
    },
  };
}

/**
 * Whether the trace is not sampled: then its steps are not recorded either, and a program that is called learns it from the header
 * `traceparent`. A span that has ended is no longer recorded either, but it was sampled: work that it started goes on in its trace.
 */
function isSampledOut(span: Span): boolean {
  const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  return !isSampled && !span.isRecording();
}

async function ended<Result>(span: Span, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function toSpanContext({
  traceId,
  spanId,
  isSampled,
  state,
}: CallerTrace): Parameters<typeof trace.setSpanContext>[1] {
  return {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(state !== undefined && { traceState: unchanged(state) }),
  };
}

/** What vendors of tracing wrote, passed on as it came. */
function unchanged(state: string): TraceState {
  const kept: TraceState = {
    get: () => undefined,
    set: () => kept,
    unset: () => kept,
    serialize: () => state,
  };
  return kept;
}

/** W3C Trace Context, headers `traceparent` and `tracestate`. */
function toHeaders(span: Span): Readonly<Record<string, string>> {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const state = traceState?.serialize();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(state !== undefined && state !== '' && { tracestate: state }),
  };
}
