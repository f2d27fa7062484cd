import type { GatewayAccount } from '../../domain/settings.ts';
import { createHttpSignature } from './http-signature.ts';
import type { Sign } from './request.ts';
import { createSharedSecretJwt } from './shared-secret-jwt.ts';

/** The way of signing that the account's settings choose. The secret is revealed here and nowhere else. */
export function createSigner({ merchantId, credential }: GatewayAccount): Sign {
  const create = SIGNERS[credential.kind];
  return create(merchantId, credential.keyId, credential.secret.reveal());
}

const SIGNERS = {
  'http-signature': createHttpSignature,
  'shared-secret-jwt': createSharedSecretJwt,
} satisfies Record<GatewayAccount['credential']['kind'], unknown>;
