/** OCC and a fake extension, and a client that speaks to OCC as a browser or an OMS does. */
import { startOccSandbox, type OccSandbox, type OccSandboxOptions } from '../../occ/start.ts';
import { SECRETS, startFakeExtension, type FakeExtension, type Json } from './fake-extension.ts';

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface Rig {
  readonly occ: OccSandbox;
  readonly extension: FakeExtension;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Logs in at an API and returns the header that its other routes want. */
  login(root: 'ccstore' | 'ccadmin' | 'ccagent' | 'ccapp', user?: string): Promise<{ authorization: string }>;
  close(): Promise<void>;
}

/** In the sandbox a shopper's password is `shopper`, an operator's the part of the address before the @. */
const passwordOf = (root: string, user: string): string =>
  root === 'ccstore' ? 'shopper' : (user.split('@')[0] ?? '');

export async function startRig(options: OccSandboxOptions = {}): Promise<Rig> {
  const extension = await startFakeExtension();
  const occ = await startOccSandbox({ extensionUrl: extension.url, secrets: SECRETS, ...options });

  const call: Rig['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${occ.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  };

  return {
    occ,
    extension,
    call,
    async login(root, user = root === 'ccstore' ? 'shopper@example.com' : 'admin@example.com') {
      const response = await fetch(`${occ.url}/${root}/v1/login`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'password',
          username: user,
          password: passwordOf(root, user),
        }),
      });
      const { access_token: token } = (await response.json()) as { access_token: string };
      return { authorization: `Bearer ${token}` };
    },
    async close() {
      await occ.close();
      await extension.close();
    },
  };
}

/** An order for one desk lamp (USD 125.75), paid with a card whose number stayed in the browser. */
export function aCardOrder(more: Json = {}, payment: Json = {}): Json {
  return {
    op: 'complete',
    shoppingCart: { items: [{ productId: 'desk-lamp', quantity: 1 }] },
    shippingAddress: { firstName: 'Sample', lastName: 'Shopper', country: 'US', email: 'guest@shop.test' },
    payments: [
      {
        type: 'card',
        cardType: 'visa',
        nameOnCard: 'Sample Shopper',
        cardNumber: '411111xxxxxx1111',
        expiryMonth: '03',
        expiryYear: '2031',
        customProperties: { transientTokenJwt: 'header.payload.signature' },
        ...payment,
      },
    ],
    ...more,
  };
}

/** The payments of an order as the store shows them. */
export function paymentsOf({ body }: Answer): Json[] {
  return body['payments'] as Json[];
}

/** The payment groups of an order as the admin API shows them. */
export function groupsOf({ body }: Answer): Json[] {
  return body['paymentGroups'] as Json[];
}
