import type * as z from 'zod';
import type { CardToAuthenticate } from '../../payments/ports/payer-authentication.ts';
import type { CertificateExpiry } from '../../payments/health/configuration/expiry.ts';
import type { AppleMerchant } from '../../payments/ports/merchant-validation.ts';
import type { MethodRules, OfflineProcessing } from '../../payments/ports/method-rules.ts';
import type { Lazy } from '../../domain/json/lazy.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { ConfiguredMethod } from '../../occ/settings/settings-reading.ts';
import type { WebhookMethod } from '../../occ/webhook/webhook.ts';
import type { MethodRequest } from '../../cybersource/requests/method-request.ts';
import type { Applicability } from './applicability.ts';

/**
 * A way to pay, as one value: everything that the extension knows of it. Each room of the house takes the part that it
 * needs: `payments` the rules, `occ` the settings and the webhook, `cybersource` the request, `routes` the rest.
 */
export type PaymentMethod = DescribedMethod & (SentMethod | OfflineMethod);

interface DescribedMethod extends MethodRules, WebhookMethod, Pick<ConfiguredMethod, 'settings'> {
  readonly appliesTo: Applicability;
  readonly storefront: StorefrontOffer;
  readonly payerAuthentication?: WalletAuthentication;
  readonly merchantValidation?: MerchantValidation;
  /** The certificates that its payments need of the merchant. Rejects with the Problem that names a missing or wrong file. */
  readonly certificates?: (
    readKeyFile: (name: string) => Promise<Buffer>,
  ) => Promise<readonly CertificateExpiry[]>;
}

/** CyberSource carries its payments out. */
interface SentMethod {
  readonly request: MethodRequest;
  readonly offline?: undefined;
}

/** No gateway is called for its payments. */
interface OfflineMethod {
  readonly request?: undefined;
  readonly offline: OfflineProcessing;
}

/** What the public route `GET /paymentMethods` tells the storefront. */
export interface StorefrontOffer {
  /** What {@link config} gives, property by property. */
  readonly schema: Lazy<z.ZodObject>;
  /** Value by value: a setting never gets out by being added elsewhere. */
  readonly config: (settings: GatewaySettings) => Readonly<Record<string, unknown>>;
  /** The storefront needs the merchant's country, and gets it as `countryCode`. */
  readonly needsMerchantCountry?: true;
  /** The storefront is told which brands the site takes, as `cardNetworks`. */
  readonly showsCardNetworks?: true;
  /** Where a stand-in for the method's owner serves its script: a path on `WALLET_SCRIPT_ORIGIN`. */
  readonly standInScript?: string;
}

/** A wallet whose payment the issuer may want to authenticate before it is sent. */
export interface WalletAuthentication {
  /** Reads `paymentToken` of `POST /payerAuth/setup`. @throws Problem `malformed-request` that names `path`. */
  readonly toCard: (paymentToken: string | undefined, path: string) => CardToAuthenticate;
}

/** A wallet whose owner has to know the merchant before its sheet opens. */
export interface MerchantValidation {
  /** Paths of the route that validates the merchant; the first one is the documented one. */
  readonly paths: readonly `/${string}`[];
  /** The settings that have to be set, for the message where the merchant is not set up. */
  readonly settings: readonly string[];
  /** Undefined where the settings do not name the merchant. @param shop the first origin of the site's pages. */
  readonly toMerchant: (settings: GatewaySettings, shop: string) => AppleMerchant | undefined;
}
