/** The variables in which the extension finds CyberSource's signing keys, and until when CyberSource signs with each. */
export const KEYS_VARIABLE = 'NOTIFICATIONS_KEYS';
export const EXPIRY_VARIABLE = 'NOTIFICATIONS_KEYS_EXPIRE';

/** Both variables as a tenant has them. */
export type SigningKeyVariables = Readonly<
  Partial<Record<typeof KEYS_VARIABLE | typeof EXPIRY_VARIABLE, string>>
>;

/** A key that CyberSource has made. */
export interface MadeSigningKey {
  readonly keyId: string;
  /** Base64. */
  readonly key: string;
  readonly expiresAt?: Date | undefined;
}

/**
 * The variables with a new key before those that are kept. The day of a key that is no longer listed goes with it; without
 * any day there is no variable for them.
 *
 * @param dropped ids of keys that CyberSource signs nothing with any more.
 */
export function withSigningKey(
  variables: SigningKeyVariables,
  { keyId, key, expiresAt }: MadeSigningKey,
  dropped: readonly string[] = [],
): SigningKeyVariables {
  const isOther = ({ id }: Listed): boolean => id !== keyId && !dropped.includes(id);
  const keys = [{ id: keyId, value: key }, ...parse(variables[KEYS_VARIABLE]).filter(isOther)];
  const days = parse(variables[EXPIRY_VARIABLE])
    .filter(isOther)
    .filter(({ id }) => keys.some((each) => each.id === id));
  const ends = expiresAt === undefined ? [] : [{ id: keyId, value: expiresAt.toISOString().slice(0, 10) }];
  const expiry = format([...ends, ...days]);
  return { [KEYS_VARIABLE]: format(keys), ...(expiry !== '' && { [EXPIRY_VARIABLE]: expiry }) };
}

/** `<keyId>:<key or day>` */
interface Listed {
  readonly id: string;
  readonly value: string;
}

function parse(variable: string | undefined): readonly Listed[] {
  return (variable ?? '')
    .split(',')
    .map((listed) => listed.trim())
    .filter((listed) => listed !== '')
    .map((listed) => {
      const [id = '', ...value] = listed.split(':');
      return { id, value: value.join(':') };
    });
}

function format(listed: readonly Listed[]): string {
  return listed.map(({ id, value }) => `${id}:${value}`).join(',');
}
