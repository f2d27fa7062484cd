/** Answers of TMS: tokens with their version, lists in pages. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { EndpointResponse } from '../answers/answer.ts';
import type { EndpointCall, Endpoint } from '../routes/endpoint.ts';
import { toJson } from '../requests/body.ts';
import { faultyFields, JSON_TYPE, tokenError } from './errors.ts';
import { pageQuery } from './requests.ts';

/** An endpoint that only reads and writes the vault. */
export const at =
  (read: (call: EndpointCall) => EndpointResponse): Endpoint =>
  (call) => ({ commit: () => read(call) });

/** What becomes of a body in this form; 400 with the faulty fields of another one. */
export function withBody<Schema extends z.ZodType>(
  schema: Schema,
  { body }: Pick<EndpointCall, 'body'>,
  use: (asked: z.output<Schema>) => EndpointResponse,
): EndpointResponse {
  const asked = schema.safeParse(toJson(body));
  return asked.success ? use(asked.data) : faultyFields(asked.error, body);
}

/** An endpoint that goes by its body alone. */
export const fromBody = <Schema extends z.ZodType>(
  schema: Schema,
  make: (asked: z.output<Schema>, call: EndpointCall) => EndpointResponse,
): Endpoint => at((call) => withBody(schema, call, (asked) => make(asked, call)));

/** A token. The version is that of what is shown: it changes with what is embedded, too. */
export function tokenAnswer(body: object, status: 200 | 201 = 200): EndpointResponse {
  const self = selfOf(body);
  return {
    status,
    body,
    contentType: JSON_TYPE,
    headers: { etag: toEtag(body), ...(status === 201 && self !== undefined && { location: self }) },
  };
}

/** 412 where the caller wants to change another version than the one that is there. CyberSource: TMS, `If-Match`. */
export function whyStale({ ifMatch }: EndpointCall, current: object): EndpointResponse | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const versions = ifMatch.split(',').map((version) => version.trim().replace(/^(?:W\/)?"?|"$/g, ''));
  return versions.includes(toEtag(current).slice(1, -1))
    ? undefined
    : tokenError(412, 'conflict', 'The token was changed since it was read.');
}

/** Items `offset` to `offset + limit` under their name, with links to the other pages. CyberSource: TMS lists. */
export function listAnswer<Item>(
  call: EndpointCall,
  path: string,
  name: string,
  all: readonly Item[],
  toBody: (item: Item) => object,
): EndpointResponse {
  const asked = pageQuery.safeParse(call.query);
  if (!asked.success) return faultyFields(asked.error, call.query);
  const { offset, limit } = asked.data;
  const total = all.length;
  const page = (from: number): { href: string } => ({ href: `${path}?offset=${from}&limit=${limit}` });
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const shown = all.slice(offset, offset + limit).map(toBody);
  return {
    status: 200,
    contentType: JSON_TYPE,
    body: {
      _links: {
        self: page(offset),
        first: page(0),
        ...(offset > 0 && { prev: page(Math.max(0, Math.min(offset - limit, last))) }),
        ...(offset + limit < total && { next: page(offset + limit) }),
        last: page(last),
      },
      offset,
      limit,
      count: shown.length,
      total,
      _embedded: { [name]: shown },
    },
  };
}

const toEtag = (body: object): string =>
  `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32)}"`;

function selfOf(body: object): string | undefined {
  const { _links: links } = body as { readonly _links?: { readonly self?: { readonly href?: string } } };
  return links?.self?.href;
}
