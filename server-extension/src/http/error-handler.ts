import { Problem } from '../domain/problem.ts';
import { toErrorFields } from '../telemetry/log/error-fields.ts';
import type { Log } from '../telemetry/log/log.ts';
import { toErrorBody } from './error-body.ts';
import { sendAndHangUp } from './refuse-body.ts';
import { pathAndQuery, type Request, type Response } from './route.ts';
import { sendJson } from './send.ts';

export type ErrorHandler = (error: unknown, req: Request, res: Response) => void;

/**
 * The one place where a failure becomes an answer: a Problem with its status and words, everything else a plain 500.
 * A stack or the message of an unexpected error never leaves the process.
 */
export function errorHandler(log: Log): ErrorHandler {
  return (error, req, res) => {
    const problem = error instanceof Problem ? error : unexpected();
    const { requestId } = res;
    const [route] = pathAndQuery(req.url);
    const about = {
      httpRequestId: requestId,
      method: req.method ?? '',
      route,
      problemCode: problem.code,
      httpStatus: problem.status,
      ...problem.details,
    };
    if (problem.status < 500) log('request.refused', { ...about, invalidFields: pathsOf(problem) });
    else log('request.failed', { ...about, ...toErrorFields(error) });

    if (res.headersSent) {
      // Half an answer cannot be taken back: cut off, it is at least none.
      res.destroy();
      return;
    }
    if (problem.retryAfter !== undefined) res.setHeader('Retry-After', String(problem.retryAfter));
    const body = toErrorBody(problem, requestId);
    if (problem.code === 'body-too-large') sendAndHangUp(req, res, problem.status, body);
    else sendJson(res, problem.status, body);
  };
}

function unexpected(): Problem {
  return new Problem(
    'internal-failure',
    'Something went wrong here. Quote the requestId to the operator of this extension.',
  );
}

/** The first few wrong fields: a line of the log is no place for all of them, the answer is. */
function pathsOf({ fields }: Problem): string | undefined {
  if (fields.length === 0) return undefined;
  const more = fields.length > 3 ? ` and ${fields.length - 3} more` : '';
  return (
    fields
      .map(({ path }) => path)
      .slice(0, 3)
      .join(' ') + more
  );
}
