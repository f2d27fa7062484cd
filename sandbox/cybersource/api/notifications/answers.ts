/** Answers of the notification services. CyberSource: webhooks, models. */
import type { z } from 'zod';
import type { WebhookSubscription } from '../../notifications/subscription.ts';
import { toTime, type EndpointResponse } from '../answers/answer.ts';

const JSON_TYPE = 'application/json;charset=utf-8';

/** A body as JSON. */
export const json = (status: number, body: object): EndpointResponse => ({
  status,
  body,
  contentType: JSON_TYPE,
});

/** CyberSource: webhooks, errors: `status` is a number here. */
export function notificationError(
  status: number,
  reason: string,
  message: string,
  at: Date,
  fields: readonly string[] = [],
): EndpointResponse {
  const details = fields.map((location) => ({ name: location.split('.').at(-1), location }));
  return json(status, {
    submitTimeUtc: toTime(at),
    status,
    reason,
    message,
    ...(details.length > 0 && { details }),
  });
}

/** The fields that cannot be read, all at once. */
export const unreadable = ({ issues }: z.ZodError, at: Date): EndpointResponse =>
  notificationError(
    400,
    'VALIDATION_ERROR',
    'One or more fields are missing or contain invalid data.',
    at,
    issues.map(({ path }) => path.join('.')),
  );

/** No subscription of that id, or none that matches. */
export const noSubscription = (at: Date): EndpointResponse =>
  notificationError(404, 'RESOURCE_NOT_FOUND', 'No webhook subscription was found.', at);

/** A subscription. One with a single product shows it in version 1's form, too. */
export function toSubscriptionBody(subscription: WebhookSubscription): object {
  const { id, products, createdOn, updatedOn, healthCheckUrl, name, description, securityPolicy } =
    subscription;
  const [first, ...others] = products;
  return {
    organizationId: subscription.organizationId,
    products,
    ...(first && others.length === 0 && { productId: first.productId, eventTypes: first.eventTypes }),
    webhookId: id,
    webhookUrl: subscription.webhookUrl,
    ...(healthCheckUrl !== undefined && { healthCheckUrl }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    status: subscription.status,
    retryPolicy: {
      ...subscription.retryPolicy,
      deactivateFlag: String(subscription.retryPolicy.deactivateFlag),
    },
    securityPolicy: {
      ...securityPolicy.shown,
      securityType: securityPolicy.securityType,
      digitalSignatureEnabled: 'yes',
    },
    version: '3',
    notificationScope: subscription.notificationScope,
    createdOn: createdOn.toISOString(),
    ...(updatedOn && { updatedOn: updatedOn.toISOString() }),
  };
}
