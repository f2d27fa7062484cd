import type { AlertsConfig, Config } from '../../config/config.ts';
import { createMemoryCases } from '../../journal/cases/memory.ts';
import type { CaseStore } from '../../payments/ports/case-store.ts';
import type { Metrics } from '../../telemetry/registry.ts';
import { alerts } from '../../telemetry/alerts/alerts.ts';
import { createAlertEvaluation } from '../../telemetry/alerts/evaluation.ts';
import { type AlertReceiver, createRunbookAddress } from '../../telemetry/alerts/messages/alert-message.ts';
import type { EmailReceiverDeps } from '../../telemetry/alerts/messages/email.ts';
import { createReportAlerts, type MessageLeases } from '../../telemetry/alerts/messages/report-alerts.ts';
import { reasonNotSent } from '../../telemetry/alerts/messages/reason-not-sent.ts';
import { createStoredAlerts } from '../../telemetry/alerts/messages/stored-alerts.ts';
import { createWebhookReceiver } from '../../telemetry/alerts/messages/webhook.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createJob, type Job } from '../time/repeatedly.ts';

export interface AssembleAlertsDeps {
  readonly config: Pick<Config, 'alerts' | 'instance'>;
  readonly samples: Metrics['samples'];
  readonly cases: CaseStore;
  readonly leases?: MessageLeases;
  /** Makes what sends e-mails, where the program has it. */
  readonly createEmailReceiver?: (deps: EmailReceiverDeps) => AlertReceiver;
  readonly now: () => Date;
  readonly log: Log;
}

const NO_JOB: Job = { start: () => undefined, stop: async () => undefined };

/** Judges the alerts of this process and tells the configured receivers; does nothing where none is configured. */
export function assembleAlerts(deps: AssembleAlertsDeps): Job {
  const { config, samples, cases, leases, now, log } = deps;
  const receivers = config.alerts === undefined ? [] : receiversOf(config.alerts, deps);
  if (config.alerts === undefined || receivers.length === 0) return NO_JOB;
  const ending = new AbortController();
  const evaluation = createAlertEvaluation(alerts, now().getTime());
  const report = createReportAlerts({
    catalogue: alerts,
    instance: config.instance,
    receivers,
    shared: createStoredAlerts(cases),
    own: createStoredAlerts(createMemoryCases(Object.keys(alerts).length)),
    ...(leases && { leases }),
    runbookAddress: createRunbookAddress(config.alerts.runbooks),
    now,
    onSent: (receiver, reported) => {
      log('alerts.sent', { receiver, alerts: namesOf(reported) });
    },
    onNotSent: (receiver, reported, error) => {
      log('alerts.not-sent', { receiver, alerts: namesOf(reported), error: reasonNotSent(error) });
    },
  });
  const job = createJob(async () => {
    try {
      const firing = evaluation.evaluate({ at: now().getTime(), samples: await samples() });
      await report(firing, ending.signal);
    } catch (error) {
      log('alerts.not-evaluated', toErrorFields(error));
    }
  }, config.alerts.everyMs);
  return {
    start: job.start,
    async stop() {
      ending.abort();
      await job.stop();
    },
  };
}

function receiversOf(
  { webhook, email, runbooks }: AlertsConfig,
  { createEmailReceiver }: AssembleAlertsDeps,
): readonly AlertReceiver[] {
  return [
    ...(webhook
      ? [createWebhookReceiver({ ...webhook, runbookAddress: createRunbookAddress(runbooks) })]
      : []),
    ...(email && createEmailReceiver ? [createEmailReceiver(email)] : []),
  ];
}

function namesOf(reported: readonly { readonly name: string }[]): string {
  return reported.map(({ name }) => name).join(', ');
}
