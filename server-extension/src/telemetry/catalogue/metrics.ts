/**
 * Every metric of the extension. Registration and the table in docs/operators.md are made of this catalogue. A metric appears in a
 * scrape once it has a source: a counter with its first event, a gauge when a part of the extension provides its values.
 *
 * Names: Prometheus' naming practices (https://prometheus.io/docs/practices/naming/); durations of HTTP and of databases are those
 * of OpenTelemetry's semantic conventions in Prometheus' spelling.
 */
import { declineReasonNames } from '../../domain/payment/decline-reason.ts';
import type { MetricDefinitions } from './metric-definition.ts';

const OPERATIONS = {
  values: ['authorize', 'capture', 'void', 'refund', 'increment', 'reauthorize'],
} as const;
const OUTCOMES = {
  values: ['approved', 'pending', 'challenge', 'declined', 'refused', 'not-sent', 'unknown'],
} as const;
/** Why a payment was pending or not sent, or declined; `none` where an outcome has no reason. */
const REASONS = {
  values: ['none', 'review', 'settlement', 'limit', 'not-configured', ...declineReasonNames],
} as const;
const SITES = { most: 100, meaning: 'site id in OCC' } as const;
const HTTP_METHODS = { values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } as const;
const HTTP_STATUSES = { most: 60, meaning: 'HTTP status of the answer; `none` without one' } as const;

/** The catalogue. */
export const metrics = {
  http_server_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {
      http_request_method: HTTP_METHODS,
      http_route: {
        most: 100,
        meaning: 'declared path of the route; `none` for an address that does not exist',
      },
      http_response_status_code: HTTP_STATUSES,
    },
    meaning: 'How long a request to a route took, from its headers to the end of its answer.',
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {
      peer: { values: ['cybersource', 'occ'] },
      url_template: { most: 60, meaning: 'path of the called operation, without ids' },
      http_response_status_code: HTTP_STATUSES,
    },
    meaning: 'How long a call to CyberSource or OCC took, its connection included.',
  },
  db_client_operation_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {
      db_system_name: { values: ['sqlite', 'postgresql'] },
      db_operation_name: { values: ['claim', 'complete', 'read', 'lease', 'complete-task', 'checkpoint'] },
      outcome: { values: ['done', 'failed'] },
    },
    meaning: 'How long the journal took for one operation, waiting for a connection included.',
  },
  payment_attempts_total: {
    type: 'counter',
    unit: 'attempts',
    labels: {
      operation: OPERATIONS,
      outcome: OUTCOMES,
      reason: REASONS,
      method: { most: 30, meaning: 'payment method (`paymentType`); `none` for payments of other programs' },
      site: SITES,
    },
    meaning:
      'Attempts that ended, with the outcome that their callers got. Repeated deliveries are not counted.',
  },
  payment_attempts_resolved_total: {
    type: 'counter',
    unit: 'attempts',
    labels: { operation: OPERATIONS, outcome: OUTCOMES },
    meaning: 'Attempts with an unknown outcome that recovery resolved, with the outcome that it found.',
  },
  payment_unknown_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    meaning: 'Age of the oldest attempt whose outcome is unknown and not in manual review; 0 without one.',
  },
  payment_recovery_tasks: {
    type: 'gauge',
    unit: 'tasks',
    labels: {
      task: { values: ['resolve-outcome', 'reverse-hold', 'confirm-order', 'give-back', 'manual-review'] },
      state: { values: ['due', 'scheduled'] },
    },
    meaning:
      'Recovery tasks in the journal. `scheduled` ones have their time still to come; a `manual-review` is `due` until a person ends it.',
  },
  payment_holds_expiring: {
    type: 'gauge',
    unit: 'attempts',
    labels: { site: SITES },
    meaning: 'Authorizations that have not been captured and whose hold expires within a day.',
  },
  payment_reviews_open: {
    type: 'gauge',
    unit: 'attempts',
    labels: { site: SITES },
    meaning: 'Payments that Decision Manager holds for a review that has not been decided.',
  },
  payment_settlement_cases: {
    type: 'gauge',
    unit: 'attempts',
    labels: { site: SITES },
    meaning:
      'Differences between the journal and CyberSource’s settlement reports that have not been closed.',
  },
  payment_key_expiry_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { key: { most: 50, meaning: 'key file among the certificates, without its folder' } },
    meaning: 'Time until the certificate of a key that is in use expires; negative once it has.',
  },
  payment_clock_offset_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    meaning: 'How far the machine’s clock is behind CyberSource’s at the last answer; negative when ahead.',
  },
  payment_guard_active: {
    type: 'gauge',
    unit: 'yes or no',
    labels: { site: SITES },
    meaning: '1 while the card-testing guard of the site is active, else 0.',
  },
  payment_ready: {
    type: 'gauge',
    unit: 'yes or no',
    labels: {},
    meaning: '1 when the process can take a payment, as `/ready` says, else 0.',
  },
} as const satisfies MetricDefinitions;

/** The catalogue's type. */
export type MetricCatalogue = typeof metrics;

/** The name of a metric. */
export type MetricName = keyof MetricCatalogue;

/** Names of the metrics of one type. */
export type MetricNameOf<Type extends 'counter' | 'gauge' | 'histogram'> = {
  readonly [Name in MetricName]: MetricCatalogue[Name]['type'] extends Type ? Name : never;
}[MetricName];

/** A value for each label of the metric. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof MetricCatalogue[Name]['labels']]: string;
};
