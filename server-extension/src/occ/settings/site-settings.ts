import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { signsWithKeyFile } from '../../../../gateway-settings/rules/signs-with-key-file.ts';
import { checkSettings } from '../../../../gateway-settings/rules/check-settings.ts';
import { gatewayId, type SettingId } from '../../../../gateway-settings/settings.ts';
import type { SiteId } from '../../domain/ids.ts';
import { isTimeZone } from '../../domain/time/calendar-day.ts';
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
  type SettingFault,
  type PaymentType,
  orderChecks,
  cardTestingSettings,
  verificationFailures,
} from '../../domain/settings.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { OccApi } from '../api/admin-api.ts';
import { type Caching, cached } from '../api/cached.ts';
import type { OccSettings } from '../occ-settings.ts';
import { parseOrigins } from '../../domain/network/origins.ts';
import { parseHoldDays } from './hold-days.ts';
import {
  type ConfiguredMethod,
  type SettingsReading,
  settingsReading,
  type SiteSettingValues,
} from './settings-reading.ts';
import { createAskAboutSite } from './site-list.ts';

/**
 * Reads site settings from OCC and remembers them per site and channel.
 *
 * @param asIf values that count instead of those that OCC has: what a change would come to
 */
export function createSettingsFor(
  api: Pick<OccApi, 'siteSettings' | 'sites'>,
  methods: readonly ConfiguredMethod[],
  remembering: Caching,
  asIf: SiteSettingValues = {},
): SettingsFor {
  const askAbout = createAskAboutSite(api, remembering.now);
  const read = cached(async (key) => {
    const [site, channel] = key.split(' ') as [SiteId, Channel];
    const raw = await askAbout(site, () => api.siteSettings(gatewayId, site));
    return parseSiteSettings(raw, site, channel, methods, asIf);
  }, remembering);
  return (site, channel) => read(`${site} ${channel}`);
}

const answer = lazy(() => z.object({ data: z.record(z.string(), z.unknown()) }));
const channelValues = lazy(() => z.record(z.string(), z.unknown()));

/**
 * OCC: `GET /ccadmin/v1/sitesettings/{id}` to settings that can be used.
 *
 * @throws Problem `not-configured` that names the setting, the site and the channel, never a value.
 */
export function parseSiteSettings(
  raw: unknown,
  site: SiteId,
  channel: Channel,
  methods: readonly ConfiguredMethod[],
  asIf: SiteSettingValues = {},
): GatewaySettings {
  const parsed = answer().safeParse(raw);
  const values = parsed.success ? channelValues().safeParse(parsed.data.data[channel]) : undefined;
  if (values?.success !== true) {
    throw new Problem(
      'not-configured',
      `Site ${site} has no gateway settings for channel ${channel}: save them in OCC's admin pages.`,
      [],
      { details: { setting: 'merchantID', site, channel } },
    );
  }
  const counting = { ...values.data, ...asIf };
  return {
    ...toGatewaySettings(settingsReading(counting, site, channel), site, channel, methods),
    faults: faultsIn(counting),
  };
}

/** Found once for each reading, so that what is refused for one of them can say which. */
function faultsIn(values: SiteSettingValues): readonly SettingFault[] {
  return checkSettings(values, { production: false })
    .filter(({ status }) => status === 'fault')
    .map(({ id, setting, problem, remedy }) => ({ id, setting, problem, remedy }));
}

/** Only ids of the gateway's own list are read here. */
type Reading = SettingsReading<SettingId>;

function toGatewaySettings(
  read: SettingsReading,
  site: SiteId,
  channel: Channel,
  methods: readonly ConfiguredMethod[],
): Omit<GatewaySettings, 'faults'> {
  return { ...toSiteSettings(read, site, channel, methods), ofMethods: toMethodSettings(read, methods) };
}

/** What each method reads for itself. One that reads nothing has no entry. */
function toMethodSettings(
  read: SettingsReading,
  methods: readonly ConfiguredMethod[],
): GatewaySettings['ofMethods'] {
  return Object.fromEntries(
    methods.flatMap(({ type, settings }) => (settings === undefined ? [] : [[type, settings(read)]])),
  );
}

function toSiteSettings(
  read: Reading,
  site: SiteId,
  channel: Channel,
  methods: readonly ConfiguredMethod[],
): Omit<GatewaySettings, 'ofMethods' | 'faults'> {
  const namedBy = (id: SettingId): readonly ConfiguredMethod[] => {
    const types = read.choices(id);
    return methods.filter(({ type }) => types.includes(type));
  };
  const typesIn = (id: SettingId): ReadonlySet<PaymentType> => new Set(namedBy(id).map(({ type }) => type));
  const taken = new Set(read.choices('paymentMethodTypes'));
  const enabled = namedBy('paymentOptions').filter(({ webhook }) => taken.has(webhook.arrivesAs));
  return {
    site,
    channel,
    account: { ...toAccount(read), configuredFor: { site, channel } },
    enabledTypes: new Set(enabled.map(({ type }) => type)),
    saleTypes: typesIn('saleEnabled'),
    decisionSkipTypes: typesIn('dmDecisionSkip'),
    payerAuthenticationEnabled: read.toggle('payerAuthEnabled'),
    challengeWhenSaving: read.toggle('scaEnabled'),
    securityCodeForSavedCards: read.toggle('isCVVRequiredForSavedCards'),
    securityCodeForScheduledOrders: read.toggle('isCVVRequiredForScheduledOrders'),
    networkTokenUpdates: read.toggle('networkTokenUpdates'),
    scheduledOrderOrigins: new Set(read.list('scheduledOrderOrigins')),
    orderCheck: oneOf(orderChecks, read.text('orderCheck')) ?? 'auto',
    onVerificationFailure: oneOf(verificationFailures, read.text('verificationFailure')) ?? 'decline',
    descriptor: {
      ...given('name', read.text('merchantDescriptor')),
      ...given('contact', read.text('merchantDescriptorContact')),
    },
    ...present({ merchantCountry: toCountryCode(read.text('merchantCountry')) }),
    ofShop: {
      amountConvention: read.text('amountConvention') === 'two-digits' ? 'two-digits' : 'iso',
    } satisfies OccSettings,
    merchantDefinedData: read.parsed('merchantDefinedData', parseMerchantDefinedFields),
    reauthorize: read.toggle('reauthorize'),
    captureDetails: read.toggle('captureDetails'),
    holdDays: read.parsed(
      'holdDays',
      parseHoldDays,
      'names a card brand that is not known or days that are no whole number of 1 to 99: write "visa: 10, masterCard: 30", and',
    ),
    cardTestingGuard: oneOf(cardTestingSettings, read.text('shield')) ?? 'auto',
    allowedOrigins: read.parsed(
      'allowedOrigins',
      parseOrigins,
      'has an entry that is no origin: list addresses like https://www.example.com, separated by commas, without * and without a path, and',
    ),
    captureAfterReview: read.toggle('captureAfterReview'),
    writeBack: read.toggle('writeBack'),
    reviewHold: read.toggle('reviewHold'),
    dailyReportName: read.text('dailyReportName'),
    reportTimeZone: read.parsed(
      'reportTimeZone',
      (name) => (isTimeZone(name) ? name : undefined),
      'is no time zone: name one of the IANA database, for example Europe/Berlin, and',
    ),
    deviceFingerprint: {
      enabled: read.toggle('deviceFingerprintEnabled'),
      url: read.text('deviceFingerprintUrl'),
      organizationId: read.text('deviceFingerprintOrgId'),
    },
  };
}

function toAccount(read: Reading): GatewayAccount {
  const merchantId = read.required('merchantID');
  const account = {
    merchantId,
    host: read.required('runEnvironment', 'environment'),
    credential: toCredential(read),
  };
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
  if (signsWithKeyFile(read)) return { kind: 'certificate-jwt', ...toKeyFile(read) };
  const keyId = read.required('merchantKeyId');
  const secret = new Secret(read.required('merchantsecretKey'));
  const kind = read.text('authenticationType') === 'JWT' ? 'shared-secret-jwt' : 'http-signature';
  return { kind, keyId, secret };
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
