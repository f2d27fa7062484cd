import { sendUnended } from './send.ts';
import type { Request, Response } from './route.ts';

/** What is read of a refused body only to be thrown away, in bytes. A sender of hardly too much has sent all of it by then. */
const DISCARDED_MAX = 256 * 1024;
/** How long a sender has to read its answer before the connection ends, in milliseconds. */
const LINGER_MS = 500;

/**
 * Answers a request whose body is larger than it may be, and ends the connection without the rest of that body: to read five
 * megabytes costs as much as several payments. An end at once would take the answer away from a sender that still writes.
 */
export function sendAndHangUp(req: Request, res: Response, status: number, body: unknown): void {
  let discarded = 0;
  const hangUp = (): void => {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  };
  const timer = setTimeout(hangUp, LINGER_MS).unref();
  res.once('close', hangUp);
  req.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_MAX) req.pause();
  });
  req.once('end', hangUp);
  res.setHeader('Connection', 'close');
  sendUnended(res, status, body);
  req.resume();
}
