/** Whose key or certificate a request was signed with. Keys come and go while the sandbox runs. */
import type { X509Certificate } from 'node:crypto';
import type { Merchant } from './merchants.ts';

/** Finds the owner of what a request was signed with. */
export interface MerchantDirectory {
  readonly bySharedSecret: (keyId: string) => { merchant: Merchant; secret: Buffer } | undefined;
  /** By the `serialNumber` in the certificate's subject: that is CyberSource's `kid`. */
  readonly byCertificateId: (kid: string) => { merchant: Merchant; certificate: X509Certificate } | undefined;
  readonly byCertificate: (certificate: X509Certificate) => Merchant | undefined;
  /** Adds a merchant, or more keys and certificates to one. Throws when another merchant owns one of them. */
  readonly add: (merchant: Merchant) => void;
  /** Forgets a shared secret or a certificate by its id; false when there is none. */
  readonly retire: (keyId: string) => boolean;
}

/** The directory over all merchants. Throws when two of them claim one key id: it would name two owners. */
export function createMerchantDirectory(merchants: readonly Merchant[]): MerchantDirectory {
  let accounts: ReadonlyMap<string, Merchant> = new Map();
  let keys = toKeyIndex([]);
  const replace = (next: ReadonlyMap<string, Merchant>): void => {
    keys = toKeyIndex([...next.values()]);
    accounts = next;
  };
  const add = (merchant: Merchant): void => {
    const known = accounts.get(merchant.id);
    replace(new Map(accounts).set(merchant.id, known ? joined(known, merchant) : merchant));
  };
  for (const merchant of merchants) add(merchant);

  return {
    bySharedSecret: (keyId) => keys.secrets.get(keyId),
    byCertificateId: (kid) => keys.certificates.get(kid),
    byCertificate: ({ fingerprint256 }) => keys.fingerprints.get(fingerprint256),
    add,
    retire: (keyId) => {
      const owner = keys.secrets.get(keyId)?.merchant ?? keys.certificates.get(keyId)?.merchant;
      if (owner) replace(new Map(accounts).set(owner.id, without(owner, keyId)));
      return owner !== undefined;
    },
  };
}

function joined(known: Merchant, more: Merchant): Merchant {
  return {
    ...known,
    ...more,
    sharedSecrets: new Map([...known.sharedSecrets, ...more.sharedSecrets]),
    certificates: [...known.certificates, ...more.certificates],
  };
}

function without(merchant: Merchant, keyId: string): Merchant {
  return {
    ...merchant,
    sharedSecrets: new Map([...merchant.sharedSecrets].filter(([id]) => id !== keyId)),
    certificates: merchant.certificates.filter((certificate) => subjectSerialNumber(certificate) !== keyId),
  };
}

interface KeyIndex {
  readonly secrets: Map<string, { merchant: Merchant; secret: Buffer }>;
  readonly certificates: Map<string, { merchant: Merchant; certificate: X509Certificate }>;
  readonly fingerprints: Map<string, Merchant>;
}

function toKeyIndex(merchants: readonly Merchant[]): KeyIndex {
  const index: KeyIndex = { secrets: new Map(), certificates: new Map(), fingerprints: new Map() };
  const claim = (keyId: string): void => {
    if (!index.secrets.has(keyId) && !index.certificates.has(keyId)) return;
    throw new Error(`Two merchants have the key id ${keyId}.`);
  };
  for (const merchant of merchants) {
    for (const [keyId, secret] of merchant.sharedSecrets) {
      claim(keyId);
      index.secrets.set(keyId, { merchant, secret });
    }
    for (const certificate of merchant.certificates) {
      index.fingerprints.set(certificate.fingerprint256, merchant);
      const kid = subjectSerialNumber(certificate);
      if (kid === undefined) continue;
      // A renewed certificate keeps its merchant's id and takes the older one's place.
      if (index.certificates.get(kid)?.merchant !== merchant) claim(kid);
      index.certificates.set(kid, { merchant, certificate });
    }
  }
  return index;
}

function subjectSerialNumber(certificate: X509Certificate): string | undefined {
  return /^serialNumber=(.+)$/m.exec(certificate.subject)?.[1];
}
