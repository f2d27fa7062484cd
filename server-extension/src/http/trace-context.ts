import type { IncomingHttpHeaders } from 'node:http';

/**
 * W3C Trace Context, header `traceparent`, version 00: version, trace id, parent id and flags in lower-case hexadecimal. Later
 * versions may add parts at the end; version ff is forbidden (https://www.w3.org/TR/trace-context/#traceparent-header).
 */
const TRACEPARENT =
  /^(?:00-(?<trace00>[0-9a-f]{32})-(?<parent00>[0-9a-f]{16})-(?<flags00>[0-9a-f]{2})|(?!00|ff)[0-9a-f]{2}-(?<trace>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?:-.*)?)$/;
const ZEROES = /^0+$/;
/** The one flag that version 00 knows: the caller records the trace. */
const SAMPLED = 0x01;

/** The trace that a request belongs to, as its caller names it. */
export interface CallerTrace {
  readonly traceId: string;
  /** The caller's own step of the trace. */
  readonly spanId: string;
  readonly isSampled: boolean;
  /** Header `tracestate`: what vendors of tracing add; passed on as it came. */
  readonly state?: string;
}

/** The trace that the caller's header names. Undefined where the header is missing or is not exactly as W3C defines it. */
export function callerTraceOf(headers: IncomingHttpHeaders): CallerTrace | undefined {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const parts = TRACEPARENT.exec(traceparent)?.groups;
  const traceId = parts?.['trace00'] ?? parts?.['trace'];
  const spanId = parts?.['parent00'] ?? parts?.['parent'] ?? '';
  if (traceId === undefined || ZEROES.test(traceId) || ZEROES.test(spanId)) return undefined;
  const flags = parseInt(parts?.['flags00'] ?? parts?.['flags'] ?? '00', 16);
  return {
    traceId,
    spanId,
    isSampled: (flags & SAMPLED) === SAMPLED,
    ...(typeof tracestate === 'string' && { state: tracestate }),
  };
}
