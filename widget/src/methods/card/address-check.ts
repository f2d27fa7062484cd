import type { Checkout } from '../../payment/checkout.ts';
import { dig } from '../../values/dig.ts';
import type { PaymentApi } from '../../payment/payment-api.ts';
import type { TextKey } from '../../texts.ts';

/** Checks the billing address: a text that names what is wrong, undefined where nothing is, or where that cannot be found out. */
export type AddressCheck = () => Promise<TextKey | undefined>;

/** The name of a field in the extension's answer, and `Wrong`. */
const TEXTS: readonly TextKey[] = ['stateWrong', 'postalCodeWrong'];

/** The shopper waits for the answer, and can be paid without. */
const MOST_MS = 3_000;

/** The extension knows which post codes and states go with a country, so that the page needs no such rules. */
export function createAddressCheck(
  api: Pick<PaymentApi, 'call'>,
  checkout: Pick<Checkout, 'billingAddress'>,
): AddressCheck {
  return async () => {
    try {
      const address = checkout.billingAddress();
      if (!address.country) return undefined;
      const answer = await api.call('/address/check', address, MOST_MS);
      return TEXTS.find((text) => text === `${dig(answer, ['wrong', 0]) as string}Wrong`);
    } catch {
      // Neither an answer nor an address: the extension looks at the payment's own address in any case.
      return undefined;
    }
  };
}
