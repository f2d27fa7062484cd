/** The frame's own check of a capture context: only the gateway may say which pages embed its fields. */
import { fromBase64Url } from '../../base64url.ts';
import { parseCaptureContext, type MicroformCaptureContext } from '../../capture-context.ts';
import { microformError } from '../../microform-error.ts';

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * Parses a capture context and verifies its signature with the key published at the frame's own origin.
 * @throws MicroformError
 */
export async function verifyCaptureContext(jwt: string): Promise<MicroformCaptureContext> {
  const context = parseCaptureContext(jwt, Date.now());
  if (!(await isSigned(jwt))) throw microformError('IFRAME_JWT_VALIDATION_FAILED');
  return context;
}

async function isSigned(jwt: string): Promise<boolean> {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  try {
    const { kid, alg } = JSON.parse(new TextDecoder().decode(fromBase64Url(header))) as Record<
      string,
      string
    >;
    if (alg !== 'RS256' || kid === undefined) return false;
    const answer = await fetch(`/flex/v2/public-keys/${encodeURIComponent(kid)}`);
    if (!answer.ok) return false;
    const { kty, n, e } = (await answer.json()) as { kty: string; n: string; e: string };
    const key = await crypto.subtle.importKey('jwk', { kty, n, e }, RS256, false, ['verify']);
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    return await crypto.subtle.verify(RS256, key, fromBase64Url(signature), signed);
  } catch {
    return false;
  }
}
