/** Which of the schemes a request uses, and who it is from. */
import { verifyHttpSignature } from './http-signature.ts';
import { verifyJsonWebToken } from './json-web-token.ts';
import { createReplayGuard } from './replay-guard.ts';
import {
  refused,
  type ReceivedRequest,
  type AuthenticationVerdict,
  type VerifierDeps,
} from './authentication-verdict.ts';

/** Builds the one check that every call of the API passes. */
export function createAuthentication(
  deps: VerifierDeps,
): (request: ReceivedRequest) => Promise<AuthenticationVerdict> {
  const replays = createReplayGuard(deps.now);
  return async (request) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) return verifyJsonWebToken(token, request, { ...deps, replays });
    if (request.headers['signature'] !== undefined) return verifyHttpSignature(request, deps);
    return refused('the request is not signed');
  };
}
