/** The wallets, as the module that the widget loads where a site offers one. */
export { applePayMethod } from '../methods/apple-pay/apple-pay.ts';
export { googlePayMethod } from '../methods/google-pay/google-pay.ts';
