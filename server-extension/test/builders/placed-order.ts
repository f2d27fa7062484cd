import type { BetweenSandboxes } from './between-sandboxes.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';
import { billTo } from '../cybersource/fixtures/shop.ts';

/** One answer of OCC's to a payment group, as its order shows it. */
export interface ShownStatus {
  readonly transactionId: string;
  readonly amount: number;
  readonly transactionSuccess: boolean;
  readonly statusProps: Readonly<Record<string, string>>;
}

/** A payment group as OCC's order shows it. */
export interface ShownGroup {
  readonly id: string;
  readonly state: string;
  readonly amount: number;
  readonly authorizationStatus: readonly ShownStatus[];
  readonly debitStatus: readonly ShownStatus[];
  readonly creditStatus: readonly ShownStatus[];
}

/** OCC's order, as administrators read it. */
export interface ShownOrder {
  readonly id: string;
  readonly state: string;
  readonly cancelReason?: string;
  readonly cybersource_payments?: string;
  readonly cybersource_attention?: string;
  readonly paymentGroups: readonly ShownGroup[];
}

/** What a part of an order is paid with: its amount, where it is not what is left, and the number of the wallet's card. */
export interface PlacedPart {
  readonly amount?: number;
  readonly pan?: string;
}

/** A shop at OCC: shoppers place orders of 125.75 USD there, and administrators read them. */
export interface Shop {
  /** Paid with Google Pay, in as many parts as are named. */
  place(parts?: readonly PlacedPart[], email?: string): Promise<ShownOrder>;
  read(orderId: string): Promise<ShownOrder>;
  /** Any call to OCC, as its administrator. */
  call(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>>;
  /** The extension's answer to an administrator. */
  operate(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
}

export async function createShop(machine: BetweenSandboxes): Promise<Shop> {
  const { occ } = machine;
  const admin = await login(occ.url, 'ccadmin');
  const agent = await login(occ.url, 'ccagent');

  async function call(
    method: string,
    path: string,
    body?: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const token = path.startsWith('/ccagent') ? agent : admin;
    const headers = { authorization: token, 'content-type': 'application/json', 'x-ccsite': 'siteUS' };
    const answered = await fetch(occ.url + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answered.json()) as Readonly<Record<string, unknown>>;
  }

  const shop: Shop = {
    async place(parts = [{}], email = billTo.email) {
      const address = { ...billTo, email };
      const placed = await fetch(`${occ.url}/ccstore/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS' },
        body: JSON.stringify({
          op: 'complete',
          shoppingCart: { items: [{ productId: 'desk-lamp', quantity: 1 }] },
          shippingAddress: address,
          billingAddress: address,
          email,
          payments: parts.map(({ amount, ...card }) => ({
            type: 'generic',
            ...(amount !== undefined && { amount }),
            customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload(card) },
          })),
        }),
      });
      return shop.read(((await placed.json()) as { readonly id: string }).id);
    },
    async read(orderId) {
      return (await call('GET', `/ccadmin/v1/orders/${orderId}`)) as unknown as ShownOrder;
    },
    call,
    async operate(method, path, body) {
      const answered = await fetch(machine.api + path, {
        method,
        headers: {
          authorization: admin,
          'content-type': 'application/json',
          'x-ccsite': 'siteUS',
          'x-ccasset-channel': 'storefront',
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answered.status, body: (await answered.json()) as Readonly<Record<string, unknown>> };
    },
  };
  return shop;
}

async function login(url: string, root: 'ccadmin' | 'ccagent'): Promise<string> {
  const answered = await fetch(`${url}/${root}/v1/login`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: 'admin@example.com', password: 'admin' }),
  });
  return `Bearer ${((await answered.json()) as { readonly access_token: string }).access_token}`;
}

/** The gateway's id of the authorization that holds a group's money. */
export function authorizationOf({ authorizationStatus }: ShownGroup): string {
  const [approved] = authorizationStatus.filter(({ transactionSuccess }) => transactionSuccess);
  return approved?.statusProps['hostTransactionId'] ?? '';
}
