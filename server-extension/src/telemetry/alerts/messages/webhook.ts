import type { Secret } from '../../../domain/secret.ts';
import type { AlertMessage, AlertReceiver, ReportedAlert, RunbookAddress } from './alert-message.ts';

export interface WebhookReceiverDeps {
  /** Chat programs put a secret into it. */
  readonly url: Secret;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: Secret;
  readonly runbookAddress: RunbookAddress;
}

/**
 * Posts messages to an address as Prometheus' Alertmanager does (version 4 of its webhook,
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config), with `text` beside it, which chat programs show.
 */
export function createWebhookReceiver({ url, token, runbookAddress }: WebhookReceiverDeps): AlertReceiver {
  return {
    name: 'webhook',
    async send(message, signal) {
      const response = await fetch(url.reveal(), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token.reveal()}` }),
        },
        body: JSON.stringify(toWebhookBody(message, runbookAddress)),
        // The address may hold a secret: it goes where the configuration says and nowhere else.
        redirect: 'error',
        signal,
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
    },
  };
}

function toWebhookBody(
  { subject, text, alerts }: AlertMessage,
  runbookAddress: RunbookAddress,
): Readonly<Record<string, unknown>> {
  return {
    version: '4',
    groupKey: GROUP,
    receiver: GROUP,
    status: alerts.some(({ resolvedAt }) => resolvedAt === undefined) ? 'firing' : 'resolved',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: '',
    truncatedAlerts: 0,
    alerts: alerts.map((alert) => toWebhookAlert(alert, runbookAddress)),
    text: `${subject}\n\n${text}`,
  };
}

const GROUP = 'occ-cybersource';
/** How Alertmanager writes that an alert has not ended. */
const NOT_ENDED = '0001-01-01T00:00:00Z';

function toWebhookAlert(
  { name, definition, firingSince, resolvedAt, instances }: ReportedAlert,
  runbookAddress: RunbookAddress,
): Readonly<Record<string, unknown>> {
  const { severity, summary, runbook } = definition;
  return {
    status: resolvedAt === undefined ? 'firing' : 'resolved',
    labels: { alertname: name, severity, instance: instances.join(', ') },
    annotations: { summary, runbook_url: runbookAddress(runbook) },
    startsAt: firingSince.toISOString(),
    endsAt: resolvedAt?.toISOString() ?? NOT_ENDED,
    generatorURL: '',
    fingerprint: `${name} ${firingSince.toISOString()}`,
  };
}
