import type { OccAmountConvention } from '../shop/money.ts';
import { toTwelveDigits } from '../shop/money.ts';
import type { Profiles } from '../profiles/profiles.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { requireSite, type Site } from '../shop/sites.ts';
import type { WebhookDeliveries } from '../webhooks/deliveries.ts';
import type { FunctionWebhooks } from '../webhooks/function-webhooks.ts';
import { parsePaymentAnswer, type PaymentWebhookResponse } from '../webhooks/payment-answer.ts';
import { toPaymentWebhook, toSubject, type PaymentWebhookRequest } from '../webhooks/payment-webhook.ts';

/** What a caller decides about a question; the rest follows from the order. */
export type GatewayRequestInput = Pick<
  PaymentWebhookRequest,
  'operation' | 'order' | 'group' | 'amount' | 'cardSecrets' | 'referenceInfo'
>;

/** Asks the gateway by one signed webhook. Throws `UnusableAnswer` when nothing usable came back. */
export type CallGateway = (question: GatewayRequestInput) => Promise<GatewayExchange>;

/** The answer, and the transaction id and time under which it was asked for. */
export interface GatewayExchange {
  readonly transactionId: string;
  readonly at: Date;
  /** Resolves to the answer, or throws `UnusableAnswer`. */
  read(): PaymentWebhookResponse;
}

interface Dependencies {
  readonly sites: readonly Site[];
  readonly profiles: Profiles;
  readonly settings: SiteSettings;
  readonly webhooks: FunctionWebhooks;
  readonly deliveries: WebhookDeliveries;
  readonly convention: OccAmountConvention;
  readonly now: () => Date;
}

export function createAskGateway(deps: Dependencies): CallGateway {
  // Transaction ids end in milliseconds; two questions within one would share theirs.
  let last = 0;
  function nextMoment(): Date {
    last = Math.max(deps.now().getTime(), last + 1);
    return new Date(last);
  }

  return async (asked) => {
    const { order, group, amount, operation } = asked;
    const site = requireSite(order.siteId, deps.sites);
    const question: PaymentWebhookRequest = {
      ...asked,
      site,
      profile: deps.profiles.find(order.profileId),
      gatewaySettings: deps.settings.forWebhook(group.gatewayName, site.id, order.channel),
      includesOrder: deps.settings.includesOrder(group.gatewayName, site.id, order.channel),
      at: nextMoment(),
    };
    const subject = toSubject(question);
    const body = toPaymentWebhook(question, deps.convention);
    const delivery = await deps.deliveries.send(deps.webhooks.forChannel(order.channel), subject, body);
    return {
      transactionId: subject.transactionId,
      at: question.at,
      read: () =>
        parsePaymentAnswer(delivery, {
          operation,
          paymentMethod: group.paymentMethod,
          amount: toTwelveDigits(amount, site.currency, deps.convention),
        }),
    };
  };
}
