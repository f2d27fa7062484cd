import { objectIn } from '../../../domain/json/json-object.ts';
import { lazy } from '../../../domain/json/lazy.ts';
import { present } from '../../../domain/present.ts';
import { Problem } from '../../../domain/problem.ts';
import type { Log } from '../../../telemetry/log/log.ts';
import type { ValidateMerchant } from '../../../payments/ports/merchant-validation.ts';
import { appleHostOf } from './hosts.ts';
import type { AppleIntermediate } from './connection.ts';
import type { ReadIdentityFile } from './identity.ts';

export interface MerchantValidationDeps extends AppleIntermediate {
  readonly readKeyFile: ReadIdentityFile;
  readonly log?: Log;
}

/** The gateway settings that Apple compares with what it knows of the merchant. */
const SETTINGS = 'applePayMerchantId, applePayInitiativeContext';

/** Apple: requesting an Apple Pay payment session. One connection, one answer, no redirect. */
export function createMerchantValidation(deps: MerchantValidationDeps): ValidateMerchant {
  const { readKeyFile, log } = deps;
  // Loaded for shops that have Apple Pay: Node's own TLS client and readers of certificates are a tenth of a start.
  const toApple = lazy(async () => {
    const [{ createPostToApple }, { readIdentity }] = await Promise.all([
      import('./connection.ts'),
      import('./identity.ts'),
    ]);
    return { post: createPostToApple(deps), readIdentity };
  });

  return async (validationUrl, { merchantId, displayName, domain, initiative }, channel) => {
    const host = appleHostOf(validationUrl);
    if (host === undefined) {
      const message = "must be the address that Apple's payment sheet gave";
      throw new Problem('malformed-request', `Fix these fields and retry: body:validationUrl ${message}.`, [
        { path: 'body:validationUrl', message },
      ]);
    }
    const { post, readIdentity } = await toApple();
    const identity = await readIdentity(readKeyFile);
    const request = {
      merchantIdentifier: merchantId,
      displayName,
      initiative,
      initiativeContext: domain,
    };
    const about = { host, setting: SETTINGS, ...present({ channel }) };
    const answer = await post(host, identity, request).catch((error: unknown) => {
      log?.('apple-pay.session-failed', { ...about, noResponse: codeOf(error) });
      throw new Problem('gateway-failure', 'Apple Pay could not be reached. Try again, or pay another way.');
    });
    const session = answer.status === 200 ? objectIn(answer.text) : undefined;
    if (session !== undefined) return session;
    log?.('apple-pay.session-failed', { ...about, appleHttpStatus: answer.status });
    throw new Problem(
      'gateway-failure',
      'Apple gave no session: compare merchant ID, domain and Merchant Identity certificate with the Apple developer account.',
    );
  };
}

/** Error codes are safe to show; messages may hold paths and addresses. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}
