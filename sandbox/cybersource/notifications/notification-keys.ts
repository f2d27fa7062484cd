/** Keys for what leaves CyberSource. CyberSource: webhooks, `/kms/egress/v2/keys-sym` and `keys-asym`. */
import type { X509Certificate } from 'node:crypto';

/** What signs notifications. */
export interface SignatureKey {
  readonly id: string;
  /** Base64, as it was given to the merchant. */
  readonly secret: string;
  readonly expiresAt: Date;
}

/** What the merchant's own token endpoint asks for. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What notifications are encrypted for. */
export interface NotificationCertificate {
  readonly id: string;
  readonly certificate: X509Certificate;
}

/** One of each for a merchant: a newer one takes the place of the older. */
export interface NotificationKeys {
  readonly signingKey: (merchantId: string) => SignatureKey | undefined;
  readonly credentials: (merchantId: string) => ClientCredentials | undefined;
  readonly certificate: (merchantId: string) => NotificationCertificate | undefined;
  readonly setSignatureKey: (merchantId: string, key: SignatureKey) => void;
  readonly setCredentials: (merchantId: string, credentials: ClientCredentials) => void;
  readonly setCertificate: (merchantId: string, certificate: NotificationCertificate) => void;
  readonly clear: () => void;
}

/** No keys yet. */
export function createNotificationKeys(): NotificationKeys {
  const signingKeys = new Map<string, SignatureKey>();
  const credentials = new Map<string, ClientCredentials>();
  const certificates = new Map<string, NotificationCertificate>();
  return {
    signingKey: (merchantId) => signingKeys.get(merchantId),
    credentials: (merchantId) => credentials.get(merchantId),
    certificate: (merchantId) => certificates.get(merchantId),
    setSignatureKey: (merchantId, key) => signingKeys.set(merchantId, key),
    setCredentials: (merchantId, client) => credentials.set(merchantId, client),
    setCertificate: (merchantId, certificate) => certificates.set(merchantId, certificate),
    clear: () => {
      for (const keys of [signingKeys, credentials, certificates]) keys.clear();
    },
  };
}
