import type { Response } from './route.ts';

/**
 * Sends the value as JSON with no more work than that: answers are never cached and need no ETag. As text, because Node
 * then writes head and body in one piece.
 */
export function sendJson(res: Response, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}
