/** A sample notification on request, and those of the past once more. CyberSource: webhooks, test and replay. */
import type { SentNotificationState, ReplayFilter } from '../../notifications/sender.ts';
import type { NotificationEvent } from '../../notifications/notification-event.ts';
import { toJson } from '../requests/body.ts';
import type { Endpoint } from '../routes/endpoint.ts';
import { json, noSubscription, notificationError, unreadable } from './answers.ts';
import { replayBody } from './requests.ts';
import type { WebhookDeps } from './webhook-deps.ts';

const MESSAGE = 'This is a test of the webhook subscription. Nothing has happened.';

/** `POST /notification-subscriptions/v1/webhooks/{id}`: a sample; with a body, a replay. */
export function createTestEndpoint(
  { subscriptions, sender, ids, now }: WebhookDeps,
  replay: Endpoint,
): Endpoint {
  return async (request) => {
    if (Object.keys(toJson(request.body)).length > 0) return replay(request);
    const subscription = subscriptions.find(request.merchant.id, request.id);
    if (!subscription) return { commit: () => noSubscription(now()) };
    const [product] = subscription.products;
    const eventType = product?.eventTypes[0] ?? '';
    const testPayload = { testPayload: { message: MESSAGE } };
    const event: NotificationEvent = {
      merchantId: subscription.merchantId,
      eventType,
      data: testPayload,
      at: now(),
    };
    const traceId = ids.uuid();
    const productId = product?.productId ?? '';
    const answer = await sender.sendNow({ event, subscription, productId, traceId, retryNumber: 0 });
    if (!/^2\d\d$/.test(answer))
      return {
        commit: () =>
          notificationError(400, 'WEBHOOK_NOT_DELIVERED', `The webhook was not taken: ${answer}.`, now()),
      };
    return {
      commit: () =>
        json(201, {
          eventDate: event.at.toISOString(),
          eventType,
          organizationId: subscription.organizationId,
          payloads: testPayload,
          productId,
          requestType: 'NEW',
          retryNumber: 0,
          transactionTraceId: traceId,
          webhookId: subscription.id,
        }),
    };
  };
}

/** CyberSource: webhooks, replay: by trace ids, or by status and time. The last 24 hours are kept. */
export function createReplayEndpoint({ subscriptions, sender, now }: WebhookDeps): Endpoint {
  return ({ merchant, id, body }) => ({
    commit: () => {
      const subscription = subscriptions.find(merchant.id, id);
      if (!subscription) return noSubscription(now());
      const asked = replayBody.safeParse(toJson(body));
      if (!asked.success) return unreadable(asked.error, now());
      const { byDeliveryStatus: by, byTransactionTraceIdentifiers: traceIds } = asked.data;
      if (!by && !traceIds)
        return notificationError(400, 'VALIDATION_ERROR', 'Nothing says what is to be replayed.', now(), [
          'byDeliveryStatus',
          'byTransactionTraceIdentifiers',
        ]);
      const day = new Date(now().getTime() - (by?.hoursBack ?? 24) * 3_600_000);
      const from = by?.startTime === undefined ? day : new Date(by.startTime);
      const filter: ReplayFilter = {
        traceIds,
        state: by?.status === undefined ? undefined : STATES[by.status.toUpperCase()],
        from: from < day ? day : from,
        to: by?.endTime === undefined ? undefined : new Date(by.endTime),
        eventType: by?.eventType,
      };
      sender.replay(subscription, filter);
      return { status: 202 };
    },
  });
}

const STATES: Readonly<Partial<Record<string, SentNotificationState>>> = {
  FAILED: 'failed',
  DELIVERED: 'delivered',
  SUCCESS: 'delivered',
};
