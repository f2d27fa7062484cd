import { decodeProtectedHeader, jwtVerify } from 'jose';
import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { PublicKeyFor } from './public-keys.ts';
import { rsaJwk } from './rsa-key.ts';

/** What a capture context has to be before a browser may see it. */
export interface ExpectedContext {
  /** CyberSource's host of the account: its public keys decide. */
  readonly host: string;
  readonly targetOrigin: string;
  readonly at: Date;
  /** Origin that stands in for CyberSource on a developer's machine: it, and this machine, may serve the library. */
  readonly intermediateHost?: string;
}

const claims = lazy(() =>
  z.object({
    exp: z.number(),
    flx: z.object({ jwk: rsaJwk() }),
    ctx: z
      .array(z.object({ data: z.object({ clientLibrary: z.url(), targetOrigins: z.array(z.string()) }) }))
      .min(1),
  }),
);

/**
 * Checks a capture context: signed by CyberSource (RS256 only), alive, for this page and no other, and its library, a
 * program that the shopper's browser will run, served by CyberSource.
 *
 * @returns what is wrong with it; undefined when it may leave.
 */
export async function findFault(
  captureContext: string,
  expected: ExpectedContext,
  publicKeyFor: PublicKeyFor,
): Promise<string | undefined> {
  const keyId = keyIdOf(captureContext);
  if (keyId === undefined) return 'it is no token that names its key';
  const key = await publicKeyFor(expected.host, keyId);
  if (key === undefined) return 'the public key that it names cannot be had';
  const verified = await jwtVerify(captureContext, key, {
    algorithms: ['RS256'],
    currentDate: expected.at,
  }).catch(() => undefined);
  if (verified === undefined) return 'its signature, algorithm or lifetime is wrong';
  const parsed = claims().safeParse(verified.payload);
  if (!parsed.success) return 'it lacks its key, library, origins or expiry';
  const faults = parsed.data.ctx.map(({ data }) => faultOf(data, expected));
  return faults.find((fault) => fault !== undefined);
}

function keyIdOf(captureContext: string): string | undefined {
  try {
    return decodeProtectedHeader(captureContext).kid;
  } catch {
    return undefined;
  }
}

function faultOf(
  { clientLibrary, targetOrigins }: { clientLibrary: string; targetOrigins: readonly string[] },
  { targetOrigin, intermediateHost }: ExpectedContext,
): string | undefined {
  if (targetOrigins.length !== 1 || targetOrigins[0] !== targetOrigin) return 'it is for other origins';
  return isPlausibleLibrary(new URL(clientLibrary), intermediateHost)
    ? undefined
    : 'its library is not served by CyberSource';
}

const CYBERSOURCE = /\.(cybersource|visaacceptance)\.com$/;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

function isPlausibleLibrary({ protocol, hostname }: URL, intermediateHost: string | undefined): boolean {
  if (protocol === 'https:' && CYBERSOURCE.test(hostname)) return true;
  if (intermediateHost === undefined || !/^https?:$/.test(protocol)) return false;
  return LOOPBACK.test(hostname) || hostname === new URL(intermediateHost).hostname;
}
