import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { DatabaseAddress } from './address.ts';

/**
 * How connections are encrypted, in the words of Node. Undefined leaves it to `PGSSLMODE`.
 *
 * @throws Error that names the file that cannot be read.
 */
export function tlsOptions(address: DatabaseAddress): ConnectionOptions | false | undefined {
  const { encryption, authorityFile, certificateFile, keyFile } = address;
  if (encryption === undefined) return undefined;
  if (encryption === 'disable') return false;
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: encryption !== 'no-verify',
    // Checks the name; the certificate is checked before.
    ...(encryption === 'verify-ca' && { checkServerIdentity: () => undefined }),
    ...(authorityFile !== undefined &&
      authorityFile !== 'system' && { ca: read('sslrootcert', authorityFile) }),
    ...(certificateFile !== undefined && { cert: read('sslcert', certificateFile) }),
    ...(keyFile !== undefined && { key: read('sslkey', keyFile) }),
  };
}

function read(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(
      `${parameter} in the address of the database names ${file}, which cannot be read. Remedy: correct it, or let this user read it.`,
      { cause },
    );
  }
}
