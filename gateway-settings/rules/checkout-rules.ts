import type { EffectiveValues } from './effective-values.ts';
import type { SettingFinding } from './setting-finding.ts';

/** Pages, 3-D Secure and what is decided about a payment. */
export function checkoutFindings(values: EffectiveValues): readonly SettingFinding[] {
  return [
    ...originFindings(values),
    ...challengeFindings(values),
    ...fingerprintFindings(values),
    ...verificationFindings(values),
  ];
}

function originFindings(values: EffectiveValues): readonly SettingFinding[] {
  const wrong = values
    .text('allowedOrigins')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && !isOrigin(item));
  return wrong.map((item) => ({
    id: 'origins',
    setting: 'allowedOrigins',
    status: 'fault',
    problem: `allowedOrigins has “${item}”, which is no origin${item.includes('*') ? ': * would let every page in' : ''}.`,
    remedy:
      'List addresses like https://www.example.com, separated by commas, without * and without a path; or leave it empty for the site’s own address.',
  }));
}

/** Scheme (https without one), host in full, port; nothing else. */
function isOrigin(item: string): boolean {
  return /^(https?:\/\/)?(\w([\w-]*\w)?(\.\w([\w-]*\w)?)*|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/i.test(item);
}

function challengeFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (!values.toggle('scaEnabled') || values.toggle('payerAuthEnabled')) return [];
  return [
    {
      id: 'challenge-when-saving',
      setting: 'scaEnabled',
      status: 'fault',
      problem:
        'scaEnabled asks the issuer when a card is saved, and payerAuthEnabled is off: no issuer is ever asked.',
      remedy: 'Switch payerAuthEnabled on, or scaEnabled off.',
    },
  ];
}

function fingerprintFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (!values.toggle('deviceFingerprintEnabled') || values.text('deviceFingerprintOrgId') !== '') return [];
  return [
    {
      id: 'device-fingerprint',
      setting: 'deviceFingerprintOrgId',
      status: 'warning',
      problem:
        'deviceFingerprintEnabled is on without an organization id: payments are screened without the device.',
      remedy: 'Enter the id that CyberSource gave you, or switch deviceFingerprintEnabled off.',
    },
  ];
}

/** Always said: the plugin that this one replaces accepted such payments. */
function verificationFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (values.text('verificationFailure') !== 'accept') return [];
  return [
    {
      id: 'verification-failure',
      setting: 'verificationFailure',
      status: 'warning',
      problem:
        'verificationFailure is accept: orders whose address or security code does not match are taken.',
      remedy: 'Choose decline or review, unless your fraud rules look at these results.',
    },
  ];
}
