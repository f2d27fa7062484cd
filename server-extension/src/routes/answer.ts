import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import { createDispatch } from './dispatch.ts';
import { errorHandler } from './error-handler.ts';
import type { Request, Response, Route } from './route.ts';

/** Answers any request, whatever it asks: inside the host's Express, or as the listener of a server of our own. */
export type Answer = (req: Request, res: Response) => void;

export function createAnswer(routes: readonly Route[], log: Log): Answer {
  const dispatch = createDispatch(routes);
  const onError = errorHandler(log);
  return (req, res) => {
    setProtectiveHeaders(res);
    dispatch(req, res).catch((error: unknown) => {
      onError(error, req, res);
    });
  };
}

/** JSON for programs: nothing here is a page, belongs in a frame or may be kept by anybody on the way. */
function setProtectiveHeaders(res: Response): void {
  // The host's own Express may have said what it is.
  res.removeHeader('X-Powered-By');
  res.setHeader('x-request-id', randomUUID());
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('Referrer-Policy', 'no-referrer');
}
