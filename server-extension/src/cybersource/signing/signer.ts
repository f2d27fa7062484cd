import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import { createHttpSignature } from './http-signature.ts';
import type { Sign } from './request.ts';
import { createSharedSecretJwt } from './shared-secret-jwt.ts';

/** The way of signing that the account's settings choose. The secret is revealed here and nowhere else. */
export function createSigner({ merchantId, credential }: GatewayAccount): Sign {
  switch (credential.kind) {
    case 'http-signature':
      return createHttpSignature(merchantId, credential.keyId, credential.secret.reveal());
    case 'shared-secret-jwt':
      return createSharedSecretJwt(merchantId, credential.keyId, credential.secret.reveal());
    case 'certificate-jwt':
      throw new Problem('not-configured', 'jwtKeyType P12 is not supported yet: choose SHARED_SECRET.');
  }
}
