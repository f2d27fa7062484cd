import type { AlertName } from '../../../../server-extension/src/telemetry/alerts/alerts.ts';

/** The title of the test in server-extension/test/app/alerts.test.ts in which each alert is made to ring; docs/operators.md lists them. */
export const alertTests = {
  PaymentsNotReady: 'ring when webhooks are refused because the secret is missing',
  PaymentsFailFast: 'ring when webhooks are refused because the secret is missing',
  PaymentsFailSlowly: 'ring when webhooks are refused because the secret is missing',
  PaymentsSlow: 'ring when payments take long',
  CyberSourceFails: 'ring when CyberSource’s answers are lost',
  CredentialsRefused: 'ring when CyberSource refuses the credentials of a site',
  OccFails: 'ring when Commerce Cloud does not answer',
  JournalFails: 'ring when the journal refuses',
  UnknownOutcomeOld:
    'ring for outcomes that stay unknown, tasks that are not carried out, and manual reviews',
  RecoveryBehind: 'ring for outcomes that stay unknown, tasks that are not carried out, and manual reviews',
  ManualReviewWaits:
    'ring for outcomes that stay unknown, tasks that are not carried out, and manual reviews',
  CardTesting: 'ring while the card-testing guard is active',
  KeyExpires: 'ring a month before a certificate expires',
  ClockOff: 'ring when the clocks differ',
} as const satisfies Readonly<Record<AlertName, string>>;
