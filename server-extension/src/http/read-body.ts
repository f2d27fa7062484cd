import bodyParser from 'body-parser';
import { Problem } from '../domain/problem.ts';
import { requireJson } from '../occ/api/json.ts';
import type { Request, Response } from './route.ts';

/** Room for a webhook with its whole order. */
const MAX_BYTES = 256 * 1024;

// Compressed bodies are refused: a small one could unpack to anything.
const parse = bodyParser.raw({ type: () => true, limit: MAX_BYTES, inflate: false }) as Parse;

/** Works on Node's own requests; its types ask for those of the framework connect. */
type Parse = (req: Request, res: Response, done: (error?: unknown) => void) => void;

/**
 * The bytes of a JSON request as they were sent: `req.rawBody` where the host has read them (OCC does), else read here.
 *
 * @throws Problem `unsupported-media-type`, `body-too-large`, `malformed-request` (the sender went away) or
 *   `not-configured` (the host has parsed the body and thrown the bytes away).
 */
export async function readJsonBytes(req: Request, res: Response): Promise<Buffer> {
  if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send JSON: Content-Type has to be application/json.');
  }
  const bytes = bytesFromHost(req) ?? (await readBytes(req, res));
  if (bytes.length > MAX_BYTES) throw tooLarge();
  return bytes;
}

/** Room for what a browser posts on its way back from the issuer's page. */
const MAX_FORM_BYTES = 16 * 1024;

/**
 * The fields of a form that a browser posts. A field that comes twice counts once, the first time.
 *
 * @throws Problem `unsupported-media-type`, `body-too-large` or `malformed-request` (the sender went away).
 */
export async function readForm(req: Request, res: Response): Promise<ReadonlyMap<string, string>> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send a form: application/x-www-form-urlencoded.');
  }
  const parsed: unknown = req.body;
  // Some hosts parse forms before the route does; nothing is signed here, so their result is used.
  if (bytesFromHost(req) === undefined && isParsedAlready(parsed)) return toFields(Object.entries(parsed));
  const bytes = bytesFromHost(req) ?? (await readBytes(req, res));
  if (bytes.length > MAX_FORM_BYTES) throw tooLarge();
  return toFields([...new URLSearchParams(bytes.toString('utf8'))]);
}

function toFields(pairs: readonly (readonly [name: string, value: unknown])[]): ReadonlyMap<string, string> {
  const texts = pairs.filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string');
  return new Map([...texts].reverse());
}

/** A JSON body as it was sent, and what it says. */
export interface JsonBody {
  readonly bytes: Buffer;
  readonly json: unknown;
}

/** Reads the body of one request, however often it is called. Rejects as {@link readJson}. */
export type ReadJson = () => Promise<JsonBody>;

/** @throws Problem as {@link readJsonBytes}, and `malformed-request` when the bytes are no JSON. */
export async function readJson(req: Request, res: Response): Promise<JsonBody> {
  const bytes = await readJsonBytes(req, res);
  return { bytes, json: requireJson(bytes) };
}

function bytesFromHost(req: Request): Buffer | undefined {
  const { rawBody } = req as { rawBody?: unknown };
  if (Buffer.isBuffer(rawBody)) return rawBody;
  return typeof rawBody === 'string' ? Buffer.from(rawBody, 'utf8') : undefined;
}

function readBytes(req: Request, res: Response): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      const body: unknown = req.body;
      if (error !== undefined && error !== null) reject(toProblem(error));
      else if (Buffer.isBuffer(body)) resolve(body);
      else if (isParsedAlready(body)) reject(withoutBytes());
      else resolve(Buffer.alloc(0));
    });
  });
}

function isParsedAlready(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

function toProblem(error: unknown): Problem {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return tooLarge();
  if (type === 'encoding.unsupported') {
    return new Problem('unsupported-media-type', 'Send the body uncompressed.');
  }
  return new Problem('malformed-request', 'The body did not arrive completely.');
}

function tooLarge(): Problem {
  return new Problem(
    'body-too-large',
    'The body is larger than this address takes: 256 KB of JSON, 16 KB of a form.',
  );
}

function withoutBytes(): Problem {
  return new Problem(
    'not-configured',
    'The host has parsed the body and kept no rawBody: signatures are over bytes.',
  );
}
