import { objectIn } from '../../../domain/json-object.ts';
import { Problem } from '../../../domain/problem.ts';
import type { Log } from '../../../telemetry/log/log.ts';
import type { ValidateMerchant } from '../../../payments/ports/merchant-validation.ts';
import { appleHostOf } from './hosts.ts';
import { type MerchantIdentity, type AppleIntermediate, createPostToApple } from './connection.ts';

export interface MerchantValidationDeps extends AppleIntermediate {
  /** Reads a file of the folder `certs` beside the extension. Rejects with the error of `node:fs`. */
  readonly readKeyFile: (name: string) => Promise<Buffer>;
  readonly log?: Log;
}

/** Apple: the Merchant Identity certificate and its key, under the names that the earlier plugin gave them. */
const CERTIFICATE = 'applePayIdentityCert.pem';
const KEY = 'applePayIdentityKey.key';

/** Apple: requesting an Apple Pay payment session. One connection, one answer, no redirect. */
export function createMerchantValidation(deps: MerchantValidationDeps): ValidateMerchant {
  const { readKeyFile, log } = deps;
  const post = createPostToApple(deps);

  return async (validationUrl, { merchantId, displayName, domain }) => {
    const host = appleHostOf(validationUrl);
    if (host === undefined) {
      const message = "must be the address that Apple's payment sheet gave";
      throw new Problem('malformed-request', `Fix these fields and retry: body:validationUrl ${message}.`, [
        { path: 'body:validationUrl', message },
      ]);
    }
    const identity = await readIdentity(readKeyFile);
    const request = {
      merchantIdentifier: merchantId,
      displayName,
      initiative: 'web',
      initiativeContext: domain,
    };
    const answer = await post(host, identity, request).catch((error: unknown) => {
      log?.('apple-pay.session-failed', { host, noResponse: codeOf(error) });
      throw new Problem('gateway-failure', 'Apple Pay could not be reached. Try again, or pay another way.');
    });
    const session = answer.status === 200 ? objectIn(answer.text) : undefined;
    if (session !== undefined) return session;
    log?.('apple-pay.session-failed', { host, appleHttpStatus: answer.status });
    throw new Problem(
      'gateway-failure',
      'Apple gave no session: compare merchant ID, domain and Merchant Identity certificate with the Apple developer account.',
    );
  };
}

/** Read anew for each sheet: sheets are rare, and a renewed certificate counts at once. */
async function readIdentity(read: MerchantValidationDeps['readKeyFile']): Promise<MerchantIdentity> {
  try {
    const [certificate, key] = await Promise.all([
      read(CERTIFICATE),
      // OCC takes no .key files: in the package it travels as text.
      read(KEY).catch(() => read(`${KEY}.txt`)),
    ]);
    return { certificate, key };
  } catch {
    throw new Problem(
      'not-configured',
      `Apple Pay needs the Merchant Identity certificate: put ${CERTIFICATE} and ${KEY} into the folder certs of the extension.`,
    );
  }
}

/** Error codes are safe to show; messages may hold paths and addresses. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}
