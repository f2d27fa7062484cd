import type { GatewayAccount } from '../../domain/settings.ts';
import type { CertificateExpiry } from '../../payments/health/configuration/expiry.ts';
import { openCredentials } from './credentials.ts';
import { createKeyFiles, type ReadKeyFile } from '../keys/key-files.ts';

/**
 * Until when the certificates of an account are valid. Every file that the account needs is opened anew.
 *
 * @throws Problem `not-configured` that names the file and the setting, as a payment would
 */
export function createCertificatesOf(
  readKeyFile: ReadKeyFile,
): (account: GatewayAccount) => Promise<readonly CertificateExpiry[]> {
  return async (account) => {
    const seen = new Map<string, Date>();
    const files = createKeyFiles(readKeyFile, (file, validUntil) => seen.set(file, validUntil));
    await openCredentials(account, files);
    return [...seen].map(([file, validUntil]) => ({
      file,
      setting: file.endsWith('.pem') ? 'messageEncryptionCertificate' : 'keyFileName',
      validUntil,
    }));
  };
}
