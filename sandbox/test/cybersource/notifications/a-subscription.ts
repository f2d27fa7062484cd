/**
 * A subscription to payments, as CyberSource's guide writes one.
 *
 * @param url the merchant's server.
 */
export function aSubscription(url: string, more: object = {}): object {
  return {
    name: 'My webhook',
    description: 'Sample',
    organizationId: 'testrest',
    products: [{ productId: 'payments', eventTypes: ['payments.authorization.status.accepted'] }],
    webhookUrl: `${url}/notifications`,
    healthCheckUrl: `${url}/health`,
    notificationScope: 'SELF',
    retryPolicy: {
      algorithm: 'ARITHMETIC',
      firstRetry: 1,
      interval: 1,
      numberOfRetries: 3,
      deactivateFlag: 'false',
      repeatSequenceCount: 0,
      repeatSequenceWaitTime: 0,
    },
    securityPolicy: { securityType: 'KEY', proxyType: 'external' },
    ...more,
  };
}
