import type { PaymentCommand } from '../../domain/payment/command.ts';
import type { Authenticate } from '../../checkout/payer-authentication.ts';
import { present } from '../../domain/present.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { createIsKnownCard } from '../../occ/cards/known-card.ts';
import type { WebhookResponse } from '../../occ/response/response-envelope.ts';
import { requireWebhookResponse } from '../../occ/response/webhook-response.ts';
import { isGiven, type Webhook } from '../../occ/webhook/webhook.ts';
import type { ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import type { ExecutedPayment } from '../../payments/execute-payment.ts';
import type { RequestedPayment } from './read-command.ts';

export interface FinalAnswerDeps {
  readonly occ: OccApi;
  readonly profileLeases: Pick<ProfileLeases, 'announceSaving'>;
  readonly authenticate: Pick<Authenticate, 'stateOf'>;
}

/** Rejects with a Problem `outcome-unknown` or `not-sent` for a capture, void or refund without a definite end. */
export type FinalAnswer = (
  webhook: Webhook,
  requested: RequestedPayment,
  executed: ExecutedPayment,
) => Promise<WebhookResponse>;

/** The answer to a payment that was executed, now or by an earlier delivery. */
export function createFinalAnswer({ occ, authenticate, profileLeases }: FinalAnswerDeps): FinalAnswer {
  const isKnownCard = createIsKnownCard(occ);
  return async (webhook, { command, settings }, { result, at, attempt }) => {
    const cardIsKnown = 'savedCard' in result && (await isKnownCard(webhook, result.savedCard));
    const shopper = webhook.profile?.id;
    if ('savedCard' in result && !cardIsKnown && isGiven(shopper))
      await profileLeases.announceSaving(shopper);
    const challengeState =
      command.type === 'authorize' ? authenticate.stateOf(result, command, at) : undefined;
    return requireWebhookResponse(webhook, {
      result,
      at,
      captureNow: attempt.captureNow,
      payerAuthenticationEnabled: settings.payerAuthenticationEnabled,
      cardIsKnown,
      challengeAskedFor: asksForChallenge(command),
      ...present({ challengeState }),
    });
  };
}

/** By the storefront, by the site for every card that is saved, or because something has changed since the last one. */
function asksForChallenge(command: PaymentCommand): boolean {
  if (command.type !== 'authorize' || command.authentication?.step !== 'enroll') return false;
  return command.authentication.challengeMandated;
}
