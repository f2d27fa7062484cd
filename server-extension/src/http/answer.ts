import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Log } from '../log/log.ts';
import { createDispatch, type ReachableRoute } from './dispatch.ts';
import { errorHandler } from './error-handler.ts';
import type { Request } from './route.ts';

/** Answers any request, whatever it asks: inside the host's Express, or as the listener of a server of our own. */
export type HandleRequest = (req: Request, res: ServerResponse) => void;

export function createAnswer(routes: readonly ReachableRoute[], log: Log): HandleRequest {
  const dispatch = createDispatch(routes);
  const onError = errorHandler(log);
  return (req, raw) => {
    const res = Object.assign(raw, { requestId: randomUUID() });
    dispatch(req, res).catch((error: unknown) => {
      onError(error, req, res);
    });
  };
}
