import type { Checkout } from '../payment/checkout.ts';
import { billingAddressOf } from './billing-address.ts';
import { toDecimalAmount } from './decimal-amount.ts';
import { leftToPay } from './left-to-pay.ts';
import type { OccWidget } from './occ-widget.ts';

/** OCC's checkout around a widget. Everything is read when it is asked for, so it follows the page. */
export function toCheckout(widget: OccWidget, placeOrder: () => void): Checkout {
  return {
    total: () => {
      const { currencyCode, fractionalDigits } = widget.site().selectedPriceListGroup().currency;
      return { amount: toDecimalAmount(leftToPay(widget), fractionalDigits), currency: currencyCode };
    },
    goods: () =>
      widget
        .cart()
        .items?.()
        .map((item) => [item.productId, item.catRefId, item.quantity?.()]),
    billingAddress: () => billingAddressOf(widget.order()),
    isFree: () => widget.order().isPaymentDisabled(),
    profileId: () => {
      const user = widget.user();
      return user.loggedIn() ? (user.id() ?? '') : '';
    },
    orderId: () => widget.order().id() ?? '',
    isScheduled: () => widget.order().showSchedule?.() === true,
    placeOrder,
  };
}
