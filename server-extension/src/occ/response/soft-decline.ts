import type { PaymentResult } from '../../domain/payment/result.ts';
import type { Webhook } from '../webhook/webhook.ts';

/**
 * The issuer would approve the payment if the shopper confirmed it. Worth one challenge, where there is a shopper in front
 * of a browser who has not been through one for this payment already.
 */
export function asksForChallenge(
  { channel, customProperties }: Webhook,
  result: PaymentResult,
  payerAuthenticationEnabled: boolean,
): boolean {
  const isSoft = result.outcome === 'declined' && result.declineReason === 'authentication-required';
  const isInBrowser = channel !== 'agent' && customProperties.size > 0;
  const wasChallenged =
    customProperties.get('challengeCode') === '04' || customProperties.has('authenticationTransactionId');
  return isSoft && payerAuthenticationEnabled && isInBrowser && !wasChallenged;
}
