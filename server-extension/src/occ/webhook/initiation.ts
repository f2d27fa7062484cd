import type { Initiation } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { isGiven, type Webhook } from './webhook.ts';

/** Whether OCC may have sent it for a run of a schedule. */
export function mayBeScheduled(webhook: Webhook): boolean {
  return webhook.method?.webhook.mayBeScheduled(webhook) === true;
}

/**
 * Who starts a payment with a saved card, by the origin of OCC's order alone: what a storefront sends or leaves out can be
 * made by any caller with a shopper's login.
 */
export function initiationBy(origin: string, webhook: Webhook, settings: GatewaySettings): Initiation {
  return settings.scheduledOrderOrigins.has(origin) ? { by: 'merchant' } : initiationOf(webhook);
}

/** The initiation of every payment that is not a run of a schedule. */
export function initiationOf({ channel }: Webhook): Initiation {
  return { by: channel === 'agent' ? 'agent' : 'shopper' };
}

/** Something of a page came with the payment: a property that says something. A schedule has none. */
export function hasPageProperties({ customProperties }: Webhook): boolean {
  return [...customProperties.values()].some(isGiven);
}

/**
 * A page is behind the payment, or a security code was typed, which OCC never keeps. Without an order to read, such a
 * payment is taken for the shopper's, or the agent's: no more can be asked of it.
 */
export function hasPageInput(webhook: Webhook): boolean {
  return hasPageProperties(webhook) || isGiven(webhook.cardDetails?.cvv);
}
