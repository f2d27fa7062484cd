import type { Log } from '../telemetry/log/log.ts';
import { findAmountMismatch } from './amount-check.ts';
import type { BlockedAuthorization, AuthorizationToCheck } from './authorization-to-check.ts';
import { findMissingProof } from './proof-check.ts';

/** Looks whether an authorization may be sent; undefined when it may. Called once for each authorization, right before the call. */
export type AuthorizationCheck = () => Promise<BlockedAuthorization | undefined>;

/** The check of one authorization. */
export type AuthorizationCheckFor = (authorization: AuthorizationToCheck) => AuthorizationCheck;

/**
 * Blocks a payment with a saved card that lacks the proof of its cardholder which the site asks for, and an amount or currency
 * other than that of OCC's order.
 */
export function createAuthorizationCheckFor(log: Log): AuthorizationCheckFor {
  return (authorization) => async () =>
    (await findMissingProof(authorization, log)) ?? (await findAmountMismatch(authorization, log));
}
