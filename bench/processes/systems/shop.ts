import { createCipheriv, createPublicKey, publicEncrypt, randomBytes, constants } from 'node:crypto';
import { createLogin, json, type Login } from './login.ts';

/** A site of OCC's and its currency. */
export interface ProofSite {
  readonly id: string;
  readonly currency: string;
  /** Money is taken with the authorization. */
  readonly capturesAtOnce: boolean;
}

export const SITES: readonly ProofSite[] = [
  { id: 'siteUS', currency: 'USD', capturesAtOnce: false },
  { id: 'siteJP', currency: 'JPY', capturesAtOnce: false },
  { id: 'siteKW', currency: 'KWD', capturesAtOnce: true },
];

/** `schedule`: OCC repeats an order by itself. A shopper whose card is declined too often is stopped; a schedule is not. */
export type OrderInitiator = 'shopper' | 'schedule';

/** An order as its shopper sees it. */
export interface PlacedOrder {
  readonly id: string;
  readonly state: string;
  readonly payments: readonly { readonly paymentGroupId: string; readonly paymentState: string }[];
}

/** An order as OCC keeps it, as far as money goes. */
export interface StoredOrder {
  readonly id: string;
  readonly siteId?: string;
  readonly state: string;
  readonly paymentGroups: readonly {
    readonly id: string;
    readonly state: string;
    readonly amount: number;
    readonly currencyCode: string;
    readonly authorizationStatus: readonly {
      readonly transactionSuccess: boolean;
      readonly statusProps: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** What shoppers, agents and the warehouse do in OCC. Amounts in minor units. */
export interface ShopClient {
  /** Places an order with one payment for each amount. */
  place(site: ProofSite, amounts: readonly number[], by?: OrderInitiator): Promise<PlacedOrder>;
  /** The shopper tries again with another amount in the cart. */
  again(orderId: string, site: ProofSite, amount: number): Promise<PlacedOrder>;
  order(orderId: string): Promise<StoredOrder>;
  orders(): Promise<readonly StoredOrder[]>;
  /** True when OCC was told that all of it is voided or refunded. */
  cancel(orderId: string): Promise<boolean>;
  /** A return was received. True when OCC was told that its value was refunded. */
  refund(order: PlacedOrder, site: ProofSite, amount: number): Promise<boolean>;
  /** The body of the webhook of this order, as it was sent. */
  webhookOf(orderId: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Costs the smallest amount that a currency has, so any total can be reached. */
const PENNY = 'penny-stamp';
const PLACES: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3 };

/** Minor units as the decimal number that OCC's REST APIs speak. */
export function toDecimal(minor: number, { currency }: ProofSite): number {
  return Number((minor / 10 ** (PLACES[currency] ?? 2)).toFixed(PLACES[currency] ?? 2));
}

/** The shopper's, in OCC's profiles. */
const PROFILE = '110001';

/** Logs in as a shopper, saves a card through the hosted card fields, and pays with it from then on. */
export async function openShop(occUrl: string, gatewayUrl: string): Promise<ShopClient> {
  const shopper = createLogin(`${occUrl}/ccstore/v1/login`, 'shopper@example.com', 'shopper');
  const admin = createLogin(`${occUrl}/ccadmin/v1/login`, 'admin@example.com', 'admin');
  const agent = createLogin(`${occUrl}/ccagent/v1/login`, 'admin@example.com', 'admin');
  const savedCardId = await saveCard(occUrl, gatewayUrl, shopper);

  async function call<Body>(
    login: Login,
    method: string,
    path: string,
    body?: unknown,
    site?: ProofSite,
  ): Promise<Body> {
    return (await json(`${occUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await login()}`,
        'content-type': 'application/json',
        ...(site && { 'x-ccsite': site.id }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })) as Body;
  }

  const toRun = (order: object): object => ({ profileId: PROFILE, order });
  const toOrder = (site: ProofSite, amounts: readonly number[], by: OrderInitiator = 'shopper'): object => ({
    op: 'complete',
    shoppingCart: {
      items: [{ productId: PENNY, quantity: amounts.reduce((sum, amount) => sum + amount, 0) }],
    },
    shippingAddress: ADDRESS,
    billingAddress: ADDRESS,
    payments: amounts.map((amount) => ({
      type: 'card',
      amount: toDecimal(amount, site),
      savedCardId,
      customProperties: by === 'shopper' ? { paymentType: 'card' } : {},
    })),
  });

  return {
    place: (site, amounts, by = 'shopper') =>
      by === 'shopper'
        ? call(shopper, 'POST', '/ccstore/v1/orders', toOrder(site, amounts), site)
        : call(admin, 'POST', '/sandbox/v1/scheduledOrders', toRun(toOrder(site, amounts, by)), site),
    again: (id, site, amount) =>
      call(shopper, 'PUT', `/ccstore/v1/orders/${id}`, toOrder(site, [amount]), site),
    order: (id) => call(admin, 'GET', `/ccadmin/v1/orders/${id}`),
    async orders() {
      const all: StoredOrder[] = [];
      for (;;) {
        const page: { readonly items: readonly StoredOrder[]; readonly totalResults: number } = await call(
          admin,
          'GET',
          `/ccadmin/v1/orders?limit=250&offset=${all.length}`,
        );
        all.push(...page.items);
        if (page.items.length === 0 || all.length >= page.totalResults) return all;
      }
    },
    async cancel(orderId) {
      const { payments } = await call<CancelledPayments>(
        agent,
        'PUT',
        '/ccagent/v1/orders/submitCancelOrder',
        {
          orderId,
        },
      );
      return payments?.every(({ success }) => success) === true;
    },
    async refund({ id, payments }, site, amount) {
      const { payments: refunds } = await call<CancelledPayments>(
        admin,
        'POST',
        `/sandbox/v1/orders/${id}/refund`,
        {
          paymentGroupId: payments.at(-1)?.paymentGroupId,
          amount: toDecimal(amount, site),
        },
      );
      return refunds?.every(({ success }) => success) === true;
    },
    async webhookOf(orderId) {
      const { items } = await call<{
        readonly items: readonly { readonly request: { readonly body: string } }[];
      }>(admin, 'GET', `/sandbox/v1/webhooks?orderId=${orderId}`);
      return JSON.parse(items[0]?.request.body ?? '{}') as Readonly<Record<string, unknown>>;
    },
  };
}

/** Absent where OCC refused to ask at all. */
interface CancelledPayments {
  readonly payments?: readonly { readonly success: boolean }[];
}

const ADDRESS = {
  firstName: 'Ada',
  lastName: 'Buyer',
  address1: '12 Market Street',
  city: 'Austin',
  state: 'TX',
  postalCode: '78704',
  country: 'US',
  email: 'ada@example.com',
};

async function saveCard(occUrl: string, gatewayUrl: string, shopper: Login): Promise<string> {
  const headers = { 'content-type': 'application/json', 'x-ccsite': 'siteUS', channel: 'storefront' };
  const issued = await issue(occUrl, headers);
  const { captureContext, cipher } = issued;
  const properties: Readonly<Record<string, string>> = {
    paymentType: 'card',
    transientTokenJwt: await tokenize(gatewayUrl, captureContext),
    captureContext,
    captureContextCipherEncrypted: cipher.encrypted,
    captureContextCipherIv: cipher.iv,
  };
  const saved = (await json(`${occUrl}/ccstore/v1/profiles/current/creditCards`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${await shopper()}` },
    body: JSON.stringify({
      cardType: 'visa',
      nameOnCard: 'Ada Buyer',
      cardNumber: '411111xxxxxx1111',
      expiryMonth: '12',
      expiryYear: '2031',
      billingAddress: ADDRESS,
      customProperties: Object.fromEntries(
        // OCC drops the character; the widget spells it like this.
        Object.entries(properties).map(([name, value]) => [name, value.replaceAll('=', '~W!C@O#n')]),
      ),
    }),
  })) as { readonly savedCardId?: string };
  if (saved.savedCardId === undefined) throw new Error(`The card was not saved: ${JSON.stringify(saved)}`);
  return saved.savedCardId;
}

const TRIES = 5;

/** The first call of a run is the slowest one: nothing is connected yet. */
async function issue(occUrl: string, headers: Readonly<Record<string, string>>): Promise<Issued> {
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(`${occUrl}/ccstorex/custom/isv-payment/v2/keys`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ targetOrigin: occUrl }),
    });
    if (answer.ok) return (await answer.json()) as Issued;
    if (tried === TRIES) throw new Error(`No keys for the card fields: ${await answer.text()}`);
  }
}

interface Issued {
  readonly captureContext: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

interface CaptureContext {
  readonly flx: {
    readonly path: string;
    readonly jwk: { readonly kid: string; readonly [key: string]: string };
  };
}

/** What the card fields do in the shopper's browser: the number leaves it encrypted (JWE, RSA-OAEP and A256GCM). */
async function tokenize(gatewayUrl: string, context: string): Promise<string> {
  const { flx } = JSON.parse(
    Buffer.from(context.split('.')[1] ?? '', 'base64url').toString('utf8'),
  ) as CaptureContext;
  const data = {
    number: '4111111111111111',
    securityCode: '123',
    type: '001',
    expirationMonth: '12',
    expirationYear: '2031',
  };
  const header = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: flx.jwk.kid })).toString(
    'base64url',
  );
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const wrapped = publicEncrypt(
    { key: createPublicKey({ key: flx.jwk, format: 'jwk' }), padding: constants.RSA_PKCS1_OAEP_PADDING },
    key,
  );
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ data, context, index: 0 })), cipher.final()]);
  const parts = [wrapped, iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  const answer = await fetch(gatewayUrl + flx.path, {
    method: 'POST',
    headers: { 'content-type': 'application/jwt; charset=utf-8', origin: new URL(gatewayUrl).origin },
    body: [header, ...parts].join('.'),
  });
  return answer.text();
}
