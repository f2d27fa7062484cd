import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { Operator } from '../../domain/operator.ts';
import { Problem } from '../../domain/problem.ts';
import type { OccApi } from '../api/admin-api.ts';
import { claimsOf } from './token-claims.ts';

/**
 * Whom a token speaks for that OCC has accepted, see docs/decisions/0027-who-may-move-money.md: OCC's profile of the
 * logged-in user; where OCC shows none to the token, what the token says about itself. A token without a user behind it is an
 * application's. A user about whom neither says anything has no role.
 *
 * @param needsRoles false where no role is mapped to anything: then a profile that cannot be read is only a name that is missing.
 */
export type FindOperator = (token: string, needsRoles: boolean) => Promise<Operator>;

/** What the attempts of a caller say whose name OCC does not tell. */
const UNKNOWN = 'unknown';

const adminProfile = lazy(() =>
  z.object({
    id: z.string().optional().catch(undefined),
    email: z.string().optional().catch(undefined),
    roles: z
      .array(z.object({ repositoryId: z.string() }))
      .nullish()
      .catch(undefined),
  }),
);

export function createFindOperator(occ: Pick<OccApi, 'currentAdminProfile'>): FindOperator {
  return async (token, needsRoles) => {
    const { subject = UNKNOWN, isApplication, roles } = claimsOf(token);
    if (isApplication) return application(subject);
    const found = await occ.currentAdminProfile(token).catch((error: unknown) => {
      if (error instanceof Problem && (!needsRoles || roles.length > 0)) return { is: 'withheld' as const };
      throw error;
    });
    if (found.is === 'absent') return application(subject);
    const profile = found.is === 'found' ? adminProfile().safeParse(found.profile).data : undefined;
    return {
      kind: 'user',
      name: profile?.email ?? profile?.id ?? subject,
      roles: new Set(profile?.roles?.map(({ repositoryId }) => repositoryId) ?? roles),
    };
  };
}

function application(name: string): Operator {
  return { kind: 'application', name, roles: new Set() };
}
