import type { AddressData } from './address.ts';

/** A payment of the order's answer. OCC: payments[], per-payment result. */
export interface OrderPayment {
  readonly paymentGroupId: string;
  readonly paymentMethod: string;
  readonly paymentState: string;
  readonly amount: number;
  readonly gatewayName?: string;
  readonly uiIntervention?: string | null;
  readonly message?: string | null;
  readonly customPaymentProperties?: Readonly<Record<string, string>>;
}

/** What `POST /ccstore/v1/orders` and `GET /ccstore/v1/orders/{id}` answer. */
export interface OrderData {
  readonly id: string;
  readonly uuid: string;
  readonly state: string;
  readonly email?: string;
  readonly priceInfo: {
    readonly currencyCode: string;
    readonly subTotal: number;
    readonly shipping: number;
    readonly tax: number;
    readonly total: number;
  };
  readonly shoppingCart: {
    readonly items: readonly {
      readonly productId: string;
      readonly displayName: string;
      readonly quantity: number;
      readonly price: number;
    }[];
  };
  readonly shippingAddress?: AddressData;
  readonly payments: readonly OrderPayment[];
}

/** A payment as a widget hands it over. OCC sends it verbatim. */
export interface OrderPaymentRequest extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly customProperties?: Readonly<Record<string, string>>;
}
