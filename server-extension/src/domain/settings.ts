import type { CountryCode } from './address/country.ts';
import type { MerchantDefinedField } from './merchant-defined.ts';
import type { SiteId } from './ids.ts';
import type { Secret } from './secret.ts';

/** Where an order is placed. OCC keeps a separate set of gateway settings for each. */
export type Channel = 'agent' | 'preview' | 'storefront';

export const channels: readonly Channel[] = ['agent', 'preview', 'storefront'];

/**
 * The id of a payment method, `card` for example: the word of the custom property `paymentType` and of the gateway settings
 * that list methods. Which there are, `methods/methods.ts` says. Card and saved card are one type.
 */
export type PaymentType = string;

/** How requests to CyberSource are signed. */
export type Credential =
  | { readonly kind: 'http-signature'; readonly keyId: string; readonly secret: Secret }
  | { readonly kind: 'shared-secret-jwt'; readonly keyId: string; readonly secret: Secret }
  | ({ readonly kind: 'certificate-jwt' } & KeyFile);

/** A key file `certs/<keyFileName>.p12` beside the extension, and the name of the key in it. */
export interface KeyFile {
  readonly keyFileName: string;
  readonly keyAlias: string;
  readonly keyPassword: Secret;
}

/** One merchant account at CyberSource and the key that speaks for it. */
export interface GatewayAccount {
  readonly merchantId: string;
  /** `apitest.cybersource.com` or `api.cybersource.com` (or a regional host). */
  readonly host: string;
  readonly credential: Credential;
  /** Request and response bodies are encrypted as well (`messageEncryptionEnabled`); needs one of the JWT credentials. */
  readonly messageEncryption?: boolean;
  /** The certificate of CyberSource's to encrypt for, `certs/<name>.pem`; else the one in the key file. */
  readonly encryptionCertificate?: string;
  /** Whose settings name it, for the log. */
  readonly configuredFor?: { readonly site: SiteId; readonly channel: Channel };
  /** Answers are encrypted for it, where requests are signed with a shared secret and have no key file of their own. */
  readonly responseKey?: KeyFile;
}

/**
 * What to do with money that is held although address or security code did not match: reverse and decline, let people
 * decide, or take the payment with a warning.
 */
export type VerificationFailure = 'decline' | 'review' | 'accept';

export const verificationFailures: readonly VerificationFailure[] = ['decline', 'review', 'accept'];

/** Whether payments of unknown shoppers are blocked because of card testing: `auto` while most attempts are declined. */
export type CardTestingSetting = 'auto' | 'on' | 'off';

export const cardTestingSettings: readonly CardTestingSetting[] = ['auto', 'on', 'off'];

/**
 * Against which order an authorization is checked. `auto`: the one in the webhook, else the one that OCC has, and what
 * cannot be read is let through. `included`: the one in the webhook only. `always`: as `auto`, but what cannot be read
 * is refused.
 */
export type OrderCheck = 'auto' | 'included' | 'always' | 'off';

export const orderChecks: readonly OrderCheck[] = ['auto', 'included', 'always', 'off'];

/** What is wrong in settings that can be read all the same: what it concerns does not work, the rest does. */
export interface SettingFault {
  /** The rule's name, as the doctor shows it. */
  readonly id: string;
  readonly setting: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What the administrator configured for one site and channel, checked and typed. Immutable; a change is a new value. */
export interface GatewaySettings {
  readonly site: SiteId;
  readonly channel: Channel;
  readonly account: GatewayAccount;
  /** Enabled in `paymentOptions` and allowed by `paymentMethodTypes`. */
  readonly enabledTypes: ReadonlySet<PaymentType>;
  /** Paid at once (`saleEnabled`) instead of authorized and captured later. */
  readonly saleTypes: ReadonlySet<PaymentType>;
  /** Not screened by Decision Manager (`dmDecisionSkip`). */
  readonly decisionSkipTypes: ReadonlySet<PaymentType>;
  readonly payerAuthenticationEnabled: boolean;
  /** A card is saved only after the issuer has challenged the shopper (`scaEnabled`). */
  readonly challengeWhenSaving: boolean;
  /** The shopper types the security code of a saved card again. */
  readonly securityCodeForSavedCards: boolean;
  /** And of one that pays an order which is to be repeated; the repeats themselves are paid without the shopper. */
  readonly securityCodeForScheduledOrders: boolean;
  /** Saved cards in OCC follow what CyberSource notifies of them (`networkTokenUpdates`). */
  readonly networkTokenUpdates: boolean;
  /** Values of an order's `originOfOrder` that mark a run of a schedule, which is paid without the shopper. */
  readonly scheduledOrderOrigins: ReadonlySet<string>;
  readonly orderCheck: OrderCheck;
  readonly onVerificationFailure: VerificationFailure;
  /** What the shopper reads on the card's statement; CyberSource's own record of the merchant where it is not set. */
  readonly descriptor: { readonly name?: string; readonly contact?: string };
  /** Where the acquirer processes payments, which wallets want to know; OCC's country of the site where it is not set. */
  readonly merchantCountry?: CountryCode;
  readonly merchantDefinedData: readonly MerchantDefinedField[];
  /** What an expired hold is worth is held again, with the stored card, before it is captured. */
  readonly reauthorize: boolean;
  /** Captures tell the acquirer what is shipped, from OCC's order: level II and III data. */
  readonly captureDetails: boolean;
  /** Days until a hold expires, by CyberSource's card type code, where they are not the usual ones. */
  readonly holdDays: Readonly<Record<string, number>>;
  readonly cardTestingGuard: CardTestingSetting;
  /** Origins that may ask for a Microform key; empty means the site's own URL. */
  readonly allowedOrigins: readonly string[];
  readonly faults: readonly SettingFault[];
  /** What each method has read for itself. Only the method's own folder knows its shape. */
  readonly ofMethods: Readonly<Record<PaymentType, unknown>>;
  /** How the shop's platform writes what it sends. Only the platform's own folder knows its shape. */
  readonly ofShop: unknown;
  /** An accepted payment is captured at once. */
  readonly captureAfterReview: boolean;
  /** What happens to payments after the checkout is written to their orders at OCC. */
  readonly writeBack: boolean;
  /** With `writeBack`: an order whose payment is under review is kept pending at OCC until the decision. */
  readonly reviewHold: boolean;
  /** CyberSource's name of the daily report of reviewers' decisions. */
  readonly dailyReportName: string;
  /** IANA name of the zone in which the merchant's days begin and end. */
  readonly reportTimeZone: string;
  readonly deviceFingerprint: {
    readonly enabled: boolean;
    readonly url: string;
    readonly organizationId: string;
  };
}
