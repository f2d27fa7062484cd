import {
  createSubscriptions,
  HANDLED_PRODUCTS,
  type NotificationSubscription,
  type NotificationSubscriptions,
  type NotifiedProduct,
} from '../../../../server-extension/src/cybersource/notifications/subscriptions.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import { EXTENSION_PATH } from '../tenant/extension-client.ts';
import type { TenantProfile } from '../tenant/tenant.ts';
import { withGateway } from './gateway-client.ts';
import type { TenantMerchant } from './tenant-merchants.ts';

/** Where CyberSource sends what it notifies a tenant of. */
export function notificationUrlOf({ extensionUrl }: Pick<TenantProfile, 'extensionUrl'>): string {
  return `${extensionUrl}${EXTENSION_PATH}/notifications`;
}

/** Speaks to CyberSource about a tenant's subscriptions. @throws CommandProblem with CyberSource's own words */
export function withSubscriptions<Result>(
  tenant: TenantProfile,
  work: (subscriptions: NotificationSubscriptions) => Promise<Result>,
): Promise<Result> {
  return withGateway(tenant, (clientFor) => work(createSubscriptions({ clientFor })));
}

/** The subscriptions of a merchant that lead to this tenant. */
export async function ownSubscriptions(
  subscriptions: NotificationSubscriptions,
  { account }: TenantMerchant,
  url: string,
): Promise<readonly NotificationSubscription[]> {
  return (await subscriptions.list(account)).filter((each) => each.url === url);
}

/**
 * The subscription of a merchant that leads to this tenant: the one that is there, else a new one, for everything that
 * the extension acts on and CyberSource offers this merchant.
 *
 * @throws CommandProblem where CyberSource does not send to it
 */
export async function subscribed(
  subscriptions: NotificationSubscriptions,
  merchant: TenantMerchant,
  url: string,
): Promise<{ readonly subscription: NotificationSubscription; readonly created: boolean }> {
  const { account, merchantId } = merchant;
  const own = await ownSubscriptions(subscriptions, merchant, url);
  const known = own.find(({ version }) => version === 2);
  const subscription =
    known ??
    (await subscriptions.create(account, {
      name: 'OCC payments',
      url,
      products: offered(await subscriptions.products(account), merchantId),
    }));
  const created = known === undefined;
  if (subscription.status === 'INACTIVE') {
    await subscriptions.setStatus(account, subscription.id, 'ACTIVE');
    return { subscription: await subscriptions.status(account, subscription.id), created };
  }
  return { subscription, created };
}

/** Removes the subscription with this id, and any other of the merchant that leads to this tenant. @returns how many */
export function removeSubscriptions(
  tenant: TenantProfile,
  merchant: TenantMerchant,
  id: string | undefined,
): Promise<number> {
  return withSubscriptions(tenant, async (subscriptions) => {
    const listed = await subscriptions.list(merchant.account);
    const own = listed.filter((each) => each.url === notificationUrlOf(tenant) || each.id === id);
    for (const each of own) await subscriptions.remove(merchant.account, each.id);
    return own.length;
  });
}

/** What the extension acts on, as far as CyberSource lets the merchant subscribe to it. */
function offered(products: readonly NotifiedProduct[], merchantId: string): readonly NotifiedProduct[] {
  const wanted = HANDLED_PRODUCTS.map(({ productId, eventTypes }) => {
    const there = products.find((product) => product.productId === productId)?.eventTypes ?? [];
    return { productId, eventTypes: eventTypes.filter((eventType) => there.includes(eventType)) };
  }).filter(({ eventTypes }) => eventTypes.length > 0);
  if (wanted.length > 0) return wanted;
  throw new CommandProblem(
    'nothing-to-subscribe',
    `CyberSource offers merchant ${merchantId} no notification that the extension acts on.`,
    { remedy: 'ask CyberSource’s support to enable the products payments and tokenManagement for it.' },
  );
}
