/** What the doctor looks at: each check, once. The administrators' guide's table is made of it, a check's link leads to its row. */
export interface CheckEntry {
  readonly looksAt: string;
  readonly wrongLooksLike: string;
  readonly remedy: string;
  /** The event of the extension's log that names the same at run time; absent where the extension is not reached. */
  readonly event?: string;
}

const SETTING_REFUSED = 'request.failed';

export const checkCatalogue: Readonly<Record<string, CheckEntry>> = {
  credentials: {
    looksAt: 'merchant ID and key, by one signed call for each site and channel that moves nothing',
    wrongLooksLike: 'CyberSource refuses merchant and key: every payment fails as not authenticated',
    remedy: 'key ID and secret of one active key of that merchant',
    event: 'credentials.refused',
  },
  host: {
    looksAt: '`runEnvironment` against the keys, and against what the tenant is for',
    wrongLooksLike:
      'test keys with the live host, a production tenant on the test host, `https://` before the host',
    remedy: 'the host that the keys belong to, alone',
    event: 'credentials.refused',
  },
  'merchant-id': {
    looksAt: '`merchantID`',
    wrongLooksLike: 'empty',
    remedy: 'the merchant ID that Business Center shows',
    event: SETTING_REFUSED,
  },
  'key-id': {
    looksAt: '`merchantKeyId`',
    wrongLooksLike: 'empty',
    remedy: 'the key ID of a REST – Shared Secret key',
    event: SETTING_REFUSED,
  },
  secret: {
    looksAt: '`merchantsecretKey`',
    wrongLooksLike: 'empty, or no base64 text',
    remedy: 'the shared secret as Business Center shows it, whole',
    event: 'credentials.refused',
  },
  'key-file': {
    looksAt: '`keyFileName`, `keyPass` and `keyAlias`, by opening the file',
    wrongLooksLike: 'the .p12 is missing, its password or alias is wrong',
    remedy: 'the setting that is named, or the right file and `deploy`',
    event: 'gateway.call-failed',
  },
  certificate: {
    looksAt: 'until when the certificates in the .p12 and of message encryption are valid',
    wrongLooksLike: 'expired, or within 30 days of it',
    remedy: 'a new key file, then `deploy`',
    event: 'credentials.refused',
  },
  'message-encryption': {
    looksAt: '`messageEncryptionEnabled` with what it needs',
    wrongLooksLike: 'message encryption without CyberSource’s certificate, or with HTTP Signature',
    remedy: '`authenticationType` JWT, and CyberSource’s certificate',
    event: 'gateway.call-failed',
  },
  mandate: {
    looksAt:
      'CyberSource’s mandate of March 2027 (JSON Web Token, message encryption). With `--as-of 2027-03-01` one encrypted verification that names no card is sent with each channel’s own keys, and its answer opened',
    wrongLooksLike: 'HTTP Signature, no encryption, or a certificate with which nothing can be encrypted',
    remedy: 'what is said, before that day',
  },
  origins: {
    looksAt: '`allowedOrigins` against the site’s own addresses',
    wrongLooksLike: '`*`, a path, or the site’s own address left out: the card form does not open',
    remedy: 'addresses like `https://www.example.com`, or nothing',
    event: 'request.refused',
  },
  'google-pay-gateway-merchant': {
    looksAt: '`googlePayGatewayMerchantId`',
    wrongLooksLike: 'empty, while Google Pay is offered',
    remedy: 'your CyberSource merchant ID, or Google Pay taken out of `paymentOptions`',
    event: 'method.misconfigured',
  },
  'google-pay-merchant': {
    looksAt: '`googlePayMerchantId` in production',
    wrongLooksLike: 'empty with `googlePayEnvironment` PRODUCTION: Google refuses every payment',
    remedy: 'the merchant ID of the Google Pay & Wallet Console',
    event: 'method.misconfigured',
  },
  'apple-pay-merchant': {
    looksAt: '`applePayMerchantId`',
    wrongLooksLike: 'empty, or no `merchant.…`',
    remedy: 'the ID that Apple Developer lists',
    event: 'method.misconfigured',
  },
  'apple-pay-initiative': {
    looksAt: '`applePayInitiative`',
    wrongLooksLike: 'another value than `web`: Apple opens no sheet on a page',
    remedy: '`web`',
    event: 'method.misconfigured',
  },
  'apple-pay-domain': {
    looksAt: '`applePayInitiativeContext` against the site’s address, and Apple’s domain file there',
    wrongLooksLike: 'another domain than the site’s; the domain file is missing',
    remedy: 'as registered with Apple',
    event: 'apple-pay.session-failed',
  },
  'wallet-certificate': {
    looksAt: 'Apple’s Merchant Identity certificate and its key, and until when they are valid',
    wrongLooksLike: 'a file is missing, they do not belong together, expired or within 30 days of it',
    remedy: 'a new certificate of Apple’s, then `deploy`',
    event: SETTING_REFUSED,
  },
  'merchant-country': {
    looksAt: '`merchantCountry`, and OCC’s country of the site',
    wrongLooksLike: 'a wallet without a country is not shown',
    remedy: 'two letters, ISO 3166',
    event: 'wallet.country-missing',
  },
  'challenge-when-saving': {
    looksAt: '`scaEnabled` with `payerAuthEnabled`',
    wrongLooksLike: 'the first is on without the second: no issuer is ever asked',
    remedy: 'both on, or both off',
  },
  'payment-options': {
    looksAt: '`paymentMethodTypes` with `paymentOptions`',
    wrongLooksLike: 'they have no way to pay in common: nothing is offered',
    remedy: '`card` in both; `generic` for wallets',
    event: 'payment.not-supported',
  },
  'order-check': {
    looksAt: '`orderCheck` with `includeOrderInWebhookPayload`',
    wrongLooksLike: '`included` with orders that OCC does not include: no amount is ever compared',
    remedy: 'the second on, or the first `auto`',
  },
  'merchant-defined-data': {
    looksAt: 'the sources of `merchantDefinedData`',
    wrongLooksLike: 'no number of 1 to 100 with a source, or a number twice',
    remedy: 'as `1=customProperties.giftWrap, 2=order.couponCode`',
    event: SETTING_REFUSED,
  },
  'device-fingerprint': {
    looksAt: '`deviceFingerprintEnabled` with organization id and address',
    wrongLooksLike: 'on without an organization id, or with an address that is no https:// address',
    remedy: 'the id that CyberSource gave you, or the setting off',
  },
  'verification-failure': {
    looksAt: '`verificationFailure`',
    wrongLooksLike: '`accept`: what the replaced plugin did, and a decision to look at',
    remedy: '`decline` or `review`, unless your fraud rules look at these results',
  },
  'review-hold': {
    looksAt: '`reviewHold` with `writeBack`',
    wrongLooksLike: 'the first is on without the second: no order waits for its reviewer',
    remedy: 'both on, or both off',
  },
  value: {
    looksAt: 'each value on its own',
    wrongLooksLike: 'none of the choices, or not the form that the setting takes',
    remedy: 'as the help text in OCC’s pages says',
    event: SETTING_REFUSED,
  },
  channel: {
    looksAt: 'whether the tab is filled in at all',
    wrongLooksLike: 'neither a merchant nor a key',
    remedy: 'fill it in, or import a settings file',
    event: SETTING_REFUSED,
  },
  settings: {
    looksAt: 'whether OCC gives the settings to the extension',
    wrongLooksLike: 'the gateway is not installed on the site',
    remedy: '`deploy`',
    event: SETTING_REFUSED,
  },
  'webhook-address': {
    looksAt: 'where OCC sends payments, by a signed delivery that no payment can come of',
    wrongLooksLike: 'nothing answers, something else does, a slash too many',
    remedy: '`webhooks configure`',
    event: 'request.refused',
  },
  'webhook-secret': {
    looksAt: 'whether the extension believes what OCC signs',
    wrongLooksLike: 'it has no secret, or another one',
    remedy: '`webhooks configure`',
    event: 'request.refused',
  },
  webhook: { looksAt: 'both of them', wrongLooksLike: '–', remedy: '–' },
  'notification-key': {
    looksAt: 'until when CyberSource signs notifications with each key',
    wrongLooksLike: 'not known, expired, or within 30 days of it',
    remedy: 'a new key beside the old one; `NOTIFICATIONS_KEYS_EXPIRE`',
    event: 'request.refused',
  },
  currency: {
    looksAt: 'currencies of recent orders against what their webhooks asked for',
    wrongLooksLike: 'an order in one currency, its webhook in another',
    remedy: 'the price list groups of the site',
    event: 'order.amount-mismatch',
  },
  'amount-convention': {
    looksAt: 'amounts of recent orders against what their webhooks asked for',
    wrongLooksLike: 'an order of ¥6,900 read as ¥69',
    remedy: 'the other value of `amountConvention`',
    event: 'order.amount-mismatch',
  },
  'scheduled-origin': {
    looksAt: '`originOfOrder` of recent orders against `scheduledOrderOrigins`',
    wrongLooksLike:
      'a run of a schedule has an origin that the setting does not list, or none: it is taken for a shopper’s, or not sent',
    remedy: 'the origin that is named, added to `scheduledOrderOrigins`',
    event: 'order.origin-not-scheduled',
  },
  'payment-types': {
    looksAt: 'the site’s payment types in OCC, against what its settings offer',
    wrongLooksLike: 'cards are offered and no brand is ticked, or wallets and the generic payment is not',
    remedy: 'Settings > Payment Processing > Payment Types',
  },
  layout: {
    looksAt: 'the widgets on the storefront’s layouts',
    wrongLooksLike:
      'the payment widget is on no layout, or a form of OCC’s own or of an earlier plugin’s stands beside it',
    remedy: 'Design > Layout, then publish; nothing for a checkout that is a page of its own',
  },
  'preview-servers': {
    looksAt:
      'the package on the extension servers of the preview, where the tenant has some, against that on the live ones',
    wrongLooksLike: 'another one, or none',
    remedy: '`deploy`, which brings a version to both',
  },
  publishing: {
    looksAt: 'changes of layouts, widgets and ways to pay that are not published',
    wrongLooksLike: 'the preview shows them, shoppers see what was published before',
    remedy: 'Publishing > Publish',
  },
  'listed-urls': {
    looksAt:
      'the lists in package.json of the uploaded extension: its own addresses, and the hosts that it may call',
    wrongLooksLike: 'an address or a host is missing: OCC answers 404, or lets nothing out',
    remedy: 'the package as `package` builds it, and `deploy`',
  },
  clock: {
    looksAt: 'the server’s clock against CyberSource’s',
    wrongLooksLike: 'minutes or days off',
    remedy: 'NTP',
    event: 'clock.corrected',
  },
  reachability: {
    looksAt: 'whether CyberSource can be reached from the extension',
    wrongLooksLike: 'no answer',
    remedy: 'the host in the package’s list, OCC’s network',
    event: 'gateway.call-failed',
  },
  journal: {
    looksAt: 'whether the journal can be written',
    wrongLooksLike: 'a full disk, a database that is down',
    remedy: 'as the extension’s log says',
    event: 'readiness.lost',
  },
  configuration: {
    looksAt: 'the extension’s own variables',
    wrongLooksLike: 'what the extension warns of at its start',
    remedy: 'the operators’ guide explains each variable',
    event: 'configuration.warning',
  },
  occ: {
    looksAt: 'whether the extension can read OCC’s sites',
    wrongLooksLike: 'a wrong address or application key',
    remedy: '`ATG_SERVER_ADMIN_URL`, `ATG_APPLICATION_TOKEN`',
    event: SETTING_REFUSED,
  },
  extension: {
    looksAt: 'whether the extension answers',
    wrongLooksLike: 'not installed, not running, another address',
    remedy: '`deploy`; storeUrl and extensionUrl of the tenant',
  },
  versions: {
    looksAt: 'versions of the running extension, of the deployment and of this command line',
    wrongLooksLike: 'they differ: a restart is missing, or an upgrade',
    remedy: '`deploy`',
  },
  gateway: {
    looksAt: 'whether the payment gateway is installed',
    wrongLooksLike: 'it is not',
    remedy: '`deploy`',
  },
  deployment: {
    looksAt: 'whether the last deployment ended, and its record can be read',
    wrongLooksLike: 'interrupted, or under way; a record of a newer release, or a damaged one',
    remedy: '`deploy` again: it finishes; for the record, the release that wrote it',
  },
};

const GUIDE = 'docs/administrators.md';

/** The row of the guide that explains a check. */
export function linkOf(id: string): string {
  return Object.hasOwn(checkCatalogue, id) ? `${GUIDE}#${anchorOf(id)}` : `${GUIDE}#what-the-doctor-looks-at`;
}

export function anchorOf(id: string): string {
  return `doctor-${id}`;
}
