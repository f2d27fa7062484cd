/** Everything that one OCC tenant remembers and does, built once. */
import type { OccAmountConvention } from '../shop/money.ts';
import { createOrderStore, type OrderStore } from '../orders/order-store.ts';
import { createPlaceOrder, type PlaceOrder } from '../checkout/place-order.ts';
import { createAskGateway, type CallGateway } from '../payments/call-gateway.ts';
import { createProfiles, type Profiles } from '../profiles/profiles.ts';
import { createEnvironmentVariables, type EnvironmentVariables } from '../settings/environment-variables.ts';
import type { GatewayPackage } from '../settings/gateway-package.ts';
import { applySettings, GATEWAY_ID, TEST_MERCHANT, type SettingsBySite } from '../settings/provision.ts';
import { createSiteSettings, type SiteSettings } from '../settings/site-settings.ts';
import type { Site } from '../shop/sites.ts';
import { createTokens, type Tokens } from '../http/tokens.ts';
import { createDeliveries, type WebhookDeliveries } from '../webhooks/deliveries.ts';
import { createFunctionWebhooks, type FunctionWebhooks } from '../webhooks/function-webhooks.ts';
import type { WebhookSecrets } from '../webhooks/signature.ts';

/** What a tenant starts with. */
export interface TenantOptions {
  readonly sites: readonly Site[];
  readonly webhookUrl: string;
  readonly webhookSecrets: WebhookSecrets;
  readonly webhookTimeoutMs: number;
  readonly convention: OccAmountConvention;
  readonly gatewayPackages: readonly GatewayPackage[];
  readonly siteSettings: SettingsBySite;
  /** Variables for the extension. */
  readonly environment: Readonly<Record<string, string>>;
  readonly firstOrderNumber: number;
  readonly now: () => Date;
}

/** The tenant's state and the two things that change an order. */
export interface Tenant {
  readonly sites: readonly Site[];
  readonly tokens: Tokens;
  readonly orders: OrderStore;
  readonly profiles: Profiles;
  readonly settings: SiteSettings;
  readonly variables: EnvironmentVariables;
  readonly webhooks: FunctionWebhooks;
  readonly deliveries: WebhookDeliveries;
  readonly gatewayName: string;
  readonly ask: CallGateway;
  readonly placeOrder: PlaceOrder;
  readonly now: () => Date;
}

export function createTenant(options: TenantOptions): Tenant {
  const { sites, now, convention } = options;
  const gatewayName = GATEWAY_ID;
  const profiles = createProfiles();
  const orders = createOrderStore({ firstOrderNumber: options.firstOrderNumber, now });
  const webhooks = createFunctionWebhooks(options.webhookUrl, options.webhookSecrets);
  const deliveries = createDeliveries({
    secrets: webhooks.secrets,
    now,
    timeoutMs: options.webhookTimeoutMs,
  });
  const settings = createSiteSettings({
    sites,
    packages: options.gatewayPackages,
    provisioned: { [gatewayName]: TEST_MERCHANT },
  });
  applySettings(settings, sites, options.siteSettings);
  const ask = createAskGateway({ sites, profiles, settings, webhooks, deliveries, convention, now });
  return {
    sites,
    tokens: createTokens({ now }),
    orders,
    profiles,
    settings,
    variables: createEnvironmentVariables(options.environment),
    webhooks,
    deliveries,
    gatewayName,
    ask,
    placeOrder: createPlaceOrder({ orders, profiles, ask, gatewayName, now }),
    now,
  };
}
