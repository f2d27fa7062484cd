import { applePay } from './apple-pay/apple-pay.ts';
import { card } from './card/card.ts';
import { googlePay } from './google-pay/google-pay.ts';
import type { PaymentMethod } from './method/payment-method.ts';

/** Every way to pay, in the order in which the storefront offers them. A new one is its folder and its line here. */
export const paymentMethods: readonly PaymentMethod[] = [card, googlePay, applePay];
