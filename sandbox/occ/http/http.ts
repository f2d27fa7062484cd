/** The few things that every router of this API needs from HTTP. */
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import type { z } from 'zod';
import { toWrongMethodSentence } from '../../other-methods.ts';
import { OccProblem, toProblemBody } from './problem.ts';

/** Checks what a client sent; a wrong field is named in a 400. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ message, path }) => ({
    message,
    'o:errorPath': `body:${path.join('.')}`,
  }));
  throw new OccProblem(400, `The request is not valid: ${details[0]?.['o:errorPath'] ?? 'body'}.`, {
    details,
  });
}

/** The token of `Authorization: Bearer …`. */
export function bearerOf(req: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
}

/** One value of a query parameter; a repeated parameter counts by its first. */
export function queryOf(req: Request, name: string): string | undefined {
  const value: unknown = req.query[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** A whole number of the query, or the default when it is missing. */
export function wholeNumberOf(req: Request, name: string, otherwise: number): number {
  const text = queryOf(req, name);
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new OccProblem(400, `${name} must be a whole number.`);
  return Number(text);
}

/** What no route wanted. */
export const notFound: RequestHandler = (req) => {
  throw new OccProblem(404, `There is no ${req.method} ${req.originalUrl.split('?')[0] ?? ''}.`);
};

/** What a route wanted with other methods; `Allow` names them. */
export const wrongMethod: RequestHandler = (req) => {
  throw new OccProblem(405, toWrongMethodSentence(req));
};

/** The one place where an error becomes an answer. */
export const answerProblem: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const problem = toProblem(error);
  // A refusal that was ordered is no failure of the sandbox.
  if (problem !== error && problem.status >= 500) console.error(error);
  res.status(problem.status).json(toProblemBody(problem));
};

/** What body-parser calls a body that it cannot read, in our words: its own may quote the body. */
const UNREADABLE: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is not valid JSON.',
  'entity.too.large': 'The body is too large.',
  'encoding.unsupported': 'The body’s content encoding is not supported.',
  'charset.unsupported': 'The body’s character set is not supported.',
};

function toProblem(error: unknown): OccProblem {
  if (error instanceof OccProblem) return error;
  // body-parser and Express's router put the client's fault into `status` (400 malformed, 413 too large, 415).
  if (error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500) {
    const type = 'type' in error && typeof error.type === 'string' ? error.type : '';
    return new OccProblem(error.status, UNREADABLE[type] ?? 'The request cannot be read.');
  }
  return new OccProblem(500, 'The sandbox failed; its terminal shows why.', { errorCode: '00001' });
}
