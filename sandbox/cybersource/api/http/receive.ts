/** What happens to every call of the API before a route sees it. */
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { toRefusalAnswer, toTime } from '../answers/answer.ts';
import type {
  AuthenticatedRequest,
  ReceivedRequest,
  AuthenticationVerdict,
} from '../../access/authentication/authentication-verdict.ts';
import type { DecryptedMessage } from '../../access/encryption/messages.ts';
import { send } from './deliver.ts';
import type { Ids } from '../../values/ids.ts';
import { invalid } from '../../model/refusal.ts';
import { toShownBody, type Calls } from './calls.ts';
import { markReceived, setMerchant, setRawBody, setSeal } from './received.ts';

/** The headers that CyberSource puts on every answer. */
export const createCommonHeaders =
  (ids: Ids, now: () => Date): RequestHandler =>
  (_req, res, next) => {
    markReceived(res);
    res.set({
      date: now().toUTCString(),
      'cache-control': 'no-cache, no-store, must-revalidate',
      pragma: 'no-cache',
      expires: '-1',
      'strict-transport-security': 'max-age=31536000',
      'v-c-correlation-id': ids.correlation(),
    });
    next();
  };

/** Takes the body as bytes, whatever it claims to be: signatures are verified over what arrived. */
export const rawBody: RequestHandler = express.raw({ type: () => true, limit: '1mb', inflate: false });

/** What a call passes before its route. */
export interface GateDeps {
  readonly authenticate: (request: ReceivedRequest) => Promise<AuthenticationVerdict>;
  readonly open: (body: Buffer, caller: AuthenticatedRequest) => Promise<DecryptedMessage>;
  readonly calls: Calls;
  readonly ids: Ids;
  readonly now: () => Date;
}

/** Verifies, records, decrypts and lets through. A signature that fails is a 401 without status, reason or id. */
export function createGate({ authenticate, open, calls, ids, now }: GateDeps): RequestHandler {
  return async (req, res, next) => {
    const bytes: unknown = req.body;
    const body = Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0);
    const { method, originalUrl: target, headers } = req;
    const complete = calls.record({ at: now().toISOString(), method, path: target, body: toShownBody(body) });
    res.once('finish', () => {
      complete({ status: res.statusCode });
    });

    const verdict = await authenticate({ method, target, headers, body, localPort: req.socket.localPort });
    if (!verdict.ok) {
      complete({ refusedBecause: verdict.because });
      await send(res, {
        status: 401,
        body: { response: { rmsg: 'Authentication Failed' } },
        contentType: 'application/json',
      });
      return;
    }
    complete({ merchantId: verdict.merchant.id, scheme: verdict.scheme });
    setMerchant(res, verdict.merchant);

    const message = await open(body, verdict);
    if (!message.ok) {
      await send(res, toRefusalAnswer(invalid(message.field), now(), ids.transaction));
      return;
    }
    if (message.seal) setSeal(res, message.seal);
    const encrypted = [
      ...(message.wasEncrypted ? (['request'] as const) : []),
      ...(message.seal ? (['response'] as const) : []),
    ];
    if (encrypted.length > 0) complete({ encrypted, body: toShownBody(message.body) });
    setRawBody(req, body);
    Object.assign(req, { body: parsed(message.body) });
    next();
  };
}

/** No such path. */
export const notFound: RequestHandler = async (_req, res) => {
  await send(res, {
    status: 404,
    body: { response: { rmsg: 'Resource not found' } },
    contentType: 'application/json',
  });
};

/** A path that is there, but not with this method. */
export const wrongMethod: RequestHandler = async (_req, res) => {
  await send(res, {
    status: 405,
    body: { response: { rmsg: 'Method Not Allowed' } },
    contentType: 'application/json',
  });
};

/** A call that CyberSource has and this sandbox has not: 501 and a sentence. */
export const answerAbsent =
  (now: () => Date): RequestHandler =>
  async (req, res) => {
    const message = `CyberSource has ${req.method} ${req.path}, this sandbox does not. Its README lists what it has.`;
    const status = 'NOT_IMPLEMENTED';
    const body = { submitTimeUtc: toTime(now()), status, reason: status, message };
    await send(res, { status: 501, body, contentType: 'application/json' });
  };

/** A body that is too large, a path that does not decode: the sender's fault keeps its status. */
export const answerError: ErrorRequestHandler = async (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  if (status >= 500) console.error(error instanceof Error ? error.stack : error);
  const rmsg = status < 500 ? 'Bad Request' : 'Internal Server Error';
  await send(res, { status, body: { response: { rmsg } }, contentType: 'application/json' });
};

// What is no JSON stays undefined: the schemas then say that the fields are missing. An id that was written as a number
// with more digits than a number can hold stays the text that it was.
function parsed(body: Buffer): unknown {
  const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '')
      ? context?.source
      : value;
  try {
    return JSON.parse(body.toString('utf8'), exact);
  } catch {
    return undefined;
  }
}

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
