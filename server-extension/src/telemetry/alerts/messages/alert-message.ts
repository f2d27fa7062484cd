import type { AlertDefinition } from '../alert.ts';

/** One alert as a message tells of it. */
export interface ReportedAlert {
  readonly name: string;
  readonly definition: Pick<AlertDefinition, 'severity' | 'summary' | 'runbook'>;
  readonly firingSince: Date;
  /** When it stopped; undefined while it fires. */
  readonly resolvedAt?: Date;
  /** The processes in which it fires, or fired last (`INSTANCE_NAME`). */
  readonly instances: readonly string[];
}

/** Everything that there is to tell at one moment, as one message. */
export interface AlertMessage {
  /** One line. */
  readonly subject: string;
  /** Several lines, for people. */
  readonly text: string;
  readonly alerts: readonly ReportedAlert[];
}

/** Whom messages go to. */
export interface AlertReceiver {
  readonly name: 'webhook' | 'e-mail';
  /** Rejects where the message was not taken; it is sent again later. */
  send(message: AlertMessage, signal: AbortSignal): Promise<void>;
}

/** The address of a runbook: below the documentation that the configuration names, else its file. */
export type RunbookAddress = (runbook: string) => string;

/** Below which address the runbooks stand; without one, their files in the repository. */
export function createRunbookAddress(folder = 'docs/runbooks'): RunbookAddress {
  return (runbook) => `${folder.replace(/\/+$/, '')}/${runbook}.md`;
}

/** One message about these alerts: what fires first, what needs a person at once before what can wait. */
export function toAlertMessage(
  reported: readonly ReportedAlert[],
  runbookAddress: RunbookAddress,
): AlertMessage {
  const alerts = [...reported].sort((one, other) => rankOf(one) - rankOf(other));
  const firing = alerts.filter(({ resolvedAt }) => resolvedAt === undefined);
  const resolved = alerts.filter(({ resolvedAt }) => resolvedAt !== undefined);
  const subject = [
    firing.length > 0 && `Firing: ${namesOf(firing)}`,
    resolved.length > 0 && `Resolved: ${namesOf(resolved)}`,
  ]
    .filter((part) => part !== false)
    .join('. ');
  const text = alerts.map((alert) => toParagraph(alert, runbookAddress)).join('\n\n');
  return { subject, text, alerts };
}

function rankOf({ resolvedAt, definition: { severity } }: ReportedAlert): number {
  return (resolvedAt === undefined ? 0 : 2) + (severity === 'page' ? 0 : 1);
}

function namesOf(alerts: readonly ReportedAlert[]): string {
  return alerts.map(({ name, definition }) => `${name} (${definition.severity})`).join(', ');
}

function toParagraph(
  { name, definition, firingSince, resolvedAt, instances }: ReportedAlert,
  runbookAddress: RunbookAddress,
): string {
  const since = firingSince.toISOString();
  const state =
    resolvedAt === undefined
      ? `Firing since ${since}`
      : `Resolved at ${resolvedAt.toISOString()}, firing since ${since}`;
  return [
    `${name} (${definition.severity}): ${definition.summary}`,
    `${state}. Processes: ${instances.join(', ')}`,
    `Runbook: ${runbookAddress(definition.runbook)}`,
  ].join('\n');
}
