import type { Authorize } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { hasPageProperties } from './initiation.ts';
import type { Webhook } from './webhook.ts';

/** What proves that it is the cardholder who pays with a saved card, where the site asks for it. */
export type CardholderProof = 'security-code' | 'security-code-of-schedule' | 'payer-authentication';

/** Whether OCC's order is the first of a schedule. Asked only where it decides. */
export type StartsSchedule = () => Promise<boolean>;

/**
 * What a payment with a saved card lacks of the proof that the site asks of shoppers and agents; a run of a schedule
 * needs none. 3-D Secure needs a page in which the issuer can ask: a payment that nothing of a page came with has none.
 * Every other one is sent with the question to the issuer. By telephone it is never asked.
 */
export async function missingProof(
  webhook: Webhook,
  { instrument, initiation }: Authorize,
  { securityCodeForSavedCards, securityCodeForScheduledOrders, payerAuthenticationEnabled }: GatewaySettings,
  startsSchedule: StartsSchedule,
): Promise<CardholderProof | undefined> {
  if (instrument.kind !== 'saved-card' || initiation.by === 'merchant') return undefined;
  if (instrument.securityCodeToken === undefined) {
    if (securityCodeForSavedCards) return 'security-code';
    if (securityCodeForScheduledOrders && (await startsSchedule())) return 'security-code-of-schedule';
  }
  const isAsked = payerAuthenticationEnabled && initiation.by === 'shopper';
  return isAsked && !hasPageProperties(webhook) ? 'payer-authentication' : undefined;
}
