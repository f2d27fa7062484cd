import type { IncomingHttpHeaders } from 'node:http';

/**
 * W3C Trace Context, header `traceparent`, version 00: version, trace id, parent id and flags in lower-case hexadecimal. Later
 * versions may add parts at the end; version ff is forbidden (https://www.w3.org/TR/trace-context/#traceparent-header).
 */
const TRACEPARENT =
  /^(?:00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?)$/;
const ZEROES = /^0+$/;

/** The trace that the caller's header names. Nothing where the header is missing or is not exactly as W3C defines it. */
export function traceOf(headers: IncomingHttpHeaders): { readonly traceId?: string } {
  const header = headers['traceparent'];
  if (typeof header !== 'string') return {};
  const parts = TRACEPARENT.exec(header);
  const traceId = parts?.[1] ?? parts?.[3];
  const parentId = parts?.[2] ?? parts?.[4] ?? '';
  return traceId === undefined || ZEROES.test(traceId) || ZEROES.test(parentId) ? {} : { traceId };
}
