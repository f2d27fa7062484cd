import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { withLineContext } from '../log/line-context.ts';
import type { Log } from '../log/log.ts';
import { createDispatch, type ReachableRoute } from './dispatch.ts';
import { errorHandler } from './error-handler.ts';
import type { Request, Response } from './route.ts';
import { traceOf } from './trace-context.ts';

/** Answers any request, whatever it asks: inside the host's Express, or as the listener of a server of our own. */
export type HandleRequest = (req: Request, res: ServerResponse) => void;

/** Gets every request once it is answered, and how long that took. */
export type ObserveRequest = (req: Request, res: Response, seconds: number) => void;

export function createAnswer(
  routes: readonly ReachableRoute[],
  log: Log,
  observe?: ObserveRequest,
): HandleRequest {
  const dispatch = createDispatch(routes);
  const onError = errorHandler(log);
  return (req, raw) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const res: Response = Object.assign(raw, { requestId });
    withLineContext({ httpRequestId: requestId, ...traceOf(req.headers) }, () => {
      dispatch(req, res)
        .catch((error: unknown) => {
          onError(error, req, res);
        })
        .finally(() => observe?.(req, res, (performance.now() - startedAt) / 1000));
    });
  };
}
