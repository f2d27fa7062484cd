/** Sends an answer, or lets it go wrong in the way that was asked for. */
import type { Response } from 'express';
import type { Fault } from '../../triggers.ts';
import { elapsedMs } from '../http/received.ts';
import { toServerErrorAnswer, type Answer } from '../answers/answer.ts';

const DRIP_MS = 200;

/** Faults that strike before the ledger hears of the call. */
const BEFORE_COMMIT: ReadonlySet<Fault> = new Set<Fault>([
  'server-timeout-before-commit',
  'silence-before-commit',
  'reset-before-commit',
  'redirect',
  'too-many-requests',
  'unavailable',
]);

/**
 * Runs `commit` unless the fault strikes before it, then delivers. The answer of a call that a fault swallows is
 * lost on purpose: the ledger knows what happened, the caller does not.
 */
export function deliver(
  res: Response,
  commit: () => Answer,
  fault: Fault | undefined,
  now: () => Date,
): void {
  if (fault === undefined) {
    send(res, commit());
    return;
  }
  if (BEFORE_COMMIT.has(fault)) {
    goWrong(res, fault, { status: 500 }, now);
    return;
  }
  goWrong(res, fault, commit(), now);
}

/** Writes an answer as it is. */
export function send(res: Response, { status, body, contentType = 'application/hal+json' }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  res
    .status(status)
    .set('content-type', contentType)
    .set('content-length', String(Buffer.byteLength(text)))
    .set('x-response-time', `${elapsedMs(res)}ms`);
  res.end(text);
}

function goWrong(res: Response, fault: Fault, answer: Answer, now: () => Date): void {
  const text = JSON.stringify(answer.body ?? {});
  switch (fault) {
    case 'server-timeout-before-commit':
    case 'server-timeout-after-commit':
      send(res, toServerErrorAnswer('SERVER_TIMEOUT', now()));
      return;
    case 'silence-before-commit':
    case 'silence-after-commit':
      return;
    case 'reset-before-commit':
    case 'reset-after-commit':
      res.socket?.resetAndDestroy();
      return;
    case 'half-an-answer':
      begin(res, answer.status, text);
      res.write(text.slice(0, text.length / 2), () => res.socket?.destroy());
      return;
    case 'empty-answer':
      send(res, { status: answer.status });
      return;
    case 'garbage':
      begin(res, answer.status, GARBAGE);
      res.end(GARBAGE);
      return;
    case 'slow-drip':
      begin(res, answer.status, text);
      drip(res, text);
      return;
    case 'unknown-status':
      send(res, { ...answer, body: { ...answer.body, status: 'SOMETHING_NEW' } });
      return;
    case 'redirect':
      res.status(307).set('location', `/redirected${res.req.originalUrl}`).end();
      return;
    case 'too-many-requests':
      res.set('retry-after', '1');
      send(res, { status: 429, body: { response: { rmsg: 'Too Many Requests' } } });
      return;
    case 'unavailable':
      send(res, { status: 503, body: { response: { rmsg: 'Service Unavailable' } } });
      return;
  }
}

const GARBAGE = '<html><body><h1>It works!</h1></body></html>';

function begin(res: Response, status: number, text: string): void {
  res.status(status).set('content-type', 'application/hal+json');
  res.set('content-length', String(Buffer.byteLength(text)));
}

function drip(res: Response, text: string): void {
  const bytes = Buffer.from(text);
  let sent = 0;
  const timer = setInterval(() => {
    res.write(bytes.subarray(sent, ++sent));
    if (sent < bytes.length) return;
    clearInterval(timer);
    res.end();
  }, DRIP_MS);
  res.once('close', () => {
    clearInterval(timer);
  });
}
