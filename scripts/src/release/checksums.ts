/** The checksums of a release, and the signature over them. */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** As `sha256sum` writes and checks them: a line for each file, in the order of their names. */
export async function checksumsOf(files: readonly string[]): Promise<string> {
  const lines = await Promise.all(
    files.map(async (file) => {
      const hash = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      return `${hash}  ${path.basename(file)}`;
    }),
  );
  return `${lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('\n')}\n`;
}

/**
 * Signs a text with an Ed25519 key (RFC 8032), base64.
 *
 * @param privateKey PEM, PKCS #8
 * @throws Error that names the remedy for a key of another kind
 */
export function signText(text: string, privateKey: string): string {
  return sign(null, Buffer.from(text), requireEd25519(privateKey)).toString('base64');
}

/** Whether the signature is the one of this text. */
export function isSignatureOf(signature: string, text: string, publicKey: string): boolean {
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
}

/** The public half of a private key, PEM: what those need who check a signature. */
export function publicKeyOf(privateKey: string): string {
  return createPublicKey(requireEd25519(privateKey)).export({ type: 'spki', format: 'pem' }).toString();
}

function requireEd25519(pem: string): ReturnType<typeof createPrivateKey> {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(
      `The signing key is ${String(key.asymmetricKeyType)}, not Ed25519. Remedy: openssl genpkey -algorithm ed25519 -out release.key`,
    );
  return key;
}
