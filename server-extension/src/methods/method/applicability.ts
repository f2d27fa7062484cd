import type { CountryCode } from '../../domain/address/country.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { GatewaySettings } from '../../domain/settings.ts';

/** What is to be paid, as far as the caller knows it. What is absent excludes no method. */
export interface OrderToPay {
  readonly currency?: CurrencyCode;
  /** Absent while the total is not known; in `currency` where it is there. */
  readonly amount?: Money;
  /** Of the billing address. */
  readonly country?: CountryCode;
}

/**
 * Why a method is not offered for an order, as one sentence for the log and for developers: which limit, which value.
 * Undefined where the method is offered.
 */
export type Applicability = (order: OrderToPay, settings: GatewaySettings) => string | undefined;

/** Of a method without limits of its own: the issuer or the wallet declines by itself. */
export const anyOrder: Applicability = () => undefined;
