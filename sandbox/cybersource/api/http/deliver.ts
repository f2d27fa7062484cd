/** Sends an answer, or lets it go wrong in the way that was asked for. */
import type { Response } from 'express';
import type { Fault } from '../../../triggers.ts';
import { elapsedMs, sealOf } from './received.ts';
import { toRefusalAnswer, toServerErrorAnswer, type EndpointResponse } from '../answers/answer.ts';
import { duplicateTransactionId } from '../../model/refusal.ts';

const DRIP_MS = 200;

/** Faults that happen before the call reaches the ledger. */
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
export async function deliver(
  res: Response,
  commit: () => EndpointResponse,
  fault: Fault | undefined,
  now: () => Date,
): Promise<void> {
  if (fault === undefined) {
    await send(res, commit());
    return;
  }
  await goWrong(res, fault, BEFORE_COMMIT.has(fault) ? { status: 500 } : commit(), now);
}

/** Writes an answer as it is, encrypted if the caller asked for that. */
export async function send(res: Response, answer: EndpointResponse): Promise<void> {
  const { text, contentType } = await toWire(res, answer);
  res
    .status(answer.status)
    .set(answer.headers ?? {})
    .set('content-type', contentType)
    .set('content-length', String(Buffer.byteLength(text)))
    .set('x-response-time', `${elapsedMs(res)}ms`);
  res.end(text);
}

async function toWire(
  res: Response,
  { body, text: file, contentType = 'application/hal+json' }: EndpointResponse,
): Promise<{ readonly text: string; readonly contentType: string }> {
  if (file !== undefined) return { text: file, contentType };
  if (body === undefined) return { text: '', contentType };
  const text = JSON.stringify(body);
  const seal = sealOf(res);
  return seal ? { text: await seal(text), contentType: 'application/json' } : { text, contentType };
}

async function goWrong(
  res: Response,
  fault: Fault,
  answer: EndpointResponse,
  now: () => Date,
): Promise<void> {
  switch (fault) {
    case 'server-timeout-before-commit':
    case 'server-timeout-after-commit':
      return send(res, toServerErrorAnswer('SERVER_TIMEOUT', now()));
    case 'silence-before-commit':
    case 'silence-after-commit':
      return;
    case 'reset-before-commit':
    case 'reset-after-commit':
      res.socket?.resetAndDestroy();
      return;
    case 'half-an-answer': {
      const text = await begin(res, answer);
      res.write(text.slice(0, text.length / 2), () => res.socket?.destroy());
      return;
    }
    case 'empty-answer':
      return send(res, { status: answer.status });
    case 'garbage':
      res.status(answer.status).set('content-type', 'application/hal+json').end(GARBAGE);
      return;
    case 'slow-drip':
      drip(res, await begin(res, answer));
      return;
    case 'unknown-status':
      return send(res, { ...answer, body: { ...answer.body, status: 'SOMETHING_NEW' } });
    case 'duplicate-refusal':
      return send(
        res,
        toRefusalAnswer(duplicateTransactionId, now(), () => ''),
      );
    case 'redirect':
      res.status(307).set('location', `/redirected${res.req.originalUrl}`).end();
      return;
    // The two below come from a gateway in front, which knows nothing of message-level encryption.
    case 'too-many-requests':
      atTheDoor(res.set('retry-after', '1'), 429, 'Too Many Requests');
      return;
    case 'unavailable':
      atTheDoor(res, 503, 'Service Unavailable');
      return;
  }
}

const GARBAGE = '<html><body><h1>It works!</h1></body></html>';

async function begin(res: Response, answer: EndpointResponse): Promise<string> {
  const { text, contentType } = await toWire(res, { ...answer, body: answer.body ?? {} });
  res.status(answer.status).set('content-type', contentType);
  res.set('content-length', String(Buffer.byteLength(text)));
  return text;
}

function atTheDoor(res: Response, status: number, rmsg: string): void {
  res
    .status(status)
    .set('content-type', 'application/hal+json')
    .end(JSON.stringify({ response: { rmsg } }));
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
