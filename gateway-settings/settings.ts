/**
 * Every setting of the payment gateway, once. The files that OCC reads (`extension/`), the administrator's guide and
 * the extension's own reading of the settings all come from this list.
 *
 * Bundled into the extension: imports nothing that needs Node or a browser.
 */
import type { Setting } from './setting.ts';

/** Folder name of the gateway, `gatewayId` of its webhooks and id of its site settings. */
export const gatewayId = 'isv-occ-gateway';

const paymentTypes = ['card', 'googlepay', 'applepay'] as const;

/** CyberSource: hosts of the REST API. Anything else would send the merchant's signed requests elsewhere. */
const cybersourceHost = '^(apitest|api)(\\.in)?\\.(cybersource|visaacceptance)\\.com$';

/** The name of a file in the extension's folder `certs`, never a path. */
const fileName = '^[\\w-][\\w.-]{0,89}$';

/**
 * OCC's values of an order's `originOfOrder`, separated by commas. Never `default`: every order that a shopper places has
 * it, and each payment with a saved card would then skip what is asked of shoppers.
 */
const orderOrigins = '^(?!(.*,)?\\s*default\\s*(,|$))\\s*[\\w.-]+(\\s*,\\s*[\\w.-]+)*\\s*$';

/** `role: right right, application: right`, see `server-extension/src/domain/operator.ts`. */
const operatorRight = '(read|move-money|decide-reviews)';
const operatorRole = `\\s*[\\w./-]+\\s*:\\s*${operatorRight}(\\s+${operatorRight})*\\s*`;
const operatorRoles = `^${operatorRole}(,${operatorRole})*$`;
/** `visa: 10, mastercard: 30`: brands as OCC spells them, and days. */
const holdDays = '^\\s*[A-Za-z ]+:\\s*\\d{1,2}\\s*(,\\s*[A-Za-z ]+:\\s*\\d{1,2}\\s*)*$';

/** In the order in which the administrator sees them. */
export const settings = [
  { id: 'sectionPaymentMethods', type: 'sectionTitleType' },
  {
    id: 'paymentMethodTypes',
    type: 'multiSelectOptionType',
    default: ['card', 'generic'],
    options: ['card', 'generic'],
    required: true,
    public: true,
  },
  {
    id: 'paymentOptions',
    type: 'multiSelectOptionType',
    default: paymentTypes,
    options: paymentTypes,
    required: true,
    public: true,
  },
  { id: 'saleEnabled', type: 'multiSelectOptionType', default: [], options: paymentTypes },

  { id: 'sectionAccount', type: 'sectionTitleType' },
  { id: 'runEnvironment', type: 'stringType', default: '', pattern: cybersourceHost, required: true },
  { id: 'merchantID', type: 'stringType', default: '', required: true },
  {
    id: 'authenticationType',
    type: 'optionType',
    // That of the replaced plugin: what an administrator never saved must not change when the gateway is replaced.
    default: 'http_signature',
    options: ['http_signature', 'JWT'],
    required: true,
  },
  { id: 'jwtKeyType', type: 'optionType', default: 'SHARED_SECRET', options: ['SHARED_SECRET', 'P12'] },
  { id: 'merchantKeyId', type: 'stringType', default: '' },
  { id: 'merchantsecretKey', type: 'passwordType' },
  { id: 'keyAlias', type: 'stringType', default: '' },
  { id: 'keyFileName', type: 'stringType', default: '', pattern: fileName },
  { id: 'keyPass', type: 'passwordType' },
  {
    id: 'messageEncryptionEnabled',
    type: 'optionType',
    default: 'No',
    options: ['Yes', 'No'],
  },
  { id: 'messageEncryptionCertificate', type: 'stringType', default: '', pattern: fileName },

  { id: 'sectionCheckout', type: 'sectionTitleType' },
  { id: 'allowedOrigins', type: 'stringType', default: '' },
  { id: 'amountConvention', type: 'optionType', default: 'iso', options: ['iso', 'two-digits'] },
  // Read by OCC itself.
  { id: 'includeOrderInWebhookPayload', type: 'booleanType', default: true },
  {
    id: 'orderCheck',
    type: 'optionType',
    default: 'auto',
    options: ['auto', 'included', 'always', 'off'],
  },
  { id: 'merchantCountry', type: 'stringType', default: '', pattern: '^[A-Za-z]{2}$' },
  { id: 'merchantDescriptor', type: 'stringType', default: '' },
  { id: 'merchantDescriptorContact', type: 'stringType', default: '' },
  { id: 'isCVVRequiredForSavedCards', type: 'booleanType', default: false },
  { id: 'isCVVRequiredForScheduledOrders', type: 'booleanType', default: false },
  { id: 'scheduledOrderOrigins', type: 'stringType', default: 'scheduledOrder', pattern: orderOrigins },
  { id: 'networkTokenUpdates', type: 'booleanType', default: false },

  { id: 'sectionPayerAuthentication', type: 'sectionTitleType' },
  { id: 'payerAuthEnabled', type: 'booleanType', default: true },
  { id: 'scaEnabled', type: 'booleanType', default: false },

  { id: 'sectionFraud', type: 'sectionTitleType' },
  {
    id: 'dmDecisionSkip',
    type: 'multiSelectOptionType',
    default: [],
    options: paymentTypes,
    public: true,
  },
  {
    id: 'verificationFailure',
    type: 'optionType',
    default: 'decline',
    options: ['decline', 'review', 'accept'],
  },
  { id: 'shield', type: 'optionType', default: 'auto', options: ['auto', 'on', 'off'] },
  { id: 'merchantDefinedData', type: 'stringType', default: '' },
  { id: 'deviceFingerprintEnabled', type: 'booleanType', default: true },
  { id: 'deviceFingerprintUrl', type: 'stringType', default: 'https://h.online-metrix.net/fp/tags' },
  { id: 'deviceFingerprintOrgId', type: 'stringType', default: '' },

  { id: 'captureAfterReview', type: 'booleanType', default: false },
  { id: 'reviewHold', type: 'booleanType', default: false },

  { id: 'sectionGooglePay', type: 'sectionTitleType' },
  { id: 'googlePaySdkUrl', type: 'stringType', default: 'https://pay.google.com/gp/p/js/pay.js' },
  {
    id: 'googlePayEnvironment',
    type: 'multiSelectOptionType',
    default: ['TEST'],
    options: ['TEST', 'PRODUCTION'],
  },
  { id: 'googlePayGateway', type: 'stringType', default: 'cybersource' },
  { id: 'googlePayGatewayMerchantId', type: 'stringType', default: '' },
  { id: 'googlePayMerchantId', type: 'stringType', default: '' },
  { id: 'googlePayMerchantName', type: 'stringType', default: '' },
  {
    id: 'googlePaySupportedNetworks',
    type: 'stringType',
    default: 'AMEX,DISCOVER,INTERAC,JCB,MASTERCARD,VISA',
  },

  { id: 'sectionApplePay', type: 'sectionTitleType' },
  { id: 'applePayMerchantId', type: 'stringType', default: '' },
  { id: 'applePayInitiative', type: 'stringType', default: 'web' },
  { id: 'applePayInitiativeContext', type: 'stringType', default: '' },
  { id: 'applePayDisplayName', type: 'stringType', default: '' },
  { id: 'applePaySupportedNetworks', type: 'stringType', default: 'visa,masterCard,amex,discover' },

  { id: 'sectionOperations', type: 'sectionTitleType' },
  { id: 'writeBack', type: 'booleanType', default: false },
  { id: 'operatorRoles', type: 'stringType', default: '', pattern: operatorRoles },
  { id: 'reauthorize', type: 'booleanType', default: false },
  { id: 'holdDays', type: 'stringType', default: '', pattern: holdDays },
  { id: 'captureDetails', type: 'booleanType', default: false },

  { id: 'sectionReports', type: 'sectionTitleType' },
  {
    id: 'dailyReportName',
    type: 'stringType',
    default: 'ConversionDetailReport_Daily_Classic',
  },
  { id: 'reportTimeZone', type: 'stringType', default: 'UTC' },
] as const satisfies readonly Setting[];

type Listed = (typeof settings)[number];

/** The id of a setting that holds a value. */
export type SettingId = Exclude<Listed, { type: 'sectionTitleType' }>['id'];

/** The id of a heading. */
export type SectionId = Extract<Listed, { type: 'sectionTitleType' }>['id'];

/** Values that an administrator can choose, of all settings with options together. */
export type OptionValue = Extract<Listed, { options: readonly string[] }>['options'][number];
