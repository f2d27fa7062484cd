import type { ProcessCheckDeps } from '../../../../src/payments/health/configuration/process.ts';

/** What the check of a process looks at where nothing is wrong. */
export function processInOrder(now: Date): ProcessCheckDeps {
  return {
    hasWebhookKey: true,
    journal: { keepCheckpoint: () => Promise.resolve() },
    offsetMs: () => undefined,
    notificationKeys: [],
    packageUrls: () => Promise.resolve(undefined),
    warnings: [],
    now: () => now,
  };
}
