import type { ScriptLoader } from '../payment/script.ts';
import { dig } from '../values/dig.ts';

/** The custom properties of a payment that name the session, as they are at that moment. */
export type FingerprintProperties = () => Readonly<Record<string, string>>;

interface Deps {
  readonly loadScript: ScriptLoader;
  readonly now: () => number;
}

/** The extension's seal is good for an hour, and some of it goes by on the way. */
const GOOD_FOR_MS = 55 * 60 * 1000;

/**
 * Lets ThreatMetrix's script look at the browser under the session that the extension has opened (CyberSource: Decision
 * Manager, device fingerprinting). Rejects when the site wants none, when something of the answer is missing, and when the
 * script cannot be loaded.
 *
 * @param answer `deviceFingerprint` of `GET /paymentMethods`.
 */
export async function profileDevice(
  answer: unknown,
  { loadScript, now }: Deps,
): Promise<FingerprintProperties> {
  const requireText = (...path: readonly string[]): string => {
    const value = dig(answer, path);
    if (typeof value !== 'string' || value === '') throw new Error(path.join('.'));
    return value;
  };
  if (dig(answer, ['deviceFingerprintEnabled']) !== true) throw new Error('Not wanted');
  const sessionId = requireText('deviceFingerprintData', 'sessionId');
  const named = {
    deviceFingerprintSessionId: sessionId,
    deviceFingerprintCipherEncrypted: requireText('deviceFingerprintData', 'cipher', 'encrypted'),
    deviceFingerprintCipherIv: requireText('deviceFingerprintData', 'cipher', 'iv'),
  };
  const address = new URL(requireText('deviceFingerprintUrl'));
  // The setting as it was delivered names ThreatMetrix's page for browsers without scripts; its script is beside it.
  if (address.pathname.endsWith('/tags')) address.pathname += '.js';
  address.searchParams.set('org_id', requireText('deviceFingerprintOrgId'));
  address.searchParams.set('session_id', sessionId);
  const openedAt = now();
  await loadScript(address.href);
  return () => (now() - openedAt > GOOD_FOR_MS ? {} : named);
}
