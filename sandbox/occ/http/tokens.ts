import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { bearerOf } from './http.ts';
import { OccProblem } from './problem.ts';
import { requireUserOfSite } from './user-site.ts';

/** OCC's REST APIs. A token of one is worth nothing at another. */
export type ApiRoot = 'ccstore' | 'ccadmin' | 'ccagent' | 'ccapp';

/** Who a token speaks for, at which API. */
export interface TokenGrant {
  readonly root: ApiRoot;
  readonly subject: string;
  readonly lifetimeSeconds: number;
  /** Absent for an application. */
  readonly user?: TokenUser;
}

/** What a token says of the user who logged in. */
export interface TokenUser {
  /** Ids. */
  readonly roles: readonly string[];
  /** The only site that the user administers; every site without it. */
  readonly site?: string;
}

/** The answer of a login. OCC: REST authentication. */
export interface AccessTokenResponse {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

/** Tokens that are valid now. */
export interface Tokens {
  issue(grant: TokenGrant): AccessTokenResponse;
  /** Whom the request's token speaks for at this API; undefined without a token; 401 with one that is not valid. */
  presented(req: Request, root: ApiRoot): TokenGrant | undefined;
  /** The same, but no token is a 401 too. */
  require(req: Request, root: ApiRoot): TokenGrant;
}

/** JSON Web Tokens as OCC's, kept until they expire: whether one is valid is looked up, so its signature is random. */
export function createTokens({ now }: { now: () => Date }): Tokens {
  const granted = new Map<string, { grant: TokenGrant; expiresAt: number }>();

  function presented(req: Request, root: ApiRoot): TokenGrant | undefined {
    const token = bearerOf(req);
    if (token === undefined) return undefined;
    const found = granted.get(token);
    if (found?.grant.root !== root || found.expiresAt <= now().getTime()) {
      throw new OccProblem(401, 'The token is not valid here, or has expired.');
    }
    requireUserOfSite(found.grant.user, req.get('x-ccsite'));
    return found.grant;
  }

  return {
    issue(grant) {
      for (const [token, { expiresAt }] of granted) if (expiresAt <= now().getTime()) granted.delete(token);
      const token = tokenOf(grant, now());
      granted.set(token, { grant, expiresAt: now().getTime() + grant.lifetimeSeconds * 1000 });
      return { access_token: token, token_type: 'bearer', expires_in: grant.lifetimeSeconds };
    },
    presented,
    require(req, root) {
      const grant = presented(req, root);
      if (grant === undefined) throw new OccProblem(401, 'A token is required.');
      return grant;
    },
  };
}

/** OCC: access tokens, with the claims that its storefront client reads (`ccConstants`, `TOKEN_ROLES_PROPERTY`). */
function tokenOf({ subject, lifetimeSeconds, user }: TokenGrant, at: Date): string {
  const issuedAt = Math.floor(at.getTime() / 1000);
  const claims = {
    iss: user === undefined ? 'applicationAuth' : 'adminUI',
    sub: subject,
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    ...(user !== undefined && { 'com.oracle.atg.cloud.commerce.roles': user.roles }),
  };
  return [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(randomBytes(32).toString('base64url'))
    .join('.');
}
