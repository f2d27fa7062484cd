import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { OrderId, PaymentGroupId, SiteId } from '../../domain/ids.ts';
import type { Initiation, Instrument } from '../../domain/payment/command.ts';
import type { PaymentType } from '../../domain/settings.ts';
import type { NamedDetails } from '../api/details.ts';
import type { WebhookBody } from './body/webhook-body.ts';
import type { CustomProperties } from './body/custom-properties.ts';

/** What is read of an address. */
export const ADDRESS_FIELDS = [
  'firstName',
  'lastName',
  'companyName',
  'address1',
  'address2',
  'city',
  'state',
  'postalCode',
  'country',
  'email',
  'phoneNumber',
] as const;

export type WebhookAddress = NamedDetails<(typeof ADDRESS_FIELDS)[number]>;

type Identity = Pick<
  WebhookBody,
  'transactionId' | 'transactionType' | 'transactionTimestamp' | 'paymentMethod' | 'channel' | 'amount'
>;

/** A payment webhook whose signature was verified: OCC's words, typed. What is empty is absent. */
export interface Webhook extends Identity {
  readonly orderId: WebhookBody['orderId'] & OrderId;
  readonly paymentId: WebhookBody['paymentId'] & PaymentGroupId;
  readonly siteId: WebhookBody['siteId'] & SiteId;
  readonly currencyCode: CurrencyCode;
  /** When OCC made it, in whole seconds. */
  readonly sentAt: Date;
  readonly gatewayId: string | undefined;
  readonly locale: string | undefined;
  /** Put there by the shopper's browser: untrusted, OCC's `=` restored. */
  readonly customProperties: CustomProperties;
  readonly cardDetails: WebhookCard | undefined;
  readonly billingAddress: WebhookAddress | undefined;
  readonly shippingAddress: WebhookAddress | undefined;
  readonly profile: NamedDetails<'id' | 'email'> | undefined;
  readonly profileDetails: NamedDetails<'id' | 'email' | 'registrationDate'> | undefined;
  /** CyberSource's id of what a void, capture or refund is about, as our answer gave it to OCC. */
  readonly hostTransactionId: string | undefined;
  /** Raw. */
  readonly order: unknown;
  /** How the shopper pays: what the browser says, else the payment method. Undefined for what is not paid through us. */
  readonly method: WebhookMethod | undefined;
  /** Where it does not say: the methods that arrive under OCC's payment method. */
  readonly possibleMethods: readonly WebhookMethod[];
}

/** A payment method as OCC's webhook knows it. */
export interface WebhookMethod {
  /** The word of the custom property `paymentType`. */
  readonly type: PaymentType;
  readonly webhook: WebhookReading;
}

/** How a payment method is read from OCC's webhook, in OCC's words. */
export interface WebhookReading {
  /** OCC's payment method that it arrives under. A `card` without a `paymentType` is the first method that arrives as one. */
  readonly arrivesAs: 'card' | 'generic';
  /** @throws Problem `malformed-request` when what is paid with is missing or wrong. */
  read(webhook: Webhook, initiation: Initiation): MethodReading;
  /** Whether the issuer is asked whether it is the cardholder who pays, where the site wants that. */
  asksIssuer(webhook: Webhook): boolean;
  /** Whether OCC may have sent it for a run of a schedule, without the shopper. */
  mayBeScheduled(webhook: Webhook): boolean;
}

/** What a webhook says is paid with. */
export interface MethodReading {
  readonly instrument: Instrument;
  /** The shopper or the shop has said which brand the card is of. */
  readonly isBrandChosen?: true;
}

export interface WebhookCard extends Pick<
  NonNullable<WebhookBody['cardDetails']>,
  'cvv' | 'token' | 'additionalSavedCardProperties'
> {
  readonly expirationMonth: string | undefined;
  readonly expirationYear: string | undefined;
  /** OCC's card type. */
  readonly type: string | undefined;
  /** Four of them. */
  readonly lastDigits: string | undefined;
  readonly saveCard: boolean;
}

/** OCC sends absent values as missing, null or empty, and what a shopper left blank as blanks. */
export function isGiven(value: string | null | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
