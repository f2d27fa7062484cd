import type { OrderTotal } from '../../payment/checkout.ts';
import type { WalletSheet } from '../wallet/wallet-payment.ts';

/** What opens Google's sheet (Google: Google Pay API for web, `PaymentsClient`). */
export interface SheetClient {
  /** Rejects with `{ statusCode: 'CANCELED' }` when the shopper closes the sheet. */
  loadPaymentData(request: object): Promise<PaymentData>;
}

interface PaymentData {
  readonly paymentMethodData: {
    readonly info?: { readonly assuranceDetails?: { readonly cardHolderAuthenticated?: boolean } };
    readonly tokenizationData: { readonly token: string };
  };
}

/** Google's sheet closes by itself once the shopper has confirmed. */
export function createGoogleSheet(
  client: SheetClient,
  toRequest: (total: OrderTotal) => object,
): WalletSheet {
  return {
    openSheet: async (total) => {
      const { paymentMethodData } = await client.loadPaymentData(toRequest(total));
      const { token } = paymentMethodData.tokenizationData;
      // A card that Google only has the number of: the issuer has not heard from the shopper.
      const isIdentified = paymentMethodData.info?.assuranceDetails?.cardHolderAuthenticated === true;
      return isIdentified ? { token } : { token, authenticate: { paymentToken: token } };
    },
  };
}
