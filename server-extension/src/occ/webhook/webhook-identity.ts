import type { Webhook } from './webhook.ts';

/** Which payment a line of the log is about. */
export type WebhookIdentity = Readonly<Record<'site' | 'channel' | 'orderId' | 'paymentId' | 'code', string>>;

export function identity(webhook: Webhook): WebhookIdentity {
  const { siteId: site, channel, orderId, paymentId, transactionType: code } = webhook;
  return { site, channel, orderId, paymentId, code };
}
