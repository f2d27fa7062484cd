import type { StorefrontKnockout, ObservableArray } from '../values/knockout.ts';

/** A card brand as `GET /ccstore/v1/payment/types` lists it. */
interface CardType {
  readonly code: string;
  readonly name: string;
  readonly value: string;
  readonly length: string;
  readonly cvvLength: string;
  readonly iin: string;
  readonly img: string;
  readonly startDateRequired: boolean;
}

/** What OCC's page says about payment: `order().contextData.page.payment`. */
export interface PagePaymentSettings {
  readonly cards: readonly CardType[];
  readonly enabledTypes: readonly string[];
  readonly isCVVRequiredForSavedCards: boolean;
  readonly isCVVRequiredForScheduledOrders: boolean;
  readonly isCardGatewayGeneric: boolean;
  readonly isCardPaymentClientSide: boolean;
  readonly IINPromotionsEnabled: boolean;
}

/**
 * OCC's own card form, which the `payment` import hands to widgets. This shop shows no such form: an order without a
 * payment of a widget fails here, as it does in OCC when the stock form is left empty.
 */
export interface PaymentDetailsViewModel {
  readonly cards: ObservableArray<CardType>;
  readonly enabledTypes: ObservableArray<string>;
  validateCard(): boolean;
}

export function createPaymentDetails(
  ko: StorefrontKnockout,
  { cards, enabledTypes }: PagePaymentSettings,
): PaymentDetailsViewModel {
  return {
    cards: ko.observableArray([...cards]),
    enabledTypes: ko.observableArray([...enabledTypes]),
    validateCard: () => false,
  };
}
