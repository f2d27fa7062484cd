/** A subscription to notifications. CyberSource: webhooks, versions 1 and 2. */

/**
 * `PENDING_REVIEW`: CyberSource looks at the URLs. `BLOCKED`: it refused one. `SUSPENDED`: the URL does not answer; what happens
 * is kept until it does.
 */
export type WebhookStatus = 'ACTIVE' | 'INACTIVE' | 'SUSPENDED' | 'PENDING_REVIEW' | 'BLOCKED';

/** Event types of one product. */
export interface WebhookProduct {
  readonly productId: string;
  readonly eventTypes: readonly string[];
}

/** When a notification that was not taken comes again, in minutes. */
export interface RetryPolicy {
  readonly algorithm: 'ARITHMETIC' | 'GEOMETRIC';
  readonly firstRetry: number;
  readonly interval: number;
  readonly numberOfRetries: number;
  /** Suspends the subscription when all retries have failed. */
  readonly deactivateFlag: boolean;
  readonly repeatSequenceCount: number;
  readonly repeatSequenceWaitTime: number;
}

/** How the sender proves itself to the receiver, beside the signature. */
export interface SecurityPolicy {
  readonly securityType: 'KEY' | 'oAuth' | 'oAuth_JWT';
  readonly oAuthUrl?: string;
  readonly audience?: string;
  readonly clientId?: string;
  readonly keyId?: string;
  readonly scope?: string;
  /** As the request wrote it. */
  readonly shown: object;
}

/** Where a merchant wants to hear of what. */
export interface WebhookSubscription {
  readonly id: string;
  readonly merchantId: string;
  readonly organizationId: string;
  readonly products: readonly WebhookProduct[];
  readonly webhookUrl: string;
  readonly healthCheckUrl?: string;
  readonly status: WebhookStatus;
  readonly name?: string;
  readonly description?: string;
  readonly retryPolicy: RetryPolicy;
  readonly securityPolicy: SecurityPolicy;
  readonly notificationScope: string;
  readonly createdOn: Date;
  readonly updatedOn?: Date;
}

/** CyberSource: webhooks, defaults of the retry policy. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  algorithm: 'ARITHMETIC',
  firstRetry: 1,
  interval: 1,
  numberOfRetries: 3,
  deactivateFlag: false,
  repeatSequenceCount: 0,
  repeatSequenceWaitTime: 0,
};

/**
 * Minutes from the first sending to each retry. CyberSource: webhooks, `retryPolicy.algorithm`: a + r (n − 1), or a r^(n − 1),
 * and the whole sequence again as often as it says, with the waiting time between.
 */
export function retryMinutes(policy: RetryPolicy): readonly number[] {
  const { algorithm, firstRetry, interval, numberOfRetries } = policy;
  const once = Array.from({ length: numberOfRetries }, (_, index) =>
    algorithm === 'GEOMETRIC' ? firstRetry * interval ** index : firstRetry + interval * index,
  );
  const length = (once.at(-1) ?? 0) + policy.repeatSequenceWaitTime;
  return Array.from({ length: policy.repeatSequenceCount + 1 }, (_, turn) =>
    once.map((minutes) => minutes + turn * length),
  ).flat();
}
