import {
  INVALID_SPAN_CONTEXT,
  type Attributes,
  type Span,
  type SpanContext,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';

/** A span as an SDK would send it to a collector. */
export interface RecordedSpan {
  name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for the first of a trace. */
  readonly parentId: string | undefined;
  readonly attributes: Attributes;
  /** Ids of the traces that it is linked with. */
  readonly links: string[];
  isEnded: boolean;
}

/** What records spans at the moment. The API gives a tracer its provider once, so the provider stays and this changes. */
let recording: RecordedSpan[] | undefined;

const tracer: Pick<Tracer, 'startSpan'> = {
  startSpan(name, { attributes = {} } = {}, context) {
    const parent = context && trace.getSpanContext(context);
    if (recording === undefined) return trace.wrapSpanContext(parent ?? INVALID_SPAN_CONTEXT);
    const idOf = (length: number): string =>
      ((recording?.length ?? 0) + 1).toString(16).padStart(length, 'a');
    const recorded: RecordedSpan = {
      name,
      traceId: parent?.traceId ?? idOf(32),
      spanId: idOf(16),
      parentId: parent?.spanId,
      attributes: { ...attributes },
      links: [],
      isEnded: false,
    };
    recording.push(recorded);
    return toSpan(recorded);
  },
};

/** An SDK of OpenTelemetry, as far as the extension notices one: records every span until it is stopped. */
export function recordSpans(): { readonly spans: readonly RecordedSpan[]; readonly stop: () => void } {
  trace.setGlobalTracerProvider({ getTracer: () => tracer as Tracer });
  const spans: RecordedSpan[] = [];
  recording = spans;
  return { spans, stop: () => (recording = undefined) };
}

function toSpan(recorded: RecordedSpan): Span {
  const { traceId, spanId } = recorded;
  const context: SpanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
  const span: Span = {
    spanContext: () => context,
    setAttribute(key, value) {
      recorded.attributes[key] = value;
      return span;
    },
    setAttributes(attributes) {
      Object.assign(recorded.attributes, attributes);
      return span;
    },
    addEvent: () => span,
    addLink: ({ context: linked }) => {
      recorded.links.push(linked.traceId);
      return span;
    },
    addLinks: () => span,
    setStatus: () => span,
    updateName(name) {
      recorded.name = name;
      return span;
    },
    end() {
      recorded.isEnded = true;
    },
    isRecording: () => true,
    recordException: () => undefined,
  };
  return span;
}
