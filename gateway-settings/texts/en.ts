/**
 * What an administrator reads about each setting, in English. A help text says what the setting does, where its value
 * comes from and what happens when it is wrong.
 */
import type { GatewayTexts } from '../texts.ts';

export const en: GatewayTexts = {
  title: 'CyberSource payments',
  description:
    'Card payments through CyberSource (Visa Acceptance). The values belong to one site and to the channel of this tab.',
  instances: { agent: 'Agent', preview: 'Preview', storefront: 'Storefront' },

  sections: {
    sectionPaymentMethods: 'Payment methods',
    sectionAccount: 'CyberSource account',
    sectionCheckout: 'Checkout',
    sectionPayerAuthentication: 'Payer authentication (3-D Secure)',
    sectionFraud: 'Fraud screening',
    sectionGooglePay: 'Google Pay',
    sectionApplePay: 'Apple Pay',
    sectionOperations: 'Operations after the order',
    sectionReports: 'Reports',
  },

  options: {
    card: 'Card',
    generic: 'Wallets (generic)',
    googlepay: 'Google Pay',
    applepay: 'Apple Pay',
    http_signature: 'HTTP Signature (ends in March 2027)',
    JWT: 'JSON Web Token',
    SHARED_SECRET: 'Shared secret',
    P12: 'Certificate (.p12 file)',
    Yes: 'Yes',
    No: 'No',
    iso: 'Decimals of the currency (ISO 4217)',
    'two-digits': 'Always two decimals',
    decline: 'Decline and give the money back',
    review: 'Take the order, for review',
    accept: 'Take the order',
    auto: 'Automatic',
    included: 'The order in the webhook only',
    always: 'Always, or refuse the payment',
    on: 'On',
    off: 'Off',
    TEST: 'Test',
    PRODUCTION: 'Production',
  },

  settings: {
    paymentMethodTypes: {
      label: 'Payment method types',
      help: 'Which kinds of payment this gateway takes. Card covers new and saved cards, Wallets covers Google Pay and Apple Pay. A kind that is switched off is not offered at checkout.',
    },
    paymentOptions: {
      label: 'Payment options',
      help: 'What shoppers can choose from. An option shows only when its kind is also switched on above.',
    },
    saleEnabled: {
      label: 'Take the money at once',
      help: 'Payment options that are charged when the order is placed. All others are authorized when the order is placed and charged by the later capture. Charging before shipment may break card rules: ask your acquirer first.',
    },
    runEnvironment: {
      label: 'CyberSource host',
      help: 'apitest.cybersource.com for tests, api.cybersource.com for real money (api.in.cybersource.com in India). Keys belong to one of them: with the wrong host every payment is refused as not authenticated.',
    },
    merchantID: {
      label: 'Merchant ID',
      help: 'Business Center: shown at the top right after login, also under Account Management > Account Information. A wrong value makes CyberSource refuse every payment.',
    },
    authenticationType: {
      label: 'How requests are signed',
      help: 'Choose JSON Web Token: CyberSource ends HTTP Signature in March 2027. Both work with the same shared secret.',
    },
    jwtKeyType: {
      label: 'Key of the JSON Web Token',
      help: 'Shared secret: the key ID and secret below. Certificate: the .p12 file, alias and password below. Both work with message encryption.',
    },
    merchantKeyId: {
      label: 'Key ID',
      help: 'Business Center: Payment Configuration > Key Management > Generate Key > REST – Shared Secret. The key ID looks like 08c94330-f618-42a3-b09d-e1e43be5efda.',
    },
    merchantsecretKey: {
      label: 'Shared secret',
      help: 'Shown once in Business Center, together with the key ID. Keys expire: create the next one before that and enter both values here. With a wrong or expired secret every payment is refused as not authenticated.',
    },
    keyAlias: {
      label: 'Certificate alias',
      help: 'The name of your certificate in the .p12 file. Empty: the merchant ID, which is the usual one.',
    },
    keyFileName: {
      label: 'Certificate file',
      help: 'Name, without .p12, of the file in the folder certs of the extension. Business Center: Payment Configuration > Key Management > Generate Key > REST – Certificate. Needed for the certificate, and for encrypted answers.',
    },
    keyPass: {
      label: 'Certificate password',
      help: 'The password chosen when the .p12 file was created in Business Center.',
    },
    messageEncryptionEnabled: {
      label: 'Encrypt messages to CyberSource (MLE)',
      help: 'Encrypts the content of payment requests in addition to TLS; answers as well when a certificate file is given above. Works with JSON Web Token only.',
    },
    messageEncryptionCertificate: {
      label: 'Certificate of CyberSource for encryption',
      help: 'Name, without .pem, of the file in the folder certs of the extension. Business Center: Key Management > REST – Message-Level Encryption. Empty: the certificate in the .p12 file. Needed for message encryption with a shared secret and no .p12 file.',
    },
    allowedOrigins: {
      label: 'Storefront origins',
      help: 'Addresses of pages that may show the card fields, separated by commas, for example https://www.example.com, https://m.example.com. Scheme and host in full, without a path and without *. Empty: only the site’s own address. A page at another address cannot take cards.',
    },
    amountConvention: {
      label: 'Amounts in payment webhooks',
      help: 'How Commerce Cloud writes amounts for this site. Decimals of the currency: 1,000 yen arrive as 1000. Always two decimals: 1,000 yen arrive as 100000. Make one test order in every currency without two decimals: a wrong choice is wrong by a factor of 10 or 100.',
    },
    includeOrderInWebhookPayload: {
      label: 'Send the order with each payment',
      help: 'Commerce Cloud puts the order into its payment webhook. With it the extension checks the amount, recognises scheduled orders and tells CyberSource what was bought, without asking Commerce Cloud for the order. Switch it off only where webhooks would exceed 256 KB (orders with hundreds of different items).',
    },
    orderCheck: {
      label: 'Compare the amount with the order',
      help: 'Before money is authorized, amount and currency are compared with the payment group of the order in Commerce Cloud; what differs is refused and logged as an error. Automatic: the order in the webhook, else it is read once within a second; what cannot be read is let through with a warning in the log. The order in the webhook only: Commerce Cloud is never asked. Always: what cannot be read within two seconds is refused. Off: nothing is compared.',
    },
    merchantCountry: {
      label: 'Merchant’s country',
      help: 'Two letters (ISO 3166, for example DE) of the country in which your acquirer processes payments. Google Pay and Apple Pay want to know it. Empty: the country that Commerce Cloud has for the site. Where neither is known, wallets are not offered. Never the shopper’s country.',
    },
    merchantDescriptor: {
      label: 'Name on card statements',
      help: 'What shoppers read on their statement, 22 characters at most. Empty: the name that your acquirer has. Some acquirers ignore it or allow it only after an agreement.',
    },
    merchantDescriptorContact: {
      label: 'Contact on card statements',
      help: 'A telephone number or address beside the name, 13 characters at most. A shopper who recognises you asks you first, not the bank.',
    },
    isCVVRequiredForSavedCards: {
      label: 'Ask for the security code of saved cards',
      help: 'Commerce Cloud asks for the security code when a shopper pays with a saved card. A payment with a saved card and without the code is declined, by telephone too; the payment widget sends it as a token. Only runs of scheduled orders need none.',
    },
    isCVVRequiredForScheduledOrders: {
      label: 'Ask for the security code of scheduled orders',
      help: 'A shopper who schedules an order with a saved card types its security code; without it the payment is declined. The repeats that the schedule places are paid without it.',
    },
    scheduledOrderOrigins: {
      label: 'Origins of scheduled orders',
      help: 'What the property originOfOrder says of an order that Commerce Cloud places by itself, on a schedule; several separated by commas. Only such an order is paid with a saved card without the shopper, that is without security code and 3-D Secure. If scheduled orders are declined, look for order.origin-not-scheduled in the log: it names the origin that was found. The origin “default” is that of shoppers and cannot be entered.',
    },
    networkTokenUpdates: {
      label: 'Update saved cards automatically',
      help: 'CyberSource reports replaced cards and their new expiry dates.',
    },
    payerAuthEnabled: {
      label: 'Payer authentication',
      help: 'The card issuer makes sure that it is the cardholder who pays (3-D Secure). It asks the shopper only when it has a doubt or the law requires it.',
    },
    scaEnabled: {
      label: 'Challenge when a card is saved',
      help: 'The issuer has to ask the shopper when a card is kept for later (strong customer authentication, required in Europe). Needs payer authentication.',
    },
    dmDecisionSkip: {
      label: 'Skip Decision Manager for',
      help: 'Payment options that are not screened for fraud. Empty: all are screened, if your account has Decision Manager.',
    },
    verificationFailure: {
      label: 'Address or security code does not match',
      help: 'What happens when the issuer approves a payment although the address (AVS) or the security code (CVN) is wrong, and CyberSource would refuse it. Decline: the hold is reversed. Review: the order is placed and marked for review. Take the order: CyberSource is told to ignore the result; the order carries a warning. Where the issuer wants to be called first (a referral), both place the order for review. Orders that are charged at once are always declined then. CyberSource’s own plugin placed all of these orders without a notice.',
    },
    shield: {
      label: 'Card-testing guard',
      help: 'Prevents criminals from testing stolen cards in your shop. Automatic: payments of unknown shoppers are blocked while most cards are declined; known shoppers and saved cards can always pay. On: payments of unknown shoppers are limited all the time, for example while you investigate an attack. Off: only the ordinary limits for each network, card and order apply.',
    },
    merchantDefinedData: {
      label: 'Merchant-defined fields',
      help: 'Details for your Decision Manager rules and reports: number=source, separated by commas, for example 1=customProperties.giftWrap, 2=order.couponCode. Numbers 1 to 100. Sources: customProperties.<name>, order.id, order.site, order.channel, order.paymentType, order.couponCode, order.profileId, order.purchases, order.purchaseOrderNumber, order.invoiceNumber. CyberSource forbids personal data in these fields. With an invalid value, payments are refused as not configured.',
    },
    deviceFingerprintEnabled: {
      label: 'Device fingerprint',
      help: 'The payment widget loads ThreatMetrix’s script in the checkout and names its session to Decision Manager, which then knows the shopper’s device. Needs the organization below.',
    },
    deviceFingerprintUrl: {
      label: 'Device fingerprint address',
      help: 'Where the script comes from; the widget adds .js where the address ends in /tags. Keep the default unless CyberSource gave you another one: an address of your own also has to be in the content security policy of the checkout.',
    },
    deviceFingerprintOrgId: {
      label: 'Device fingerprint organization',
      help: 'Given by CyberSource, one for tests and one for production. Without it no script is loaded; without it or with the wrong one, screening works without the device.',
    },
    captureAfterReview: {
      label: 'Capture when a reviewer accepts',
      help: 'The whole amount is captured as soon as a reviewer accepts the payment. Off: the order management captures as usual.',
    },
    reviewHold: {
      label: 'Keep orders pending during a review',
      help: 'The order in Commerce Cloud waits (PENDING_MERCHANT_ACTION) until a reviewer has decided; after a rejection it is cancelled. Needs “Write results to orders”. Off: the order is released at once, and only the capture waits.',
    },
    googlePaySdkUrl: {
      label: 'Google Pay script',
      help: 'Keep the default unless Google tells you otherwise.',
    },
    googlePayEnvironment: {
      label: 'Google Pay environment',
      help: 'Test shows test cards; Production needs an approved Google Pay merchant. Tick one of them; with both, Production counts.',
    },
    googlePayGateway: {
      label: 'Google Pay gateway',
      help: 'The name of CyberSource at Google: cybersource.',
    },
    googlePayGatewayMerchantId: {
      label: 'Google Pay gateway merchant ID',
      help: 'Your CyberSource merchant ID. With another one the payment cannot be decrypted.',
    },
    googlePayMerchantId: {
      label: 'Google Pay merchant ID',
      help: 'Google Pay & Wallet Console: at the top right. Not needed for tests.',
    },
    googlePayMerchantName: {
      label: 'Google Pay merchant name',
      help: 'The name that shoppers see when they pay.',
    },
    googlePaySupportedNetworks: {
      label: 'Google Pay card brands',
      help: 'Separated by commas, in Google’s spelling.',
    },
    applePayMerchantId: {
      label: 'Apple Pay merchant ID',
      help: 'Apple Developer: Identifiers > Merchant IDs. Its Merchant Identity certificate belongs into the folder certs of the extension: applePayIdentityCert.pem and applePayIdentityKey.key.',
    },
    applePayInitiative: {
      label: 'Apple Pay initiative',
      help: 'What Apple is told of the place of the payment sheet: web for pages of a storefront.',
    },
    applePayInitiativeContext: {
      label: 'Apple Pay domain',
      help: 'The storefront’s domain as registered with Apple, without https://. Empty: the domain of the first storefront origin, or the site’s own.',
    },
    applePayDisplayName: {
      label: 'Apple Pay merchant name',
      help: 'The name that shoppers see when they pay.',
    },
    applePaySupportedNetworks: {
      label: 'Apple Pay card brands',
      help: 'Separated by commas, in Apple’s spelling.',
    },
    writeBack: {
      label: 'Write results to orders',
      help: 'What happens to payments after the checkout (captures, refunds, reversals, reviews) is written to the order in Commerce Cloud and read back. Off: your order management writes it.',
    },
    operatorRoles: {
      label: 'Who may do what',
      help: 'What the roles of Commerce Cloud’s users and what application keys may do with payments: “read” shows them, “move-money” captures, refunds, voids and reverses, “decide-reviews” accepts or rejects what waits for a person. Parts are separated by commas, a role is named by its id, “application” stands for every application key and “application/<id>” for one: “adminRole: read move-money decide-reviews, csAgentRole: read, application: read move-money”. A role that is not named may do nothing. Empty: every user and application that Commerce Cloud lets into its admin API may do everything. The value of the channel Storefront counts for all channels of the site.',
    },
    reauthorize: {
      label: 'Authorize again when a hold has expired',
      help: 'A capture of a hold that has expired first holds the amount again with the stored card of the payment, without the shopper. Off, or without a stored card: such a capture is refused, and nothing is sent.',
    },
    holdDays: {
      label: 'Days until a hold expires',
      help: 'Where your acquirer says otherwise than the card schemes’ usual rules (Visa 10 days, and 5 for a hold that was authorized again without the shopper; all others 7): brands and days, separated by commas, such as “visa: 10, masterCard: 30”. From then on a capture is refused, or authorized again first.',
    },
    captureDetails: {
      label: 'Tell the acquirer what is captured for',
      help: 'Captures carry what Commerce Cloud’s order says of the purchase (level II and III data): purchase order, tax, freight, discount, where the goods go, and each item, where all of it comes to the amount of the capture. Companies’ cards cost less that way, where the acquirer has agreed to it. Commerce Cloud is asked for the order at each capture; where it does not answer within 2 seconds, the capture is sent without.',
    },
    dailyReportName: {
      label: 'Daily conversion report',
      help: 'Business Center: Reports > Report Subscription Management, the name of the daily Conversion Detail Report.',
    },
    reportTimeZone: {
      label: 'Time zone of reports',
      help: 'The zone in which a day of the reports begins and ends, by its name in the IANA database: Europe/Berlin, America/New_York. Also right on the days on which the clocks change.',
    },
  },
};
