import type { Webhook } from './webhook.ts';

/** Which payment a line of the log is about, in the names of the log's fields. */
export type WebhookIdentity = Readonly<
  Record<'site' | 'channel' | 'orderId' | 'paymentGroupId' | 'transactionType', string>
>;

/** The fields of a line that say which payment group of which order a webhook is about. */
export function identity(webhook: Webhook): WebhookIdentity {
  const { siteId: site, channel, orderId, paymentId: paymentGroupId, transactionType } = webhook;
  return { site, channel, orderId, paymentGroupId, transactionType };
}
