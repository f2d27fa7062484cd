import type { EffectiveValues } from './effective-values.ts';
import { signsWithKeyFile } from './signs-with-key-file.ts';
import type { SettingFinding, SettingContext } from './setting-finding.ts';

const HOSTS = 'apitest.cybersource.com for tests, api.cybersource.com for real money';
const BUSINESS_CENTER = 'Business Center: Payment Configuration > Key Management';

/** The account at CyberSource: who signs, with what, and where to. */
export function accountFindings(values: EffectiveValues, context: SettingContext): readonly SettingFinding[] {
  return [
    ...hostFindings(values, context),
    ...merchantFindings(values),
    ...(signsWithKeyFile(values) ? keyFileFindings(values) : sharedSecretFindings(values, context)),
    ...keyPasswordFindings(values, context),
    ...encryptionFindings(values),
    ...mandateFindings(values),
  ];
}

function hostFindings(
  values: EffectiveValues,
  { production, isProductionGuessed }: SettingContext,
): readonly SettingFinding[] {
  const host = values.text('runEnvironment');
  const about = (status: SettingFinding['status'], problem: string, remedy: string): SettingFinding => ({
    id: 'host',
    setting: 'runEnvironment',
    status,
    problem,
    remedy,
  });
  if (host === '')
    return [about('fault', 'runEnvironment is empty: no request can be sent.', `Enter ${HOSTS}.`)];
  if (/^https?:\/\//i.test(host)) {
    return [
      about(
        'fault',
        'runEnvironment has https:// before the host.',
        'Enter the host alone, without https:// and path.',
      ),
    ];
  }
  if (production && host.startsWith('apitest.')) {
    return [
      about(
        isProductionGuessed === true ? 'warning' : 'fault',
        'runEnvironment is the test host on a production tenant: orders are placed and no money moves.',
        'Enter api.cybersource.com with the keys of the live account; keep the test host for the Preview tab only.',
      ),
    ];
  }
  if (!production && host.startsWith('api.')) {
    return [
      about(
        'warning',
        'runEnvironment is the live host on a tenant for tests: real cards are charged.',
        `Enter ${HOSTS}.`,
      ),
    ];
  }
  return [];
}

function merchantFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (values.text('merchantID') !== '') return [];
  return [
    {
      id: 'merchant-id',
      setting: 'merchantID',
      status: 'fault',
      problem: 'merchantID is empty.',
      remedy: 'Enter the merchant ID that Business Center shows at the top right.',
    },
  ];
}

function sharedSecretFindings(
  values: EffectiveValues,
  { unreadSecrets }: SettingContext,
): readonly SettingFinding[] {
  const findings: SettingFinding[] = [];
  if (values.text('merchantKeyId') === '') {
    findings.push({
      id: 'key-id',
      setting: 'merchantKeyId',
      status: 'fault',
      problem: 'merchantKeyId is empty.',
      remedy: `Enter the key ID of a REST – Shared Secret key (${BUSINESS_CENTER}).`,
    });
  }
  const secret = values.text('merchantsecretKey');
  if (secret === '' && unreadSecrets?.has('merchantsecretKey') !== true) {
    findings.push({
      id: 'secret',
      setting: 'merchantsecretKey',
      status: 'fault',
      problem: 'merchantsecretKey is empty.',
      remedy: `Enter the shared secret that belongs to the key ID (${BUSINESS_CENTER}).`,
    });
  }
  if (secret !== '' && !isBase64(secret)) {
    findings.push({
      id: 'secret',
      setting: 'merchantsecretKey',
      status: 'fault',
      problem: 'merchantsecretKey is no base64 text.',
      remedy: `Copy the shared secret whole, without spaces (${BUSINESS_CENTER}).`,
    });
  }
  return findings;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]{16,}={0,2}$/.test(text) && text.length % 4 === 0;
}

function keyFileFindings(values: EffectiveValues): readonly SettingFinding[] {
  return values.text('keyFileName') !== ''
    ? []
    : [
        {
          id: 'key-file',
          setting: 'keyFileName',
          status: 'fault',
          problem: 'Requests are signed with a certificate (jwtKeyType P12), and keyFileName is empty.',
          remedy:
            'Put the .p12 file into server-extension/certs, enter its name without .p12 here, and deploy; or choose SHARED_SECRET.',
        },
      ];
}

/** A key file that signs, or that opens encrypted answers, is opened with its password. */
function keyPasswordFindings(
  values: EffectiveValues,
  { unreadSecrets }: SettingContext,
): readonly SettingFinding[] {
  const isOpened = signsWithKeyFile(values) || values.text('messageEncryptionEnabled') === 'Yes';
  if (!isOpened || values.text('keyFileName') === '') return [];
  if (values.text('keyPass') !== '' || unreadSecrets?.has('keyPass') === true) return [];
  return [
    {
      id: 'key-file',
      setting: 'keyPass',
      status: 'fault',
      problem: 'keyFileName names a .p12 file, and keyPass is empty: the file cannot be opened.',
      remedy: 'Enter the password that was given when the key was made in Business Center.',
    },
  ];
}

function encryptionFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (values.text('messageEncryptionEnabled') !== 'Yes') return [];
  const findings: SettingFinding[] = [];
  if (values.text('authenticationType') !== 'JWT') {
    findings.push({
      id: 'message-encryption',
      setting: 'messageEncryptionEnabled',
      status: 'fault',
      problem:
        'Message encryption is on, and requests are signed with HTTP Signature: CyberSource takes it with JWT only.',
      remedy: 'Set authenticationType to JWT; the same key works.',
    });
  }
  if (values.text('messageEncryptionCertificate') === '' && values.text('keyFileName') === '') {
    findings.push({
      id: 'message-encryption',
      setting: 'messageEncryptionCertificate',
      status: 'fault',
      problem: 'Message encryption is on without a certificate of CyberSource.',
      remedy:
        'Put the certificate (.pem) into server-extension/certs and enter its name here, or enter a keyFileName whose .p12 holds it.',
    });
  }
  return findings;
}

function mandateFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (values.text('authenticationType') === 'JWT') return [];
  return [
    {
      id: 'mandate',
      setting: 'authenticationType',
      status: 'warning',
      problem: 'Requests are signed with HTTP Signature, which CyberSource ends in March 2027.',
      remedy: 'Set authenticationType to JWT (jwtKeyType SHARED_SECRET takes the same key).',
    },
  ];
}
