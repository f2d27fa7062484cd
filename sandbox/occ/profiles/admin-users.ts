import { sameText } from '../http/login.ts';
import { oneTimeCode, STEP_SECONDS } from '../http/one-time-code.ts';

/** A person who works with OCC's admin and agent APIs. OCC: internal user. */
export interface AdminUser {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Ids. */
  readonly roles: readonly string[];
  /** The only site that the user administers; every site without it. */
  readonly site?: string;
  /** The key of the user's authenticator app; without one a password is enough. */
  readonly oneTimeSecret?: Buffer;
}

/** One user for each thing that roles can differ in. */
export const ADMIN_USERS: readonly AdminUser[] = [
  {
    id: 'iuser10001',
    email: 'admin@example.com',
    password: 'admin',
    firstName: 'Sample',
    lastName: 'Administrator',
    roles: ['adminRole'],
  },
  {
    id: 'iuser10002',
    email: 'finance@example.com',
    password: 'finance',
    firstName: 'Sample',
    lastName: 'Accountant',
    roles: ['financeRole'],
  },
  {
    id: 'iuser10003',
    email: 'support@example.com',
    password: 'support',
    firstName: 'Sample',
    lastName: 'Agent',
    roles: ['csAgentRole'],
  },
  {
    id: 'iuser10004',
    email: 'japan@example.com',
    password: 'japan',
    firstName: 'Sample',
    lastName: 'Administrator in Japan',
    roles: ['adminRole'],
    site: 'siteJP',
  },
];

/** The user who logs in with these credentials; undefined when they are no user's. */
export function adminUserByPassword(
  users: readonly AdminUser[],
  email: string,
  password: string,
): AdminUser | undefined {
  const user = users.find((each) => sameText(each.email, email));
  return user !== undefined && sameText(user.password, password) ? user : undefined;
}

/** Whether the code is the one that the user's authenticator app shows; its clock may be a step behind or ahead. */
export function hasOneTimeCode({ oneTimeSecret }: AdminUser, code: string | undefined, at: Date): boolean {
  if (oneTimeSecret === undefined) return true;
  return [-1, 0, 1].some((step) =>
    sameText(code ?? '', oneTimeCode(oneTimeSecret, new Date(at.getTime() + step * STEP_SECONDS * 1000))),
  );
}

/** A user as OCC shows it to themselves. OCC: `GET /ccadmin/v1/adminProfiles/current`. */
export function toAdminProfile({
  id,
  email,
  firstName,
  lastName,
  roles,
}: AdminUser): Readonly<Record<string, unknown>> {
  return {
    id,
    repositoryId: id,
    email,
    firstName,
    lastName,
    active: true,
    external: false,
    roles: roles.map((repositoryId) => ({ repositoryId })),
  };
}
