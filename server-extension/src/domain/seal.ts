import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Problem } from './problem.ts';
import type { Secret } from './secret.ts';
import { sha256 } from './sha256.ts';
import { present } from './present.ts';

/** What a sealed value may be used for. A value sealed for one purpose does not open for another. */
export type SealPurpose = 'capture-context' | 'device-fingerprint' | 'challenge';

export interface SealBinding {
  readonly purpose: SealPurpose;
  readonly site: string;
}

/** A value that the browser carries for us: it can neither read nor change it. Both parts are base64url. */
export interface Sealed {
  readonly iv: string;
  readonly encrypted: string;
}

export interface SealLimits {
  readonly origin?: string;
  /** The network that the value is issued to, where it is known. */
  readonly network?: string;
  /** The IP address that it is issued to, where it is known. */
  readonly address?: string;
  readonly expiresAt: Date;
  /**
   * Seals the same value to the same text, for answers that have to be equal byte for byte. The nonce then follows from
   * all that is sealed, so that it is never used for anything else.
   */
  readonly repeatable?: true;
}

export interface Unsealed {
  readonly value: string;
  /** The origin that the value was issued to, where one was named. */
  readonly origin?: string;
  readonly network?: string;
  readonly address?: string;
  readonly expiresAt: Date;
}

export interface Seal {
  seal(binding: SealBinding & SealLimits, value: string): Sealed;
  /**
   * @throws Problem `seal-invalid` (changed, for another purpose, or not ours), `seal-expired`, or `not-allowed` (sealed
   *   for another site).
   */
  open(binding: SealBinding, sealed: Sealed, now: Date): Unsealed;
}

const ALGORITHM = 'aes-256-gcm';
/** The site is inside, so that the seal of another site can be distinguished from a changed one. */
const VERSION = 2;
/** Of release 1.0.0: the site was authenticated beside the value. Still opened, for checkouts that an update overtakes. */
const SITE_BESIDE = 1;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

const SEALING = 'occ-cybersource seal v1';

/**
 * Seals with AES-256-GCM under a key derived from the configured secret, so that every instance opens what another one
 * sealed. The purpose is authenticated with the value; site, origin and expiry travel inside it.
 *
 * @param previous the secret before, while it is being replaced: what it has sealed still opens
 */
export function createSeal(secret: Secret, previous?: Secret): Seal {
  const key = derive(secret, SEALING);
  const keys = [key, ...(previous === undefined ? [] : [derive(previous, SEALING)])];
  const nonceKey = derive(secret, 'occ-cybersource seal nonce v1');

  return {
    seal({ purpose, site, origin, network, address, expiresAt, repeatable }, value) {
      const aad = Buffer.from(purpose, 'utf8');
      const content = JSON.stringify({ value, site, origin, network, address, expires: expiresAt.getTime() });
      const nonce = repeatable ? nonceOf(nonceKey, aad, content) : randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(aad);
      const encrypted = Buffer.concat([
        Buffer.of(VERSION),
        cipher.update(content, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return { iv: nonce.toString('base64url'), encrypted: encrypted.toString('base64url') };
    },

    open({ purpose, site }, sealed, now) {
      const opened = decryptWithOne(keys, purpose, site, sealed);
      const { value, origin, network, address, expires, site: sealedFor = site } = opened;
      if (sealedFor !== site)
        throw new Problem(
          'not-allowed',
          `The sealed ${purpose} belongs to another site: get one of this site.`,
        );
      if (expires <= now.getTime())
        throw new Problem('seal-expired', `The sealed ${purpose} has expired: get a new one.`);
      const expiresAt = new Date(expires);
      return {
        value,
        expiresAt,
        ...present({ origin, network, address }),
      };
    },
  };
}

/** What is sealed of a value that travels in clear beside its seal: enough to know it again. SHA-256, base64url. */
export function digestOf(value: string): string {
  return sha256(value, 'base64url');
}

function derive(secret: Secret, use: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', use, 32)));
}

function nonceOf(key: KeyObject, aad: Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(aad).update('\n').update(content).digest().subarray(0, NONCE_BYTES);
}

interface Content {
  readonly value: string;
  /** Absent in {@link SITE_BESIDE}, which opens for its site only. */
  readonly site?: string;
  readonly origin?: string;
  readonly network?: string;
  readonly address?: string;
  readonly expires: number;
}

/** @throws Problem `seal-invalid` unless it was sealed with one of the keys */
function decryptWithOne(
  keys: readonly KeyObject[],
  purpose: SealPurpose,
  site: string,
  sealed: Sealed,
): Content {
  for (const key of keys) {
    const content = decrypt(key, purpose, site, sealed);
    if (content !== undefined) return content;
  }
  throw notOurs(purpose);
}

function decrypt(
  key: KeyObject,
  purpose: SealPurpose,
  site: string,
  { iv, encrypted }: Sealed,
): Content | undefined {
  const nonce = Buffer.from(iv, 'base64url');
  const bytes = Buffer.from(encrypted, 'base64url');
  const version = bytes[0];
  if (version !== VERSION && version !== SITE_BESIDE) return undefined;
  try {
    // The tag's length is fixed here: Node would otherwise accept a shorter, forgeable one.
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(version === VERSION ? purpose : `${purpose}\n${site}`, 'utf8'));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const content = Buffer.concat([decipher.update(bytes.subarray(1, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(content.toString('utf8')) as Content;
  } catch {
    return undefined;
  }
}

function notOurs(purpose: SealPurpose): Problem {
  return new Problem(
    'seal-invalid',
    `The sealed ${purpose} was changed on its way or is not ours: get a new one.`,
  );
}
