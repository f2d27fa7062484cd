/** `/notification-subscriptions/v1|v2`: what there is to subscribe to, and the subscriptions. */
import { PRODUCTS, type NotificationProduct } from '../../notifications/catalogue.ts';
import {
  DEFAULT_RETRY_POLICY,
  type WebhookSubscription,
  type WebhookStatus,
} from '../../notifications/subscription.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { toJson } from '../requests/body.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall, EndpointPlan } from '../routes/endpoint.ts';
import { json, noSubscription, notificationError, toSubscriptionBody, unreadable } from './answers.ts';
import { readSubscription } from './read-subscription.ts';
import type { WebhookDeps } from './webhook-deps.ts';
import { createTestEndpoint, createReplayEndpoint } from './replays.ts';
import { statusBody, subscriptionBody, subscriptionChange, subscriptionQuery } from './requests.ts';

/** Both versions. A body of either form is taken under either version. */
export function createWebhookCalls(deps: WebhookDeps): readonly ApiCall[] {
  const { subscriptions, sender, ids, now } = deps;
  const replay = createReplayEndpoint(deps);
  const test = createTestEndpoint(deps, replay);
  return [
    ...['v1', 'v2'].flatMap((version): readonly ApiCall[] => {
      const webhooks = `/notification-subscriptions/${version}/webhooks`;
      return [
        call('get', `/notification-subscriptions/${version}/products/:id`, 'notifications', () => ({
          commit: () => json(200, PRODUCTS.map(toProductBody)),
        })),
        call('post', webhooks, 'notifications', create),
        call('get', webhooks, 'notifications', (request) => ({ commit: () => list(request) })),
        call('get', `${webhooks}/:id`, 'notifications', (request) => ({
          commit: () => withOwn(request, (found) => json(200, toSubscriptionBody(found))),
        })),
        call('patch', `${webhooks}/:id`, 'notifications', change),
        call('put', `${webhooks}/:id/status`, 'notifications', setStatus),
        call('delete', `${webhooks}/:id`, 'notifications', (request) => ({
          commit: () =>
            withOwn(request, ({ id }) => {
              subscriptions.delete(id);
              return { status: 204 };
            }),
        })),
      ];
    }),
    call('post', '/notification-subscriptions/v1/webhooks/:id', 'notifications', test),
    // Where the client library before 0.0.60 asks for a replay.
    call('post', '/nrtf/v1/webhooks/:id/replays', 'notifications', replay),
  ];

  async function create({ merchant, body }: EndpointCall): Promise<EndpointPlan> {
    const asked = subscriptionBody.safeParse(toJson(body));
    if (!asked.success) return { commit: () => unreadable(asked.error, now()) };
    const members = readSubscription(asked.data, undefined);
    if ('wrong' in members) return { commit: () => refusal(members.wrong) };
    if (members.products === undefined) return { commit: () => refusal(['products']) };
    const made = subscriptions.put({
      organizationId: merchant.id,
      retryPolicy: DEFAULT_RETRY_POLICY,
      securityPolicy: { securityType: 'KEY', shown: {} },
      notificationScope: 'DESCENDANTS',
      webhookUrl: asked.data.webhookUrl,
      ...members,
      products: members.products,
      id: ids.uuid(),
      merchantId: merchant.id,
      status: firstStatus(),
      createdOn: now(),
    });
    const probed = await probeUnlessReviewed(made);
    return { commit: () => json(201, toSubscriptionBody(probed)) };
  }

  async function change(request: EndpointCall): Promise<EndpointPlan> {
    const found = subscriptions.find(request.merchant.id, request.id);
    if (!found) return { commit: () => noSubscription(now()) };
    const asked = subscriptionChange.safeParse(toJson(request.body));
    if (!asked.success) return { commit: () => unreadable(asked.error, now()) };
    const members = readSubscription(asked.data, found);
    if ('wrong' in members) return { commit: () => refusal(members.wrong) };
    const hasNewUrl =
      (members.webhookUrl ?? found.webhookUrl) !== found.webhookUrl ||
      (members.healthCheckUrl ?? found.healthCheckUrl) !== found.healthCheckUrl;
    const status = asked.data.status ?? (hasNewUrl ? firstStatus() : found.status);
    const changed = subscriptions.put({ ...found, ...members, status, updatedOn: now() });
    const probed =
      hasNewUrl && asked.data.status === undefined ? await probeUnlessReviewed(changed) : changed;
    return { commit: () => json(200, toSubscriptionBody(probed)) };
  }

  async function setStatus(request: EndpointCall): Promise<EndpointPlan> {
    const found = subscriptions.find(request.merchant.id, request.id);
    if (!found) return { commit: () => noSubscription(now()) };
    const asked = statusBody.safeParse(toJson(request.body));
    if (!asked.success) return { commit: () => unreadable(asked.error, now()) };
    if (found.status === 'PENDING_REVIEW' || found.status === 'BLOCKED')
      return {
        commit: () =>
          notificationError(
            409,
            'CONFLICT',
            `The subscription is ${found.status}: its URLs have to be approved first.`,
            now(),
          ),
      };
    const updated = subscriptions.put({ ...found, status: asked.data.status, updatedOn: now() });
    if (asked.data.status === 'ACTIVE') await sender.probe(updated);
    return { commit: () => json(200, { status: subscriptions.byId(found.id)?.status ?? asked.data.status }) };
  }

  function list({ merchant, query }: EndpointCall): EndpointResponse {
    const asked = subscriptionQuery.safeParse(query);
    if (!asked.success) return unreadable(asked.error, now());
    const { organizationId, productId, eventType } = asked.data;
    const found = subscriptions
      .ofMerchant(merchant.id)
      .filter(
        (subscription) => organizationId === undefined || subscription.organizationId === organizationId,
      )
      .filter(({ products }) =>
        products.some(
          (product) =>
            (productId === undefined || product.productId === productId) &&
            (eventType === undefined || product.eventTypes.includes(eventType)),
        ),
      );
    return found.length === 0 ? noSubscription(now()) : json(200, found.map(toSubscriptionBody));
  }

  function withOwn(
    { merchant, id }: EndpointCall,
    answer: (found: WebhookSubscription) => EndpointResponse,
  ): EndpointResponse {
    const found = subscriptions.find(merchant.id, id);
    return found ? answer(found) : noSubscription(now());
  }

  function firstStatus(): WebhookStatus {
    return sender.mode().reviewsUrls ? 'PENDING_REVIEW' : 'INACTIVE';
  }

  async function probeUnlessReviewed(made: WebhookSubscription): Promise<WebhookSubscription> {
    return made.status === 'PENDING_REVIEW' ? made : sender.probe(made);
  }

  function refusal(fields: readonly string[]): EndpointResponse {
    return notificationError(
      400,
      'VALIDATION_ERROR',
      'One or more fields are missing or contain invalid data.',
      now(),
      fields,
    );
  }
}

function toProductBody({ productId, productName, eventTypes, isEncrypted }: NotificationProduct): object {
  return {
    productId,
    productName,
    eventTypes: eventTypes.map((eventName) => ({
      eventName,
      displayName: eventName,
      frequency: 0,
      timeSensitivity: false,
      payloadEncryption: isEncrypted ?? false,
    })),
  };
}
