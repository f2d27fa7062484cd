import type { ServerResponse } from 'node:http';
import { withLineContext } from '../telemetry/log/line-context.ts';
import type { Log } from '../telemetry/log/log.ts';
import { createDispatch, type ReachableRoute } from './dispatch.ts';
import { errorHandler } from './error-handler.ts';
import type { Request, Response } from './route.ts';
import { newRequestId } from './server/request-id.ts';
import { type CallerTrace, callerTraceOf } from './trace-context.ts';
import { present } from '../domain/present.ts';

/** Answers any request, whatever it asks: inside the host's Express, or as the listener of a server of our own. */
export type HandleRequest = (req: Request, res: ServerResponse) => void;

/** Metrics and traces of the requests. */
export interface RequestTelemetry {
  /** Gets every request once it is answered, and how long that took. */
  observeRequest(req: Request, res: Response, seconds: number): void;
  /** Runs the work of a request as a step of the trace that its caller names, or of a new one; names the trace where there is one. */
  traceRequest(
    req: Request,
    res: Response,
    caller: CallerTrace | undefined,
    work: (traceId: string | undefined) => Promise<void>,
  ): void;
}

/** Without metrics and traces: the lines of the log carry the caller's trace. */
const WITHOUT_TELEMETRY: RequestTelemetry = {
  observeRequest: () => undefined,
  traceRequest: (_req, _res, caller, work) => void work(caller?.traceId),
};

export function createAnswer(
  routes: readonly ReachableRoute[],
  log: Log,
  telemetry: RequestTelemetry = WITHOUT_TELEMETRY,
): HandleRequest {
  const dispatch = createDispatch(routes);
  const onError = errorHandler(log);
  return (req, raw) => {
    const startedAt = performance.now();
    const requestId = newRequestId();
    const res: Response = Object.assign(raw, { requestId });
    telemetry.traceRequest(req, res, callerTraceOf(req.headers), (traceId) =>
      withLineContext({ httpRequestId: requestId, ...present({ traceId }) }, () =>
        dispatch(req, res)
          .catch((error: unknown) => {
            onError(error, req, res);
          })
          .finally(() => {
            telemetry.observeRequest(req, res, (performance.now() - startedAt) / 1000);
          }),
      ),
    );
  };
}
