import { parseMerchantDefinedFields } from '../../server-extension/src/domain/merchant-defined.ts';
import { parseOrigins } from '../../server-extension/src/domain/network/origins.ts';
import type { EffectiveValues } from './effective-values.ts';
import type { SettingFinding } from './setting-finding.ts';

/** Pages, 3-D Secure and what is decided about a payment. */
export function checkoutFindings(values: EffectiveValues): readonly SettingFinding[] {
  return [
    ...offerFindings(values),
    ...originFindings(values),
    ...orderCheckFindings(values),
    ...merchantDefinedFindings(values),
    ...challengeFindings(values),
    ...fingerprintFindings(values),
    ...verificationFindings(values),
    ...reviewHoldFindings(values),
  ];
}

/** OCC takes a way to pay only by the type that it arrives as. */
function offerFindings(values: EffectiveValues): readonly SettingFinding[] {
  const types = values.choices('paymentMethodTypes');
  const offered = values
    .choices('paymentOptions')
    .filter((option) => types.includes(option === 'card' ? 'card' : 'generic'));
  if (offered.length > 0) return [];
  return [
    {
      id: 'payment-options',
      setting: 'paymentOptions',
      status: 'fault',
      problem: `Nothing is offered: paymentOptions (${values.text('paymentOptions')}) and paymentMethodTypes (${values.text('paymentMethodTypes')}) have no way to pay in common.`,
      remedy: 'Cards need card in both; wallets need generic in paymentMethodTypes.',
    },
  ];
}

function orderCheckFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (values.text('orderCheck') !== 'included' || values.toggle('includeOrderInWebhookPayload')) return [];
  return [
    {
      id: 'order-check',
      setting: 'orderCheck',
      status: 'fault',
      problem:
        'orderCheck compares with the order in the webhook, and includeOrderInWebhookPayload is off: no amount is ever compared.',
      remedy: 'Switch includeOrderInWebhookPayload on, or set orderCheck to auto.',
    },
  ];
}

function merchantDefinedFindings(values: EffectiveValues): readonly SettingFinding[] {
  const parts = values
    .text('merchantDefinedData')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // The first part that the extension would not take, alone or after those before it.
  const wrong = parts.find(
    (_part, index) => parseMerchantDefinedFields(parts.slice(0, index + 1).join(',')) === undefined,
  );
  if (wrong === undefined) return [];
  return [
    {
      id: 'merchant-defined-data',
      setting: 'merchantDefinedData',
      status: 'fault',
      problem: `merchantDefinedData has “${wrong}”, which is no field with a source, or a number for the second time: every payment is refused.`,
      remedy: 'Write 1=customProperties.giftWrap, 2=order.couponCode; the help text lists the sources.',
    },
  ];
}

function originFindings(values: EffectiveValues): readonly SettingFinding[] {
  const wrong = values
    .text('allowedOrigins')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '' && parseOrigins(item) === undefined);
  return wrong.map((item) => ({
    id: 'origins',
    setting: 'allowedOrigins',
    status: 'fault',
    problem: `allowedOrigins has “${item}”, which is no origin${item.includes('*') ? ': * would let every page in' : ''}.`,
    remedy:
      'List addresses like https://www.example.com, separated by commas, without * and without a path; or leave it empty for the site’s own address.',
  }));
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

function reviewHoldFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (!values.toggle('reviewHold') || values.toggle('writeBack')) return [];
  return [
    {
      id: 'review-hold',
      setting: 'reviewHold',
      status: 'fault',
      problem:
        'reviewHold keeps orders pending during a review, and writeBack is off: no order is changed, all are released at once.',
      remedy: 'Switch writeBack on, or reviewHold off.',
    },
  ];
}

function fingerprintFindings(values: EffectiveValues): readonly SettingFinding[] {
  if (!values.toggle('deviceFingerprintEnabled')) return [];
  if (values.text('deviceFingerprintOrgId') !== '') {
    if (/^https:\/\/[\w.-]+(:\d+)?(\/|$)/i.test(values.text('deviceFingerprintUrl'))) return [];
    return [
      {
        id: 'device-fingerprint',
        setting: 'deviceFingerprintUrl',
        status: 'fault',
        problem: 'deviceFingerprintUrl is no https:// address: no browser loads the script from there.',
        remedy: 'Leave it as it was delivered, or enter the address that CyberSource gave you.',
      },
    ];
  }
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

/** A warning and no fault: a shop may accept such payments on purpose, as the replaced plugin always did. */
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
