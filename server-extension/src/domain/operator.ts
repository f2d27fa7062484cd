/** What people and programs of the merchant may do with payments. A right includes no other one. */
export const operatorRights = ['read', 'move-money', 'decide-reviews'] as const;

/** See {@link operatorRights}. */
export type OperatorRight = (typeof operatorRights)[number];

/** A person or program of the merchant, as OCC knows the token that was sent. */
export interface Operator {
  readonly kind: 'user' | 'application';
  /** Of a user the name that they log in with, of an application its id. */
  readonly name: string;
  /** Ids of the OCC roles that a user has; an application has none. */
  readonly roles: ReadonlySet<string>;
}

/** Which roles and applications may do what: an OCC role's id, `application`, or `application/<id>`. */
export type OperatorRoles = ReadonlyMap<string, ReadonlySet<OperatorRight>>;

/** The entry of every application key that has no entry of its own. */
const ANY_APPLICATION = 'application';

const ENTRY = /^([\w.-]{1,64}|application\/[\w.-]{1,64})\s*:\s*(\S.*)$/;

/**
 * Reads the setting: `adminRole: read move-money decide-reviews, csAgentRole: read, application: read move-money`.
 *
 * @returns undefined when a part of it is no entry, names a right that does not exist, or has the name of another part. Without
 *   any entry nothing is restricted: an empty map.
 */
export function parseOperatorRoles(text: string): OperatorRoles | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const roles = new Map<string, ReadonlySet<OperatorRight>>();
  for (const part of parts) {
    const [, name, words] = ENTRY.exec(part) ?? [];
    if (name === undefined || words === undefined || roles.has(name)) return undefined;
    const rights = words.split(/\s+/).map((word) => operatorRights.find((right) => right === word));
    if (rights.includes(undefined)) return undefined;
    roles.set(name, new Set(rights.filter((right) => right !== undefined)));
  }
  return roles;
}

/** Whether the operator has the right: every operator while no role is mapped, else those to whom an entry gives it. */
export function mayDo({ kind, name, roles }: Operator, right: OperatorRight, mapped: OperatorRoles): boolean {
  if (mapped.size === 0) return true;
  if (kind === 'application')
    return (mapped.get(`${ANY_APPLICATION}/${name}`) ?? mapped.get(ANY_APPLICATION))?.has(right) === true;
  const own = [...roles].filter((role) => role.split('/')[0] !== ANY_APPLICATION);
  return own.some((role) => mapped.get(role)?.has(right) === true);
}
