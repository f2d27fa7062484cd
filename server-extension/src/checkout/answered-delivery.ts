import { isGiven, type Webhook } from '../occ/webhook/webhook.ts';
import { commandKey } from '../occ/webhook/webhook-command.ts';
import type { Journal } from '../payments/ports/journal.ts';
import { challengeAnswerKey } from './challenge-state.ts';

/**
 * Whether the journal has the authorization that a webhook asks for, and nothing is sent for it again: it is answered with the
 * stored result, whatever site and order say by now.
 */
export async function isAnswered(webhook: Webhook, journal: Pick<Journal, 'find'>): Promise<boolean> {
  const { siteId, orderId, customProperties } = webhook;
  const challenge = customProperties.get('authenticationTransactionId');
  const known =
    (await journal.find(commandKey(webhook))) ??
    (isGiven(challenge) ? await journal.find(challengeAnswerKey(siteId, orderId, challenge)) : undefined);
  return known !== undefined && known.result?.outcome !== 'not-sent';
}
