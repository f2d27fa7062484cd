/** What a body makes of a subscription. */
import { productOf } from '../../notifications/catalogue.ts';
import {
  DEFAULT_RETRY_POLICY,
  type WebhookSubscription,
  type SecurityPolicy,
  type WebhookProduct,
} from '../../notifications/subscription.ts';
import { parseWebhookUrl } from '../../notifications/webhook-url.ts';
import type { SubscriptionChange } from './requests.ts';

/** What a body says of a subscription, as it is kept; members that it leaves out are absent. */
export type SubscriptionPart = Partial<
  Omit<WebhookSubscription, 'id' | 'merchantId' | 'status' | 'createdOn' | 'updatedOn'>
>;

/** The members, or the names of the fields that cannot be taken. */
export function readSubscription(
  body: SubscriptionChange,
  known: WebhookSubscription | undefined,
): SubscriptionPart | { readonly wrong: readonly string[] } {
  const products = productsIn(body);
  const policy = body.securityPolicy && readSecurityPolicy(body.securityPolicy);
  const wrong = [
    ...(products?.flatMap(wrongEvents) ?? []),
    ...(['webhookUrl', 'healthCheckUrl'] as const).filter(
      (field) => body[field] !== undefined && !parseWebhookUrl(body[field]),
    ),
    ...(body.securityPolicy && !policy ? ['securityPolicy.securityType'] : []),
    ...(policy && policy.securityType !== 'KEY' && !parseWebhookUrl(policy.oAuthUrl ?? '')
      ? ['securityPolicy.config.oAuthURL']
      : []),
  ];
  if (wrong.length > 0) return { wrong };
  const scope = body.notificationScope;
  const { firstRetry, interval, ...retry } = body.retryPolicy ?? {};
  return {
    ...kept('name', body.name),
    ...kept('description', body.description),
    ...kept('organizationId', body.organizationId),
    ...kept('products', products),
    ...kept('webhookUrl', body.webhookUrl),
    ...kept('healthCheckUrl', body.healthCheckUrl),
    ...kept('notificationScope', typeof scope === 'string' ? scope : scope?.scope),
    ...kept('securityPolicy', policy),
    ...(body.retryPolicy && {
      retryPolicy: {
        ...(known?.retryPolicy ?? DEFAULT_RETRY_POLICY),
        ...kept('algorithm', retry.algorithm),
        ...kept('firstRetry', firstRetry),
        ...kept('interval', interval),
        ...kept('numberOfRetries', retry.numberOfRetries),
        ...kept('deactivateFlag', retry.deactivateFlag),
        ...kept('repeatSequenceCount', retry.repeatSequenceCount),
        ...kept('repeatSequenceWaitTime', retry.repeatSequenceWaitTime),
      },
    }),
  };
}

function productsIn(body: SubscriptionChange): readonly WebhookProduct[] | undefined {
  if (body.products) return body.products.map(({ productId, eventTypes }) => ({ productId, eventTypes }));
  if (body.productId === undefined) return undefined;
  return [{ productId: body.productId, eventTypes: body.eventTypes ?? [] }];
}

function wrongEvents({ productId, eventTypes }: WebhookProduct, index: number): readonly string[] {
  const product = productOf(productId);
  if (!product) return [`products.${index}.productId`];
  const isKnown = eventTypes.length > 0 && eventTypes.every((type) => product.eventTypes.includes(type));
  return isKnown ? [] : [`products.${index}.eventTypes`];
}

const SECURITY_TYPES: readonly SecurityPolicy['securityType'][] = ['KEY', 'oAuth', 'oAuth_JWT'];

function readSecurityPolicy(
  written: NonNullable<SubscriptionChange['securityPolicy']>,
): SecurityPolicy | undefined {
  const { securityType = 'KEY', config } = written;
  const type = SECURITY_TYPES.find((each) => each.toLowerCase() === securityType.toLowerCase());
  const { aud, clientId, client_id: otherClientId, keyId, scope } = config?.additionalConfig ?? {};
  return (
    type && {
      securityType: type,
      shown: written,
      ...kept('oAuthUrl', config?.oAuthURL),
      ...kept('audience', aud),
      ...kept('clientId', clientId ?? otherClientId),
      ...kept('keyId', keyId),
      ...kept('scope', scope),
    }
  );
}

function kept<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
