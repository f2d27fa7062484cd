import type { Authorize } from '../domain/payment/command.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { OrderInOcc } from '../occ/orders/order-in-occ.ts';
import type { BlockedPayment } from '../occ/response/blocked-payment.ts';
import type { Webhook } from '../occ/webhook/webhook.ts';
import type { Log } from '../telemetry/log/log.ts';
import { findAmountMismatch } from './amount-check.ts';
import { findMissingProof } from './proof-check.ts';

/** Looks whether an authorization may be sent; undefined when it may. Called once for each authorization, right before the call. */
export type AuthorizationCheck = () => Promise<BlockedAuthorization | undefined>;

/** Why an authorization is not sent. The problem is for the journal and for developers: it names what is wrong and the setting. */
export interface BlockedAuthorization {
  readonly blockedBy: BlockedPayment;
  readonly problem: string;
}

/** An authorization as the webhook asks for it, with the order that it is for. */
export interface CheckedAuthorization {
  readonly webhook: Webhook;
  readonly command: Authorize;
  readonly settings: GatewaySettings;
  readonly order: OrderInOcc;
}

/** The check of one authorization. */
export type AuthorizationCheckFor = (authorization: CheckedAuthorization) => AuthorizationCheck;

/**
 * Blocks a payment with a saved card that lacks the proof of its cardholder which the site asks for, and an amount or currency
 * other than that of OCC's order.
 */
export function createAuthorizationCheckFor(log: Log): AuthorizationCheckFor {
  return (authorization) => async () =>
    (await findMissingProof(authorization, log)) ?? (await findAmountMismatch(authorization, log));
}
