import type { SettingId } from '../settings.ts';
import type { EffectiveValues } from './effective-values.ts';
import type { SettingFinding, SettingContext } from './setting-finding.ts';

/** Google Pay and Apple Pay, where they are offered. */
export function walletFindings(values: EffectiveValues, context: SettingContext): readonly SettingFinding[] {
  if (!values.choices('paymentMethodTypes').includes('generic')) return [];
  const offered = values.choices('paymentOptions').filter((option) => option !== 'card');
  return [
    ...(offered.includes('googlepay') ? googlePayFindings(values) : []),
    ...(offered.includes('applepay') ? applePayFindings(values) : []),
    ...(offered.length > 0 ? countryFindings(values, context) : []),
  ];
}

function googlePayFindings(values: EffectiveValues): readonly SettingFinding[] {
  const findings: SettingFinding[] = [];
  if (values.text('googlePayGatewayMerchantId') === '') {
    findings.push(
      fault(
        'google-pay-gateway-merchant',
        'googlePayGatewayMerchantId',
        'Google Pay is offered without a gateway merchant ID: no payment of it can be decrypted.',
        'Enter your CyberSource merchant ID, or take Google Pay out of paymentOptions.',
      ),
    );
  }
  const isProduction = values.choices('googlePayEnvironment').includes('PRODUCTION');
  if (isProduction && values.text('googlePayMerchantId') === '') {
    findings.push(
      fault(
        'google-pay-merchant',
        'googlePayMerchantId',
        'googlePayEnvironment is PRODUCTION, and googlePayMerchantId is empty: Google refuses every payment.',
        'Enter the merchant ID of the Google Pay & Wallet Console, or choose TEST.',
      ),
    );
  }
  return findings;
}

function applePayFindings(values: EffectiveValues): readonly SettingFinding[] {
  const findings: SettingFinding[] = [];
  const merchantId = values.text('applePayMerchantId');
  if (!/^merchant\.[\w.-]+$/.test(merchantId)) {
    findings.push(
      fault(
        'apple-pay-merchant',
        'applePayMerchantId',
        merchantId === ''
          ? 'Apple Pay is offered without a merchant ID.'
          : 'applePayMerchantId is no merchant ID of Apple’s: those begin with “merchant.”.',
        'Enter the ID of Apple Developer > Identifiers > Merchant IDs, or take Apple Pay out of paymentOptions.',
      ),
    );
  }
  const initiative = values.text('applePayInitiative');
  if (initiative !== 'web') {
    findings.push(
      fault(
        'apple-pay-initiative',
        'applePayInitiative',
        `applePayInitiative is ${initiative}: Apple opens no sheet on a page of a storefront.`,
        'Enter web.',
      ),
    );
  }
  const domain = values.text('applePayInitiativeContext');
  if (domain !== '' && !/^[\w-]+(\.[\w-]+)*$/.test(domain)) {
    findings.push(
      fault(
        'apple-pay-domain',
        'applePayInitiativeContext',
        'applePayInitiativeContext is no domain.',
        'Enter the storefront’s domain as registered with Apple, without https:// and path; or leave it empty for the site’s own.',
      ),
    );
  }
  return findings;
}

function countryFindings(
  values: EffectiveValues,
  { siteCountry }: SettingContext,
): readonly SettingFinding[] {
  if (values.text('merchantCountry') !== '' || siteCountry !== null) return [];
  return [
    fault(
      'merchant-country',
      'merchantCountry',
      'A wallet is offered, and neither this setting nor OCC’s site names the merchant’s country: the wallet is not shown.',
      'Enter the country of the merchant’s bank account, two letters as in ISO 3166.',
    ),
  ];
}

function fault(id: string, setting: SettingId, problem: string, remedy: string): SettingFinding {
  return { id, setting, status: 'fault', problem, remedy };
}
