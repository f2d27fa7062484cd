/** Everything that one OCC tenant remembers and does, built once. */
import type { OccAmountConvention } from '../shop/money.ts';
import { createOrderStore, type OrderStore } from '../orders/order-store.ts';
import { createOrderTypes, type OrderTypes } from '../orders/order-types.ts';
import { createUpdateFaults, type UpdateFaults } from '../orders/update-faults.ts';
import { createPlaceOrder, type PlaceOrder } from '../checkout/place-order.ts';
import { createAskGateway, type CallGateway } from '../payments/call-gateway.ts';
import { createProfiles, type Profiles } from '../profiles/profiles.ts';
import { createEnvironmentVariables, type EnvironmentVariables } from '../settings/environment-variables.ts';
import type { GatewayPackage } from '../settings/gateway-package.ts';
import { applySettings, GATEWAY_ID, TEST_MERCHANT, type SettingsBySite } from '../settings/provision.ts';
import { createSiteSettings, type SiteSettings } from '../settings/site-settings.ts';
import { createPaymentTypes, type PaymentTypes } from '../shop/payment-types.ts';
import type { Site } from '../shop/sites.ts';
import { createTokens, type Tokens } from '../http/tokens.ts';
import { createDeliveries, type WebhookDeliveries } from '../webhooks/deliveries.ts';
import {
  createInstalledExtensions,
  type InstalledExtensions,
  type OccExtension,
} from '../deployment/installed-extensions.ts';
import { createLayouts, type Layouts } from '../deployment/layouts.ts';
import { createPublishing, type Publishing } from '../deployment/publishing.ts';
import { createServerExtensions, type ServerExtensions } from '../deployment/server-extensions.ts';
import type { ServerLog } from '../deployment/server-log.ts';
import { createUploads, type Uploads } from '../deployment/uploads.ts';
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
  /** False: not even the gateway is there, and the payment webhooks have no address. */
  readonly provisioned: boolean;
  readonly siteSettings: SettingsBySite;
  /** Variables for the extension. */
  readonly environment: Readonly<Record<string, string>>;
  readonly firstOrderNumber: number;
  readonly serverLog: ServerLog;
  /** What runs uploaded extensions, and what runs from the start. */
  readonly servers: Omit<Parameters<typeof createServerExtensions>[0], 'now'>;
  readonly now: () => Date;
}

/** The tenant's state and the two things that change an order. */
export interface Tenant {
  readonly sites: readonly Site[];
  readonly tokens: Tokens;
  readonly orders: OrderStore;
  readonly orderTypes: OrderTypes;
  readonly updateFaults: UpdateFaults;
  readonly profiles: Profiles;
  readonly settings: SiteSettings;
  readonly variables: EnvironmentVariables;
  readonly webhooks: FunctionWebhooks;
  readonly deliveries: WebhookDeliveries;
  readonly uploads: Uploads;
  readonly extensions: InstalledExtensions;
  readonly layouts: Layouts;
  readonly paymentTypes: PaymentTypes;
  readonly publishing: Publishing;
  readonly serverExtensions: ServerExtensions;
  readonly serverLog: ServerLog;
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
  const webhooks = createFunctionWebhooks(
    options.provisioned ? options.webhookUrl : '',
    options.webhookSecrets,
  );
  const deliveries = createDeliveries({
    secrets: webhooks.secrets,
    now,
    timeoutMs: options.webhookTimeoutMs,
  });
  const settings = createSiteSettings({
    sites,
    packages: options.gatewayPackages,
    provisioned: options.provisioned ? { [gatewayName]: TEST_MERCHANT } : {},
  });
  if (options.provisioned) applySettings(settings, sites, options.siteSettings);
  const ask = createAskGateway({ sites, profiles, settings, webhooks, deliveries, convention, now });
  const extensions = createInstalledExtensions({
    initial: options.gatewayPackages.map((gateway) => preinstalled(gateway, now())),
    onGateway: (change, gateway) => {
      if (change === 'installed') settings.install(gateway);
      else if (change === 'deactivated') settings.hide(gateway.id);
      else settings.remove(gateway.id);
    },
    now,
  });
  return {
    sites,
    tokens: createTokens({ now }),
    orders,
    orderTypes: createOrderTypes(),
    updateFaults: createUpdateFaults(),
    profiles,
    settings,
    variables: createEnvironmentVariables(options.environment),
    webhooks,
    deliveries,
    uploads: createUploads(),
    extensions,
    layouts: createLayouts({ extensions: extensions.list, provisioned: options.provisioned }),
    paymentTypes: createPaymentTypes(),
    publishing: createPublishing(),
    serverExtensions: createServerExtensions({ ...options.servers, now }),
    serverLog: options.serverLog,
    gatewayName,
    ask,
    placeOrder: createPlaceOrder({ orders, profiles, ask, gatewayName, now }),
    now,
  };
}

/** A gateway that the sandbox begins with, as if an administrator had uploaded it. */
function preinstalled(gateway: GatewayPackage, at: Date): OccExtension {
  return {
    id: `preinstalled-${gateway.id}`,
    extensionID: `preinstalled-${gateway.id}`,
    name: 'CyberSource payment gateway',
    version: 1,
    gateways: [gateway],
    widgets: [],
    installedAt: at,
    active: true,
  };
}
