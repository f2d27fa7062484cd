import type { OutgoingHttpHeaders } from 'node:http';
import type { Response } from './route.ts';

/** No cache on the way may keep a response. */
const PROTECTIVE = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** For programs: it is no page and belongs in no frame. */
const JSON_ONLY = {
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
};

/** Sends the value as JSON. */
export function sendJson(res: Response, status: number, body: unknown): void {
  send(res, status, JSON_ONLY, JSON.stringify(body));
}

/** Sends the value as JSON, all of it, and leaves the answer open: who calls ends it. */
export function sendUnended(res: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  writeHead(res, status, JSON_ONLY, text);
  res.write(text);
}

/**
 * Sends a text with the protective headers and these. No more work than that: answers are never cached and need no ETag,
 * and Node writes head and body in one piece when it gets both at once and as text.
 */
export function send(res: Response, status: number, headers: OutgoingHttpHeaders, text: string): void {
  writeHead(res, status, headers, text);
  res.end(text);
}

function writeHead(res: Response, status: number, headers: OutgoingHttpHeaders, text: string): void {
  // The host's own Express may have said what it is.
  res.removeHeader('X-Powered-By');
  res.writeHead(status, {
    ...PROTECTIVE,
    ...headers,
    'x-request-id': res.requestId,
    'Content-Length': Buffer.byteLength(text),
  });
}
