import type { Channel } from '../../domain/settings.ts';

/** The shop as Apple knows it: all of it from the gateway's settings, none of it from the page that asks. */
export interface AppleMerchant {
  /** `merchant.com.example.shop`, as registered with Apple. */
  readonly merchantId: string;
  /** What the payment sheet shows. */
  readonly displayName: string;
  /** The registered host name of the storefront, without a scheme. */
  readonly domain: string;
  /** Apple: `initiative`, which is `web` for pages of a storefront. */
  readonly initiative: string;
}

/** Apple's merchant session, opaque to us: the browser hands it to the payment sheet. */
export type MerchantSession = Readonly<Record<string, unknown>>;

/**
 * Opens a merchant session for a payment sheet. Rejects with a Problem: `malformed-request` for an address that is not
 * Apple's, `not-configured` without the merchant's certificate, `gateway-failure` when Apple gives no session.
 */
export type ValidateMerchant = (
  validationUrl: string,
  merchant: AppleMerchant,
  /** For the log. */
  channel?: Channel,
) => Promise<MerchantSession>;
