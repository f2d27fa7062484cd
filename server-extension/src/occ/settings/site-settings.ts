import * as z from 'zod';
import { gatewayId, type SettingId, settings } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../domain/ids.ts';
import { toCountryCode } from '../../domain/address/country.ts';
import { parseMerchantDefinedFields } from '../../domain/merchant-defined.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import { Secret } from '../../domain/secret.ts';
import {
  type Channel,
  type Credential,
  type GatewayAccount,
  type GatewaySettings,
  type KeyFile,
  orderChecks,
  type PaymentType,
  paymentTypes,
  cardTestingSettings,
  verificationFailures,
} from '../../domain/settings.ts';
import type { SettingsFor } from '../../payments/ports/ports.ts';
import type { OccApi } from '../api/admin-api.ts';
import { type Caching, cached } from '../api/cached.ts';
import { parseOrigins } from '../orders/origins.ts';
import { createAskAboutSite } from './site-list.ts';

/** Reads site settings from OCC and remembers them per site and channel. */
export function createSettingsFor(
  api: Pick<OccApi, 'siteSettings' | 'sites'>,
  remembering: Caching,
): SettingsFor {
  const askAbout = createAskAboutSite(api, remembering.now);
  const read = cached(async (key) => {
    const [site, channel] = key.split(' ') as [SiteId, Channel];
    const raw = await askAbout(site, () => api.siteSettings(gatewayId, site));
    return parseSiteSettings(raw, site, channel);
  }, remembering);
  return (site, channel) => read(`${site} ${channel}`);
}

type Values = Readonly<Record<string, unknown>>;

const answer = z.object({ data: z.record(z.string(), z.unknown()) });
const channelValues = z.record(z.string(), z.unknown());

/**
 * OCC: `GET /ccadmin/v1/sitesettings/{id}` to settings that can be used.
 *
 * @throws Problem `not-configured` that names the setting, the site and the channel, never a value.
 */
export function parseSiteSettings(raw: unknown, site: SiteId, channel: Channel): GatewaySettings {
  const parsed = answer.safeParse(raw);
  const values = parsed.success ? channelValues.safeParse(parsed.data.data[channel]) : undefined;
  if (values?.success !== true) {
    throw new Problem(
      'not-configured',
      `Site ${site} has no gateway settings for channel ${channel}: save them in OCC's admin pages.`,
    );
  }
  return toGatewaySettings(reading(values.data, site, channel), site, channel);
}

/** Typed access to one channel's values, defaults filled in. */
interface Reading {
  text(id: SettingId): string;
  /** A text that payments cannot do without. */
  required(id: SettingId): string;
  toggle(id: SettingId): boolean;
  choices(id: SettingId): readonly string[];
  /**
   * @param parse gives undefined for a text that makes no sense
   * @param what completes "Gateway setting …" for such a text
   */
  parsed<Value>(id: SettingId, parse: (text: string) => Value | undefined, what?: string): Value;
}

function toGatewaySettings(read: Reading, site: SiteId, channel: Channel): GatewaySettings {
  const types = toTypes(read.choices('paymentOptions'));
  const methods = new Set(read.choices('paymentMethodTypes'));
  return {
    site,
    channel,
    account: { ...toAccount(read), configuredFor: { site, channel } },
    enabledTypes: new Set(types.filter((type) => methods.has(type === 'card' ? 'card' : 'generic'))),
    saleTypes: new Set(toTypes(read.choices('saleEnabled'))),
    decisionSkipTypes: new Set(toTypes(read.choices('dmDecisionSkip'))),
    payerAuthenticationEnabled: read.toggle('payerAuthEnabled'),
    challengeWhenSaving: read.toggle('scaEnabled'),
    securityCodeForSavedCards: read.toggle('isCVVRequiredForSavedCards'),
    scheduledOrderOrigins: new Set(toList(read.text('scheduledOrderOrigins'))),
    orderCheck: oneOf(orderChecks, read.text('orderCheck')) ?? 'auto',
    onVerificationFailure: oneOf(verificationFailures, read.text('verificationFailure')) ?? 'decline',
    descriptor: {
      ...given('name', read.text('merchantDescriptor')),
      ...given('contact', read.text('merchantDescriptorContact')),
    },
    ...present({ merchantCountry: toCountryCode(read.text('merchantCountry')) }),
    merchantDefinedData: read.parsed('merchantDefinedData', parseMerchantDefinedFields),
    amountConvention: read.text('amountConvention') === 'two-digits' ? 'two-digits' : 'iso',
    cardTestingGuard: oneOf(cardTestingSettings, read.text('shield')) ?? 'auto',
    allowedOrigins: read.parsed(
      'allowedOrigins',
      parseOrigins,
      'has an entry that is no origin: list addresses like https://www.example.com, separated by commas, without * and without a path, and',
    ),
    googlePay: {
      sdkUrl: read.text('googlePaySdkUrl'),
      environment: read.choices('googlePayEnvironment').includes('PRODUCTION') ? 'PRODUCTION' : 'TEST',
      gateway: read.text('googlePayGateway'),
      gatewayMerchantId: read.text('googlePayGatewayMerchantId'),
      merchantId: read.text('googlePayMerchantId'),
      merchantName: read.text('googlePayMerchantName'),
      supportedNetworks: toList(read.text('googlePaySupportedNetworks')),
    },
    applePay: {
      merchantId: read.text('applePayMerchantId'),
      domain: read.text('applePayInitiativeContext'),
      displayName: read.text('applePayDisplayName'),
      supportedNetworks: toList(read.text('applePaySupportedNetworks')),
    },
    deviceFingerprint: {
      enabled: read.toggle('deviceFingerprintEnabled'),
      url: read.text('deviceFingerprintUrl'),
      organizationId: read.text('deviceFingerprintOrgId'),
    },
  };
}

function toAccount(read: Reading): GatewayAccount {
  const merchantId = read.required('merchantID');
  const account = { merchantId, host: read.required('runEnvironment'), credential: toCredential(read) };
  if (read.text('messageEncryptionEnabled') !== 'Yes') return account;
  const certificate = read.text('messageEncryptionCertificate');
  return {
    ...account,
    messageEncryption: true,
    ...(certificate !== '' && { encryptionCertificate: certificate }),
    ...(read.text('keyFileName') !== '' && { responseKey: toKeyFile(read) }),
  };
}

function toCredential(read: Reading): Credential {
  if (read.text('authenticationType') === 'JWT' && signsWithKeyFile(read))
    return { kind: 'certificate-jwt', ...toKeyFile(read) };
  const keyId = read.required('merchantKeyId');
  const secret = new Secret(read.required('merchantsecretKey'));
  const kind = read.text('authenticationType') === 'JWT' ? 'shared-secret-jwt' : 'http-signature';
  return { kind, keyId, secret };
}

/** The earlier plugin had no `jwtKeyType`: with JWT it meant a key file, and such a shop has stored no shared secret. */
function signsWithKeyFile(read: Reading): boolean {
  if (read.text('jwtKeyType') === 'P12') return true;
  return read.text('merchantsecretKey') === '' && read.text('keyFileName') !== '';
}

function toKeyFile(read: Reading): KeyFile {
  return {
    keyFileName: read.required('keyFileName'),
    keyAlias: read.text('keyAlias') || read.required('merchantID'),
    keyPassword: new Secret(read.required('keyPass')),
  };
}

function oneOf<Choice extends string>(choices: readonly Choice[], text: string): Choice | undefined {
  return choices.find((choice) => choice === text);
}

function given<Name extends string>(name: Name, text: string): Partial<Record<Name, string>> {
  return (text === '' ? {} : { [name]: text }) as Partial<Record<Name, string>>;
}

function toTypes(names: readonly string[]): readonly PaymentType[] {
  return paymentTypes.filter((type) => names.includes(type));
}

const SETTING = new Map<string, (typeof settings)[number]>(settings.map((setting) => [setting.id, setting]));

function reading(values: Values, site: SiteId, channel: Channel): Reading {
  function text(id: SettingId): string {
    const setting = SETTING.get(id);
    const fallback =
      setting && 'default' in setting && typeof setting.default === 'string' ? setting.default : '';
    const given = textOf(values[id]);
    const value = given === '' || isPlaceholder(id, given) ? fallback : given;
    if (setting && !fits(setting, value)) throw wrong(id, 'has a value that is not allowed');
    return value;
  }

  function wrong(id: SettingId, what: string): Problem {
    return new Problem(
      'not-configured',
      `Gateway setting ${id} of site ${site}, channel ${channel}, ${what}: correct it in OCC's admin pages.`,
    );
  }

  return {
    text,
    required(id) {
      const value = text(id);
      if (value === '') throw wrong(id, 'is empty');
      return value;
    },
    parsed(id, parse, what = 'has a value that makes no sense') {
      const value = parse(text(id));
      if (value === undefined) throw wrong(id, what);
      return value;
    },
    toggle(id) {
      const given = values[id];
      if (given === true || given === 'true') return true;
      if (given === false || given === 'false') return false;
      const setting = SETTING.get(id);
      return setting?.type === 'booleanType' && setting.default;
    },
    choices(id) {
      const given = values[id];
      // OCC hands several choices over as an array or as one text joined by commas.
      if (typeof given === 'string') return toList(given);
      if (Array.isArray(given)) return given.filter((choice): choice is string => typeof choice === 'string');
      const setting = SETTING.get(id);
      return setting?.type === 'multiSelectOptionType' ? setting.default : [];
    },
  };
}

/** OCC hands a choice that was once one of several over as an array. */
function textOf(given: unknown): string {
  const value: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return typeof value === 'string' ? value.trim() : '';
}

/**
 * The replaced plugin's defaults: the name of the setting itself, which is saved where an administrator had nothing to say.
 * Taken for a value, `merchantsecretKey` would sign requests of a shop that has a key file.
 */
function isPlaceholder(id: SettingId, value: string): boolean {
  return value.toLowerCase() === (PLACEHOLDERS[id] ?? id).toLowerCase();
}

/** Where it is not the name of the setting. */
const PLACEHOLDERS: Readonly<Partial<Record<SettingId, string>>> = {
  applePayInitiativeContext: 'applePayInitiativeContextId',
  runEnvironment: 'environment',
};

function fits(setting: (typeof settings)[number], value: string): boolean {
  if (setting.type === 'optionType') return (setting.options as readonly string[]).includes(value);
  if ('pattern' in setting && value !== '') return new RegExp(setting.pattern).test(value);
  return true;
}

function toList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
