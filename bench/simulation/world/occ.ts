import { createOrderStore, type OrderStore } from '../../../sandbox/occ/orders/order-store.ts';
import { createPlaceOrder, type PlaceOrder } from '../../../sandbox/occ/checkout/place-order.ts';
import { createAskGateway, type CallGateway } from '../../../sandbox/occ/payments/call-gateway.ts';
import { createProfiles, type Profile } from '../../../sandbox/occ/profiles/profiles.ts';
import type { SiteSettings } from '../../../sandbox/occ/settings/site-settings.ts';
import { createSites, type Site } from '../../../sandbox/occ/shop/sites.ts';
import { createFunctionWebhooks } from '../../../sandbox/occ/webhooks/function-webhooks.ts';
import type { WebhookDeliveries } from '../../../sandbox/occ/webhooks/deliveries.ts';
import type { SimulatedGateway } from './gateway.ts';
import type { VirtualTime } from './time.ts';

/** The sandbox's OCC without its HTTP: sites, orders, webhooks. */
export interface SimulatedOcc {
  readonly sites: readonly Site[];
  readonly orders: OrderStore;
  readonly ask: CallGateway;
  readonly placeOrder: PlaceOrder;
  /** Has one saved card for each way in which cards behave. */
  readonly shopper: Profile;
}

/** What the shopper's cards do, by the sandbox's own table. */
const CARDS = {
  good: '4111111111111111',
  declined: '4000000000000002',
  uncapturable: '4000000000000341',
} as const;

/** Kept with the card: a charge without the shopper has no other. */
const BILL_TO = {
  firstName: 'A',
  lastName: 'Shopper',
  address1: '10 High Street',
  locality: 'Town',
  country: 'GB',
  email: 'shopper@example.com',
} as const;

export type CardKind = keyof typeof CARDS;

export const webhookKey = Buffer.alloc(64, 'webhook key').toString('base64');

export function createOccWorld(
  time: VirtualTime,
  gateway: SimulatedGateway,
  deliveries: WebhookDeliveries,
): SimulatedOcc {
  const now = (): Date => new Date(time.now());
  const sites = createSites('http://localhost:8080');
  let uuids = 0;
  // One seed has one history: what is in a webhook decides its fingerprint.
  const newUuid = (): string => `order-${(uuids += 1)}`;
  const orders = createOrderStore({ firstOrderNumber: 10_001, now, newUuid });
  const shopper = toShopper(gateway, now());
  const profiles = createProfiles([shopper]);
  const ask = createAskGateway({
    sites,
    profiles,
    // The extension reads nothing of what a webhook says about settings.
    settings: { forWebhook: () => ({}), includesOrder: () => true } as unknown as SiteSettings,
    webhooks: createFunctionWebhooks('', { secretKeySHA512: '', secretKey: '' }),
    deliveries,
    convention: 'iso',
    now,
  });
  const placeOrder = createPlaceOrder({ orders, profiles, ask, gatewayName: 'isv-occ-gateway', now });
  return { sites, orders, ask, placeOrder, shopper };
}

function toShopper({ savedCards, merchantId }: SimulatedGateway, registeredAt: Date): Profile {
  const creditCards = Object.entries(CARDS).map(([kind, number]) => {
    const tokens = savedCards.save({
      merchantId,
      card: { number, type: '001', expirationMonth: '12', expirationYear: '2090' },
      types: ['customer', 'paymentInstrument'],
      billTo: BILL_TO,
    });
    return {
      id: kind,
      gatewayId: 'isv-occ-gateway',
      nickname: kind,
      nameOnCard: 'A Shopper',
      cardType: 'visa',
      cardNumber: `xxxxxxxxxxxx${number.slice(-4)}`,
      expiryMonth: '12',
      expiryYear: '2090',
      token: tokens.paymentInstrument ?? '',
      cardProps: { instrumentId: tokens.instrumentIdentifier.id },
      isDefault: kind === 'good',
    };
  });
  return {
    id: 'shopper',
    email: 'shopper@example.com',
    password: '',
    firstName: 'A',
    lastName: 'Shopper',
    registeredAt,
    shippingAddresses: [],
    creditCards,
  };
}
