import { effectiveValues } from '../../../../gateway-settings/rules/effective-values.ts';
import { MANDATE_DAY } from '../../../../server-extension/src/payments/health/configuration/mandate.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

/** What of each channel's settings would not work on that day. Nothing is sent. */
export function mandateChecks({ settings }: DoctorTask, asOf: string): readonly DoctorFinding[] {
  if (asOf < MANDATE_DAY) return [];
  return (settings?.channels ?? []).flatMap(({ site, channel, values }) => {
    const effective = effectiveValues(values);
    const about = { id: 'mandate', site, channel };
    const checks: DoctorFinding[] = [];
    if (effective.text('authenticationType') !== 'JWT') {
      checks.push({
        ...about,
        setting: 'authenticationType',
        status: 'fault',
        problem: `On ${asOf} CyberSource no longer takes HTTP Signature.`,
        remedy: `Before ${MANDATE_DAY}: set authenticationType to JWT; jwtKeyType SHARED_SECRET takes the same key.`,
      });
    }
    if (effective.text('messageEncryptionEnabled') !== 'Yes') {
      checks.push({
        ...about,
        setting: 'messageEncryptionEnabled',
        status: 'fault',
        problem: `On ${asOf} CyberSource wants encrypted requests (MLE), and they are not.`,
        remedy: `Before ${MANDATE_DAY}: download CyberSource’s certificate for encryption, name it in messageEncryptionCertificate, deploy, and set messageEncryptionEnabled to Yes.`,
      });
    } else if (effective.text('keyFileName') === '') {
      checks.push({
        ...about,
        setting: 'keyFileName',
        status: 'warning',
        problem: 'Requests are encrypted, answers are not: there is no key of the merchant for them.',
        remedy: 'Make a REST – Certificate key in Business Center, name it in keyFileName, and deploy.',
      });
    }
    return checks.length === 0 ? [{ ...about, status: 'ok' as const }] : checks;
  });
}
