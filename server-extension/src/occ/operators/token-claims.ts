import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { objectIn } from '../../domain/json/json-object.ts';

/** What an OCC token says about itself. */
export interface TokenClaims {
  /** A user's id, or the application's. */
  readonly subject?: string;
  readonly isApplication: boolean;
  /** Ids of the user's roles. */
  readonly roles: readonly string[];
}

/** Oracle's storefront client reads the same claims: `ccConstants`, `TOKEN_SUBJECT_PROPERTY` and `TOKEN_ROLES_PROPERTY`. */
const claims = lazy(() =>
  z.object({
    sub: z.string().max(128).optional().catch(undefined),
    iss: z.string().optional().catch(undefined),
    'com.oracle.atg.cloud.commerce.roles': z.array(z.string().max(64)).nullish().catch(undefined),
  }),
);

/** The issuer that OCC names in tokens of application keys. */
const APPLICATION_ISSUER = 'applicationAuth';

/**
 * The claims of a token that OCC has accepted: only then they are OCC's own. Releases differ in whether tokens can be read; of one
 * that cannot, nothing is known.
 */
export function claimsOf(token: string): TokenClaims {
  const [, payload] = token.split('.');
  const said = payload === undefined ? undefined : objectIn(Buffer.from(payload, 'base64url').toString());
  const { sub, iss, ...rest } = claims().parse(said ?? {});
  return {
    ...(sub !== undefined && sub !== '' && { subject: sub }),
    isApplication: iss === APPLICATION_ISSUER,
    roles: rest['com.oracle.atg.cloud.commerce.roles'] ?? [],
  };
}
