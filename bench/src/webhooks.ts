import { createHmac, createSecretKey, randomInt, randomUUID } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import { CLIENT_ADDRESS_HEADER, type LoadJob, KEYS, ORIGIN, TOKENS } from './protocol.ts';

/** A webhook ready to be sent: the bytes and OCC's signature over them. */
export interface SignedWebhook {
  readonly body: string;
  readonly signature: string;
}

interface SealedContext {
  readonly captureContext: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

/**
 * Of what the extension puts beside a capture context: its mark and its one-time key, the page's origin and the end of its
 * life.
 */
const SEAL_LENGTH = 962;
/** Networks of 256 addresses from 20.0.0.0 to 99.255.255.255: addresses of the internet, as shoppers have them. */
const FIRST_OCTET = 20;
const NETWORKS = 80 * 2 ** 16;
/** Capture contexts that are asked for at the same time. */
const CONTEXTS_AT_ONCE = 16;

/**
 * Makes webhooks of card authorizations, each for an order of its own, with capture contexts that the extension sealed
 * and transient tokens signed with their keys.
 *
 * @param tokensAContext payments that share a capture context: 1, as in a shop, where they are measured. An extension imports
 *   a context's key once, so sharing hides what that costs.
 */
export async function makeWebhooks(
  job: Pick<LoadJob, 'url' | 'gatewayUrl' | 'sealed' | 'webhookKey'>,
  gateway: Dispatcher,
  count: number,
  { tokensAContext }: { readonly tokensAContext: number },
): Promise<readonly SignedWebhook[]> {
  const cards: Readonly<Record<string, string>>[] = [];
  // A server that serves several jobs has not met these networks before.
  const first = randomInt(NETWORKS);
  const contexts = Array.from(
    { length: Math.ceil(count / tokensAContext) },
    (_, nth) => (first + nth) % NETWORKS,
  ).values();
  async function fetchCards(): Promise<void> {
    for (const nth of contexts) {
      const sealed = job.sealed ? await askKeys(job.url, nth) : await imitateKeys(job, gateway);
      const { captureContext, cipher } = sealed;
      for (const transientTokenJwt of await askTokens(job, gateway, captureContext, tokensAContext)) {
        cards.push({
          paymentType: 'card',
          transientTokenJwt,
          captureContext,
          captureContextCipherIv: cipher.iv,
          captureContextCipherEncrypted: cipher.encrypted,
        });
      }
    }
  }
  await Promise.all(Array.from({ length: CONTEXTS_AT_ONCE }, fetchCards));
  const key = createSecretKey(job.webhookKey, 'base64');
  const run = randomUUID().slice(0, 8);
  return cards.slice(0, count).map((card, index) => {
    const body = JSON.stringify(toWebhook(`${run}${index}`, card));
    return { body, signature: createHmac('sha512', key).update(body).digest('base64') };
  });
}

/** @param nth each shopper comes from a network of its own: one network gets a few contexts a minute. */
async function askKeys(url: string, nth: number): Promise<SealedContext> {
  const answer = await request(`${url}${KEYS}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      channel: 'storefront',
      'x-ccsite': 'siteUS',
      [CLIENT_ADDRESS_HEADER]: `${FIRST_OCTET + (nth >> 16)}.${(nth >> 8) & 255}.${nth & 255}.1`,
    },
    body: JSON.stringify({ targetOrigin: ORIGIN }),
  });
  if (answer.statusCode !== 200) {
    throw new Error(`POST /keys answered ${answer.statusCode}: ${await answer.body.text()}`);
  }
  return (await answer.body.json()) as SealedContext;
}

/** What the extension would have given out, unsealed: as long, and as expensive to send. */
async function imitateKeys(
  { gatewayUrl }: Pick<LoadJob, 'gatewayUrl'>,
  gateway: Dispatcher,
): Promise<SealedContext> {
  const answer = await request(`${gatewayUrl}/microform/v2/sessions`, {
    method: 'POST',
    body: JSON.stringify({ targetOrigins: [ORIGIN] }),
    dispatcher: gateway,
  });
  const captureContext = await answer.body.text();
  const encrypted = 'A'.repeat(SEAL_LENGTH);
  return { captureContext, cipher: { iv: 'AAAAAAAAAAAAAAAA', encrypted } };
}

async function askTokens(
  { gatewayUrl }: Pick<LoadJob, 'gatewayUrl'>,
  gateway: Dispatcher,
  captureContext: string,
  count: number,
): Promise<readonly string[]> {
  const answer = await request(`${gatewayUrl}${TOKENS}`, {
    method: 'POST',
    body: JSON.stringify({ captureContext, count }),
    dispatcher: gateway,
  });
  return ((await answer.body.json()) as { readonly tokens: readonly string[] }).tokens;
}

/** OCC: generic payment webhook, a card authorization. */
function toWebhook(number: string, customProperties: Readonly<Record<string, string>>): object {
  const now = new Date();
  const address = {
    firstName: 'Ada',
    lastName: 'Buyer',
    address1: '1 Main Street',
    city: 'Springfield',
    state: 'MA',
    country: 'US',
    postalCode: '01101',
    email: 'ada@shop.example',
    phoneNumber: '6175550100',
  };
  return {
    transactionId: `o${number}-pg${number}-${now.getTime()}`,
    transactionType: '0100',
    transactionTimestamp: `${now.toISOString().slice(0, 19)}+0000`,
    orderId: `o${number}`,
    paymentId: `pg${number}`,
    paymentMethod: 'card',
    gatewayId: 'isv-occ-gateway',
    siteId: 'siteUS',
    siteURL: ORIGIN,
    channel: 'storefront',
    locale: 'en',
    currencyCode: 'USD',
    amount: '000000012575',
    cardDetails: {
      expirationMonth: '03',
      expirationYear: '2031',
      type: 'visa',
      holderName: 'Ada Buyer',
      number: '411111xxxxxx1111',
    },
    customProperties,
    billingAddress: address,
    shippingAddress: address,
    profile: { id: '110000', email: 'ada@shop.example' },
    profileDetails: {
      id: '110000',
      firstName: 'Ada',
      lastName: 'Buyer',
      email: 'ada@shop.example',
      registrationDate: '2025-10-15T06:50:51.000Z',
    },
    retryPaymentCount: 0,
    auxiliaryProperties: { authenticationMethod: 'local' },
    gatewaySettings: [{ name: 'paymentMethodTypes', value: 'card' }],
    order: {
      id: `o${number}`,
      state: 'INCOMPLETE',
      originOfOrder: 'default',
      siteId: 'siteUS',
      profileId: '110000',
      priceInfo: {
        currencyCode: 'USD',
        amount: 125.75,
        shipping: 0,
        tax: 0,
        discountAmount: 0,
        total: 125.75,
      },
      commerceItems: [
        {
          id: 'ci1',
          productId: 'desk-lamp',
          catalogRefId: 'desk-lamp',
          productDisplayName: 'Desk lamp',
          quantity: 1,
          priceInfo: { amount: 125.75, listPrice: 125.75 },
        },
      ],
      paymentGroups: [
        {
          id: `pg${number}`,
          paymentMethod: 'card',
          state: 'INITIAL',
          amount: 125.75,
          currencyCode: 'USD',
          gatewayName: 'isv-occ-gateway',
        },
      ],
    },
  };
}
