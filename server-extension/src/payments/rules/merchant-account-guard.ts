import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/** The account that a payment belongs to: CyberSource's host and the merchant there. */
export function merchantAccountOf({ account: { host, merchantId } }: GatewaySettings): string {
  return `${host}/${merchantId}`;
}

/**
 * What follows on a payment goes to the account that has it: under another one, CyberSource would know nothing of the
 * payment, and "nothing to undo" would be taken for an answer.
 *
 * @throws Problem `conflict` when the site's settings name another account now.
 */
export function requireSameMerchantAccount(
  attempts: readonly Pick<PaymentAttempt, 'merchant'>[],
  settings: GatewaySettings,
): void {
  const now = merchantAccountOf(settings);
  const before = attempts.find(({ merchant }) => merchant !== undefined && merchant !== now)?.merchant;
  if (before === undefined) return;
  throw new Problem(
    'conflict',
    `This payment was made with the merchant account ${before}, and the site's settings name ${now} now. Finish it with the old settings (merchantId, environment); nothing was sent.`,
  );
}
