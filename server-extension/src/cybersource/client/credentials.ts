import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import { createCertificateJwt } from '../signing/certificate-jwt.ts';
import { createHttpSignature } from '../signing/http-signature.ts';
import type { Sign } from '../signing/request.ts';
import { createSharedSecretJwt } from '../signing/shared-secret-jwt.ts';
import type { GatewayKey, KeyFiles, MerchantKey } from '../keys/key-files.ts';
import { type MessageEncryption, createMessageEncryption } from './message-encryption.ts';

/** What speaks for an account: how its requests are signed and, where its settings ask for it, encrypted. */
export interface Credentials {
  readonly sign: Sign;
  readonly encryption?: MessageEncryption;
}

/**
 * The credentials that the account's settings choose. Secrets are revealed here and nowhere else.
 *
 * @throws Problem `not-configured` that names the key file or setting to put right.
 */
export async function openCredentials(account: GatewayAccount, keyFiles: KeyFiles): Promise<Credentials> {
  const sign = await createSigner(account, keyFiles);
  return account.messageEncryption ? { sign, encryption: await openEncryption(account, keyFiles) } : { sign };
}

async function createSigner({ merchantId, credential }: GatewayAccount, keyFiles: KeyFiles): Promise<Sign> {
  switch (credential.kind) {
    case 'http-signature':
      return createHttpSignature(merchantId, credential.keyId, credential.secret.reveal());
    case 'shared-secret-jwt':
      return createSharedSecretJwt(merchantId, credential.keyId, credential.secret.reveal());
    case 'certificate-jwt': {
      const { keyId, privateKey } = await keyFiles.merchantKey(credential);
      return createCertificateJwt(merchantId, keyId, privateKey);
    }
  }
}

async function openEncryption(account: GatewayAccount, keyFiles: KeyFiles): Promise<MessageEncryption> {
  const own = await ownKey(account, keyFiles);
  return createMessageEncryption(await gatewayKey(account, keyFiles), own);
}

/** The key that answers are encrypted for. Without one, CyberSource is not asked to encrypt them. */
async function ownKey(
  { credential, responseKey }: GatewayAccount,
  keyFiles: KeyFiles,
): Promise<MerchantKey | undefined> {
  if (credential.kind === 'certificate-jwt') return keyFiles.merchantKey(credential);
  return responseKey && keyFiles.merchantKey(responseKey);
}

async function gatewayKey(
  { credential, responseKey, encryptionCertificate }: GatewayAccount,
  keyFiles: KeyFiles,
): Promise<GatewayKey> {
  if (credential.kind === 'http-signature')
    throw new Problem(
      'not-configured',
      'messageEncryptionEnabled needs authenticationType JWT: CyberSource encrypts nothing with HTTP Signature.',
    );
  if (encryptionCertificate !== undefined) return keyFiles.gatewayKey(encryptionCertificate);
  const keyFile = credential.kind === 'certificate-jwt' ? credential : responseKey;
  if (keyFile !== undefined) return keyFiles.gatewayKeyIn(keyFile);
  throw new Problem(
    'not-configured',
    'messageEncryptionEnabled with a shared secret needs messageEncryptionCertificate: the name of the .pem file with the certificate of CyberSource.',
  );
}
