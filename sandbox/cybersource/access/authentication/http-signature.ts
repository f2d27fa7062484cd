/**
 * HTTP Signature (CyberSource: authentication). The signing string is rebuilt from the `headers` list of the
 * signature itself, so any order verifies; what a signature has to cover is fixed all the same.
 */
import { createHmac } from 'node:crypto';
import { isDigestOf, sameText } from './digest.ts';
import {
  carriesBody,
  refused,
  type ReceivedRequest,
  type AuthenticationVerdict,
  type VerifierDeps,
} from './authentication-verdict.ts';

const MERCHANT_HEADER = 'v-c-merchant-id';
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Verifies the `signature` header of a request. */
export function verifyHttpSignature(request: ReceivedRequest, deps: VerifierDeps): AuthenticationVerdict {
  const parameters = parseSignature(headerOf(request, 'signature') ?? '');
  const { keyid, algorithm, headers, signature } = parameters;
  if (!keyid || !headers || !signature) return refused('the signature header lacks a parameter');
  if (algorithm?.toLowerCase() !== 'hmacsha256') return refused('the signature algorithm is not HmacSHA256');

  const listed = headers.toLowerCase().split(/\s+/);
  const uncovered = mustCover(request).find((names) => !names.some((name) => listed.includes(name)));
  if (uncovered) return refused(`the signature does not cover ${uncovered.join(' or ')}`);

  const owner = deps.merchants.bySharedSecret(keyid);
  if (!owner) return refused('the key id is not known');
  if (headerOf(request, MERCHANT_HEADER) !== owner.merchant.id)
    return refused('the key belongs to another merchant');

  const date = listed.includes('v-c-date') ? headerOf(request, 'v-c-date') : headerOf(request, 'date');
  if (!isRecent(date, deps)) return refused('the date is missing, malformed or too far from now');
  const digest = /^SHA-256=(.*)$/.exec(headerOf(request, 'digest') ?? '')?.[1];
  if (carriesBody(request.method) && !isDigestOf(request.body, digest)) {
    return refused('the digest is not that of the body');
  }

  const believed = hostsToTry(request, deps).some((host) => {
    const text = toSigningString(request, listed, host);
    if (text === undefined) return false;
    const expected = createHmac('sha256', owner.secret).update(text).digest('base64');
    return sameText(expected, signature);
  });
  if (!believed) return refused('the signature does not match');
  return { ok: true, merchant: owner.merchant, scheme: 'http_signature' };
}

/** One `name: value` line for each listed header, in listed order; undefined when one of them is absent. */
export function toSigningString(
  request: ReceivedRequest,
  listed: readonly string[],
  host: string,
): string | undefined {
  const lines = listed.map((name) => {
    if (name === 'request-target') return `${name}: ${request.method.toLowerCase()} ${request.target}`;
    const value = name === 'host' ? host : headerOf(request, name);
    return value === undefined ? undefined : `${name}: ${value}`;
  });
  return lines.includes(undefined) ? undefined : lines.join('\n');
}

/** `(request-target)` with parentheses is another name, hence not covered: refused since April 2024. */
function mustCover({ method }: ReceivedRequest): readonly (readonly string[])[] {
  const always = [['host'], ['date', 'v-c-date'], ['request-target'], [MERCHANT_HEADER]];
  return carriesBody(method) ? [...always, ['digest']] : always;
}

// A client library may overwrite `Host` with the address it connects to, after the public name was signed.
function hostsToTry(
  { headers, localPort }: ReceivedRequest,
  { publicNames }: VerifierDeps,
): readonly string[] {
  const own = [...publicNames, `127.0.0.1:${localPort ?? ''}`, `localhost:${localPort ?? ''}`];
  const sent = headers.host ?? '';
  return own.includes(sent) ? [sent, ...publicNames.filter((name) => name !== sent)] : publicNames;
}

function isRecent(date: string | undefined, { now, clockSkewMs }: VerifierDeps): boolean {
  if (date === undefined || !IMF_FIXDATE.test(date)) return false;
  return Math.abs(now().getTime() - Date.parse(date)) <= clockSkewMs;
}

function parseSignature(header: string): Partial<Record<string, string>> {
  const pairs = [...header.matchAll(/([a-z]+)="([^"]*)"/gi)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name.toLowerCase(), value]));
}

function headerOf({ headers }: ReceivedRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
