import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import { objectIn, jsonIn } from '../../domain/json/json-object.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import { Secret } from '../../domain/secret.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { ClientFor } from '../client/client.ts';
import type { ComposedCall, Operations } from '../client/operations.ts';

/** CyberSource: webhook subscriptions, `status`. `unlisted` stands for one that a later version may have. */
export const subscriptionStatuses = [
  'ACTIVE',
  'INACTIVE',
  'SUSPENDED',
  'PENDING_REVIEW',
  'BLOCKED',
  'unlisted',
] as const;

export type NotificationSubscriptionStatus = (typeof subscriptionStatuses)[number];

/** What a status means, and what an administrator does about it: one sentence each. */
const STATUS_MEANINGS: Readonly<Record<NotificationSubscriptionStatus, string>> = {
  ACTIVE: 'Notifications are sent.',
  INACTIVE: 'Switched off: set its status to ACTIVE.',
  SUSPENDED:
    'The health check failed, or retries were exhausted: see that the address answers 200, then set its status to ACTIVE.',
  PENDING_REVIEW:
    'CyberSource reviews the address: nothing is sent until it has, and nothing has to be done.',
  BLOCKED: 'CyberSource refused the address: ask its support, or subscribe with another address.',
  unlisted: 'CyberSource has a status that this version does not know: look it up in Business Center.',
};

/** One subscription, of either version of the API. */
export interface NotificationSubscription {
  readonly id: string;
  /** 1: made with the API that ends with 2026. Make it anew. */
  readonly version: 1 | 2;
  readonly status: NotificationSubscriptionStatus;
  /** What the status means, and what an administrator does about it: one sentence each. */
  readonly meaning: string;
  /** As CyberSource spells it. */
  readonly gatewayStatus?: string;
  readonly name?: string;
  readonly url?: string;
  readonly products: readonly NotifiedProduct[];
}

/** A product of CyberSource's with the event types that are notified. */
export interface NotifiedProduct {
  readonly productId: string;
  readonly eventTypes: readonly string[];
}

export interface SubscriptionRequest {
  readonly name: string;
  /** Where notifications go: https, port 443 or 8443. */
  readonly url: string;
  /** Default: the same address, which answers GET. */
  readonly healthCheckUrl?: string;
  readonly products: readonly NotifiedProduct[];
}

/** A key that CyberSource signs with. It overrides the one before: list both until that one's notifications have come. */
export interface SigningKey {
  readonly keyId: string;
  /** Base64. */
  readonly key: Secret;
  readonly expiresAt?: Date;
}

/**
 * What administrators do with subscriptions. No payment calls any of it. All reject with a Problem: `malformed-request`,
 * `not-found`, `gateway-failure` with CyberSource's own words.
 */
export interface NotificationSubscriptions {
  /** What the account may subscribe to. */
  products(account: GatewayAccount): Promise<readonly NotifiedProduct[]>;
  create(account: GatewayAccount, request: SubscriptionRequest): Promise<NotificationSubscription>;
  /** Of both versions of the API. */
  list(account: GatewayAccount): Promise<readonly NotificationSubscription[]>;
  status(account: GatewayAccount, id: string): Promise<NotificationSubscription>;
  setStatus(account: GatewayAccount, id: string, status: 'ACTIVE' | 'INACTIVE'): Promise<void>;
  /** CyberSource sends a sample to the address. Rejects where it is not answered with 2xx. */
  test(account: GatewayAccount, id: string): Promise<void>;
  /** Removes a subscription. Resolves also when CyberSource does not have it any more. */
  remove(account: GatewayAccount, id: string): Promise<void>;
  /** Makes a new signing key, which overrides the one before. */
  rotateKey(account: GatewayAccount): Promise<SigningKey>;
}

/** What the extension acts on. */
export const HANDLED_PRODUCTS: readonly NotifiedProduct[] = [
  {
    productId: 'tokenManagement',
    eventTypes: ['tms.networktoken.provisioned', 'tms.networktoken.updated', 'tms.networktoken.binding'],
  },
  {
    productId: 'payments',
    eventTypes: [
      'payments.authorization.status.accepted',
      'payments.authorization.status.reviewed',
      'payments.authorization.status.rejected',
      'payments.authorization.status.partiallyApproved',
      'payments.capture.status.accepted',
      'payments.capture.status.updated',
      'payments.refund.status.accepted',
      'payments.refund.status.updated',
      'payments.credit.status.accepted',
      'payments.credit.status.updated',
      'payments.void.status.accepted',
      'payments.void.status.rejected',
      'payments.reversal.status.accepted',
      'payments.reversal.status.rejected',
    ],
  },
];

/** Minutes: three more tries, a minute apart, then three more rounds of them, an hour apart. Never deactivated by itself. */
const RETRY_POLICY = {
  algorithm: 'ARITHMETIC',
  firstRetry: 1,
  interval: 1,
  numberOfRetries: 3,
  deactivateFlag: 'false',
  repeatSequenceCount: 3,
  repeatSequenceWaitTime: 60,
};

/** CyberSource: signing keys last a year at most. */
const KEY_DAYS = '365';
const DEADLINE_MS = 15_000;

const eventType = lazy(() =>
  z.union([z.string(), z.object({ eventName: z.string() }).transform(({ eventName }) => eventName)]),
);
const eventTypes = lazy(() => z.array(eventType()).catch([]));
const subscription = lazy(() =>
  z.object({
    webhookId: z.string(),
    status: z.string().optional(),
    name: z.string().optional(),
    webhookUrl: z.string().optional(),
    productId: z.string().optional(),
    eventTypes: eventTypes().optional(),
    products: z
      .array(z.object({ productId: z.string(), eventTypes: eventTypes() }))
      .optional()
      .catch(undefined),
  }),
);
const subscriptions = lazy(() => z.array(subscription()));
const products = lazy(() => z.array(z.object({ productId: z.string(), eventTypes: eventTypes() })));
const signingKey = lazy(() =>
  z.object({
    keyInformation: z.object({
      keyId: z.string(),
      key: z.string(),
      expirationDate: z.union([z.string(), z.number()]).optional(),
    }),
  }),
);

export function createSubscriptions({
  clientFor,
}: {
  readonly clientFor: ClientFor;
}): NotificationSubscriptions {
  return {
    async products(account) {
      return products().parse(
        requireJson(await ask(account, (operations) => operations.notificationProducts(account.merchantId))),
      );
    },

    async create(account, request) {
      const body = toRequest(account, request);
      const made = requireJson(await ask(account, (operations) => operations.createSubscription(body)));
      return toSubscription(2)(subscription().parse(made));
    },

    async list(account) {
      const [second, first] = await Promise.all([
        listed(account, 2, (operations) => operations.subscriptions(account.merchantId)),
        listed(account, 1, (operations) => operations.subscriptionsOfVersion1(account.merchantId)),
      ]);
      const known = new Set(second.map(({ id }) => id));
      return [...second, ...first.filter(({ id }) => !known.has(id))];
    },

    async status(account, id) {
      const found = requireJson(await ask(account, (operations) => operations.subscription(id)));
      return toSubscription(2)(subscription().parse(found));
    },

    async setStatus(account, id, status) {
      requireDone(await ask(account, (operations) => operations.changeSubscriptionStatus(id, { status })));
    },

    async test(account, id) {
      requireDone(await ask(account, (operations) => operations.testSubscription(id)));
    },

    async remove(account, id) {
      const answer = await ask(account, (operations) => operations.deleteSubscription(id));
      if (answer.status !== 404 && answer.status !== 410) requireDone(answer);
    },

    async rotateKey(account) {
      const { merchantId } = account;
      const body = {
        clientRequestAction: 'CREATE',
        keyInformation: {
          provider: 'nrtd',
          tenant: merchantId,
          keyType: 'sharedSecret',
          organizationId: merchantId,
          expiryDuration: KEY_DAYS,
        },
      };
      const made = requireJson(
        await ask(account, (operations) => operations.createSigningKey(merchantId, body)),
      );
      const { keyId, key, expirationDate } = signingKey().parse(made).keyInformation;
      const expiresAt = expirationDate === undefined ? undefined : instantOf(expirationDate);
      return { keyId, key: new Secret(key), ...present({ expiresAt }) };
    },
  };

  /** Without any CyberSource answers 404; the first version of the API may have ended. */
  async function listed(
    account: GatewayAccount,
    version: 1 | 2,
    compose: (operations: Operations) => ComposedCall,
  ): Promise<readonly NotificationSubscription[]> {
    const answer = await ask(account, compose);
    if (answer.status === 404 || (version === 1 && answer.status === 410)) return [];
    const parsed = subscriptions().safeParse(requireList(answer));
    return (parsed.data ?? []).map(toSubscription(version));
  }

  async function ask(
    account: GatewayAccount,
    compose: (operations: Operations) => ComposedCall,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const reply = await clientFor(account).send(compose, DEADLINE_MS);
    if (reply.kind === 'silent')
      throw new Problem('gateway-failure', `CyberSource did not answer (${reply.cause}). Try again.`);
    return reply;
  }
}

function toRequest(
  account: GatewayAccount,
  { name, url, healthCheckUrl, products }: SubscriptionRequest,
): object {
  for (const each of [url, healthCheckUrl ?? url]) requireNotifiableUrl(each);
  return {
    name,
    description: name,
    organizationId: account.merchantId,
    products,
    webhookUrl: url,
    healthCheckUrl: healthCheckUrl ?? url,
    notificationScope: 'SELF',
    retryPolicy: RETRY_POLICY,
    securityPolicy: { securityType: 'KEY' },
  };
}

/** CyberSource: webhook addresses are https, at port 443 (which a parsed address does not name) or 8443. Another scheme only reaches a machine of one's own. */
function requireNotifiableUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHere = parsed !== undefined && ['localhost', '127.0.0.1'].includes(parsed.hostname);
  const isTaken = parsed?.protocol === 'https:' && ['', '8443'].includes(parsed.port);
  if (isTaken || isHere) return;
  throw new Problem(
    'malformed-request',
    `The address ${url} cannot be notified: it has to be https, at port 443 or 8443.`,
  );
}

function toSubscription(version: 1 | 2): (body: Shape<typeof subscription>) => NotificationSubscription {
  return ({
    webhookId: id,
    status: gatewayStatus,
    name,
    webhookUrl: url,
    productId,
    eventTypes,
    products,
  }) => {
    const status = statusOf(gatewayStatus);
    return {
      id,
      version,
      status,
      meaning: STATUS_MEANINGS[status],
      ...present({ gatewayStatus, name, url }),
      products: products ?? (productId === undefined ? [] : [{ productId, eventTypes: eventTypes ?? [] }]),
    };
  };
}

function statusOf(text: string | undefined): NotificationSubscriptionStatus {
  const name = text?.trim().toUpperCase().replaceAll(/[ -]/g, '_');
  return subscriptionStatuses.find((status) => status === name) ?? 'unlisted';
}

function instantOf(date: string | number): Date | undefined {
  const at = new Date(/^\d+$/.test(String(date)) ? Number(date) : date);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function requireDone({ status, text }: { readonly status: number; readonly text: string }): void {
  if (status >= 200 && status < 300) return;
  const body = objectIn(text);
  const said = [body?.['reason'], body?.['message']].filter((each) => typeof each === 'string').join(': ');
  const words = said === '' ? '' : `, ${said.slice(0, 200)}`;
  if (status === 404)
    throw new Problem('not-found', `CyberSource knows no such subscription (HTTP 404${words}).`);
  throw new Problem('gateway-failure', `CyberSource refused it (HTTP ${status}${words}).`);
}

function requireJson(answer: { readonly status: number; readonly text: string }): unknown {
  requireDone(answer);
  return parsed(answer.text);
}

function requireList(answer: { readonly status: number; readonly text: string }): unknown {
  const json = requireJson(answer);
  return Array.isArray(json) ? json : [json];
}

function parsed(text: string): unknown {
  const json = jsonIn(text);
  if (json !== undefined) return json;
  throw new Problem('gateway-failure', 'CyberSource gave no usable answer. Try again.');
}
