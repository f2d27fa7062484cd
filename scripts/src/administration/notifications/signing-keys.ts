/** The variable in which the extension finds CyberSource's signing keys. */
export const KEYS_VARIABLE = 'NOTIFICATIONS_KEYS';

/** A signing key as the variable lists it: `<keyId>:<key in base64>`. */
export interface ListedSigningKey {
  readonly keyId: string;
  readonly key: string;
}

export function parseSigningKeys(value: string | undefined): readonly ListedSigningKey[] {
  return (value ?? '')
    .split(',')
    .map((listed) => listed.trim())
    .filter((listed) => listed !== '')
    .map((listed) => {
      const [keyId = '', ...key] = listed.split(':');
      return { keyId, key: key.join(':') };
    });
}

export function formatSigningKeys(keys: readonly ListedSigningKey[]): string {
  return keys.map(({ keyId, key }) => `${keyId}:${key}`).join(',');
}
