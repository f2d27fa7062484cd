import { Problem } from '../domain/problem.ts';
import { requireJson } from '../occ/api/json.ts';
import { bodyTooLarge, bytesFromHost, isParsedAlready, readBodyBytes } from './body-bytes.ts';
import type { Request } from './route.ts';

/**
 * The bytes of a JSON request as they were sent.
 *
 * @throws Problem as {@link readBodyBytes}, and `unsupported-media-type` for another type than JSON.
 */
export async function readJsonBytes(req: Request): Promise<Buffer> {
  if (!/^application\/json\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send JSON: Content-Type has to be application/json.');
  }
  return readBodyBytes(req);
}

/** Room for what a browser posts on its way back from the issuer's page. */
const FORM_BYTES_MAX = 16 * 1024;

/**
 * The fields of a form that a browser posts. A field that comes twice counts once, the first time.
 *
 * @throws Problem as {@link readBodyBytes}, and `unsupported-media-type` for another type than a form.
 */
export async function readForm(req: Request): Promise<ReadonlyMap<string, string>> {
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new Problem('unsupported-media-type', 'Send a form: application/x-www-form-urlencoded.');
  }
  const parsed: unknown = req.body;
  // Some hosts parse forms before the route does; nothing is signed here, so their result is used.
  if (bytesFromHost(req) === undefined && isParsedAlready(parsed)) return toFields(Object.entries(parsed));
  const bytes = await readBodyBytes(req);
  if (bytes.length > FORM_BYTES_MAX) throw bodyTooLarge();
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
export async function readJson(req: Request): Promise<JsonBody> {
  const bytes = await readJsonBytes(req);
  return { bytes, json: requireJson(bytes) };
}
