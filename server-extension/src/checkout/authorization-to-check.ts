import type { Authorize } from '../domain/payment/command.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { OrderInOcc } from '../occ/orders/order-in-occ.ts';
import type { BlockedPayment } from '../occ/response/blocked-payment.ts';
import type { Webhook } from '../occ/webhook/webhook.ts';

/** Why an authorization is not sent. The problem is for the journal and for developers: it names what is wrong and the setting. */
export interface BlockedAuthorization {
  readonly blockedBy: BlockedPayment;
  readonly problem: string;
}

/** An authorization as the webhook asks for it, with the order that it is for. */
export interface AuthorizationToCheck {
  readonly webhook: Webhook;
  readonly command: Authorize;
  readonly settings: GatewaySettings;
  readonly order: OrderInOcc;
}
