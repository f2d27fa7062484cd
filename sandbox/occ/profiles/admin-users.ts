import { sameText } from '../http/login.ts';

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
