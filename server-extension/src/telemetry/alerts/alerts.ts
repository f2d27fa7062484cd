/**
 * Every alert: the rules in deploy/prometheus/alerts.yaml and the list in docs/operators.md are made of this catalogue. Each has a
 * runbook in docs/runbooks/ and a test in which it fires.
 */
import type { AlertCatalogue, Objective, SampleSelector } from './alert.ts';

const DAY_SECONDS = 24 * 60 * 60;
const PAYMENTS: SampleSelector = {
  metric: 'http_server_request_duration_seconds_count',
  labels: { http_route: ['/payments'] },
};

/** Payment webhooks that are answered by a payment's outcome, whatever it is. */
const availability: Objective = {
  name: 'payments answered',
  share: 0.999,
  good: {
    ...PAYMENTS,
    labels: { http_route: ['/payments'], http_response_status_code: ['200', '400', '401', '409'] },
  },
  all: PAYMENTS,
};

/** Payment webhooks that are answered while a shopper still waits gladly. */
const latency: Objective = {
  name: 'payments answered within 5 s',
  share: 0.99,
  good: {
    metric: 'http_server_request_duration_seconds_bucket',
    labels: { http_route: ['/payments'], le: ['5'] },
  },
  all: PAYMENTS,
};

/** The objectives, for the dashboard. */
export const objectives: readonly Objective[] = [availability, latency];

/** The catalogue. */
export const alerts = {
  PaymentsNotReady: {
    severity: 'page',
    condition: { kind: 'level', of: { metric: 'payment_ready' }, by: 'min', is: 'below', threshold: 1 },
    forMinutes: 2,
    summary: 'A process cannot take payments.',
    runbook: 'not-ready',
  },
  PaymentsFailFast: {
    severity: 'page',
    condition: { kind: 'burn-rate', objective: availability, factor: 14.4, overMinutes: [60, 5] },
    forMinutes: 0,
    summary: 'So many payment webhooks fail that the month’s share of failures is used up in two days.',
    runbook: 'payments-fail',
  },
  PaymentsFailSlowly: {
    severity: 'ticket',
    condition: { kind: 'burn-rate', objective: availability, factor: 6, overMinutes: [360, 30] },
    forMinutes: 0,
    summary: 'So many payment webhooks fail that the month’s share of failures is used up in five days.',
    runbook: 'payments-fail',
  },
  PaymentsSlow: {
    severity: 'page',
    condition: { kind: 'burn-rate', objective: latency, factor: 14.4, overMinutes: [60, 5] },
    forMinutes: 0,
    summary: 'More than one payment webhook of seven takes longer than 5 s.',
    runbook: 'cybersource-down',
  },
  CyberSourceFails: {
    severity: 'page',
    condition: {
      kind: 'share',
      bad: { metric: 'payment_attempts_total', labels: { outcome: ['unknown', 'not-sent'] } },
      all: { metric: 'payment_attempts_total' },
      above: 0.05,
      overMinutes: 5,
    },
    forMinutes: 2,
    summary: 'More than 5 % of attempts get no answer from CyberSource.',
    runbook: 'cybersource-down',
  },
  CredentialsRefused: {
    severity: 'page',
    condition: {
      kind: 'increase',
      of: {
        metric: 'http_client_request_duration_seconds_count',
        labels: { peer: ['cybersource'], http_response_status_code: ['401', '403'] },
      },
      above: 0,
      overMinutes: 5,
    },
    forMinutes: 0,
    summary: 'CyberSource refuses the credentials of a merchant account.',
    runbook: 'credentials-refused',
  },
  OccFails: {
    severity: 'page',
    condition: {
      kind: 'share',
      bad: {
        metric: 'http_client_request_duration_seconds_count',
        labels: { peer: ['occ'], http_response_status_code: ['none', '500', '502', '503', '504'] },
      },
      all: { metric: 'http_client_request_duration_seconds_count', labels: { peer: ['occ'] } },
      above: 0.2,
      overMinutes: 10,
    },
    forMinutes: 2,
    summary: 'Commerce Cloud’s APIs do not answer.',
    runbook: 'occ-down',
  },
  JournalFails: {
    severity: 'page',
    condition: {
      kind: 'share',
      bad: { metric: 'db_client_operation_duration_seconds_count', labels: { outcome: ['failed'] } },
      all: { metric: 'db_client_operation_duration_seconds_count' },
      above: 0.01,
      overMinutes: 5,
    },
    forMinutes: 0,
    summary: 'The journal cannot be read or written: payments are refused.',
    runbook: 'journal-unavailable',
  },
  UnknownOutcomeOld: {
    severity: 'page',
    condition: {
      kind: 'level',
      of: { metric: 'payment_unknown_oldest_age_seconds' },
      by: 'max',
      is: 'above',
      threshold: 3_600,
    },
    forMinutes: 5,
    summary: 'What became of a payment has been unknown for an hour.',
    runbook: 'unknown-outcomes',
  },
  RecoveryBehind: {
    severity: 'page',
    condition: {
      kind: 'level',
      of: {
        metric: 'payment_recovery_tasks',
        labels: { task: ['resolve-outcome', 'reverse-hold', 'confirm-order', 'give-back'], state: ['due'] },
      },
      by: 'max',
      is: 'above',
      threshold: 50,
    },
    forMinutes: 15,
    summary: 'Recovery tasks are due and not carried out.',
    runbook: 'unknown-outcomes',
  },
  ManualReviewWaits: {
    severity: 'ticket',
    condition: {
      kind: 'level',
      of: { metric: 'payment_recovery_tasks', labels: { task: ['manual-review'] } },
      by: 'max',
      is: 'above',
      threshold: 0,
    },
    forMinutes: 5,
    summary: 'An attempt waits for a person: recovery could not settle it.',
    runbook: 'manual-review',
  },
  CardTesting: {
    severity: 'page',
    condition: {
      kind: 'level',
      of: { metric: 'payment_guard_active' },
      by: 'max',
      is: 'above',
      threshold: 0,
    },
    forMinutes: 0,
    summary: 'Stolen cards are being tried out; the card-testing guard of a site is active.',
    runbook: 'card-testing',
  },
  KeyExpires: {
    severity: 'ticket',
    condition: {
      kind: 'level',
      of: { metric: 'payment_key_expiry_seconds' },
      by: 'min',
      is: 'below',
      threshold: 30 * DAY_SECONDS,
    },
    forMinutes: 0,
    summary: 'The certificate of a key in use expires within 30 days.',
    runbook: 'key-expiry',
  },
  ClockOff: {
    severity: 'ticket',
    condition: {
      kind: 'level',
      of: { metric: 'payment_clock_offset_seconds' },
      by: 'abs',
      is: 'above',
      threshold: 30,
    },
    forMinutes: 5,
    summary: 'The clock of a machine is more than 30 s off CyberSource’s.',
    runbook: 'clock',
  },
} as const satisfies AlertCatalogue;

/** The name of an alert. */
export type AlertName = keyof typeof alerts;
