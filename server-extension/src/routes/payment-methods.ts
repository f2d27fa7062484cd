import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';
import { type CountryCode, toCountryCode } from '../domain/address/country.ts';
import { isCurrencyCode } from '../domain/money/currency.ts';
import { money } from '../domain/money/money.ts';
import { present } from '../domain/present.ts';
import { digestOf, type Seal } from '../domain/seal.ts';
import type { GatewaySettings, SettingFault } from '../domain/settings.ts';
import type { ClientNetwork } from '../guard/client-network.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { OrderToPay } from '../methods/method/applicability.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import { faultOfMethod } from '../methods/method/method-fault.ts';
import type { PaymentMethod } from '../methods/method/payment-method.ts';
import type { SiteDetails } from '../occ/settings/site-details.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import type { Request } from '../http/route.ts';
import { sendJson } from '../http/send.ts';
import { cipher } from './cipher.ts';

export interface PaymentMethodsDeps {
  readonly sites: Pick<SiteDetails, 'country' | 'cardNetworks'>;
  readonly clientNetwork: ClientNetwork;
  /** Stands in for Google, Apple and ThreatMetrix on a developer's machine. */
  readonly walletScriptOrigin?: string;
  readonly seal: Seal;
  readonly now: () => Date;
  readonly log: Log;
}

const FINGERPRINT_LIFE_MS = 60 * 60 * 1000;

const orderQuery = lazy(() =>
  z.object({
    currency: z
      .string()
      .refine(isCurrencyCode, 'must be an ISO 4217 currency in capitals')
      .optional()
      .meta({ description: 'ISO 4217, in capitals' }),
    amount: z
      .string()
      .regex(/^\d{1,12}$/, 'must be a whole number of minor units: 12575 for USD 125.75')
      .transform(Number)
      .optional()
      .meta({ description: 'Minor units: 12575 for USD 125.75. Needs the currency' }),
    country: z
      .string()
      .refine((text) => toCountryCode(text) !== undefined, 'must be an ISO 3166 country')
      .optional()
      .meta({ description: 'Of the billing address, ISO 3166' }),
  }),
);

/** What the storefront may offer: the methods that the site has switched on, in the order of their list. */
export function paymentMethods(methods: readonly PaymentMethod[]): Route<PaymentMethodsDeps> {
  return defineRoute({
    method: 'GET',
    path: '/paymentMethods',
    operationId: 'paymentMethods',
    summary: 'What the storefront may offer',
    description:
      'With a query, methods that do not take the order are left out, and `notOffered` says why. What the query leaves out excludes no ' +
      'method.',
    caller: 'storefront',
    query: orderQuery,
    answers: {
      200: {
        description: 'The enabled payment methods and the device fingerprint’s session',
        schema: lazy(() =>
          z
            .strictObject({
              paymentMethods: z.array(z.union(methods.map(offerOf))),
              notOffered: z
                .array(z.strictObject({ type: z.string(), reason: z.string() }))
                .optional()
                .meta({ description: 'Only with a query' }),
              deviceFingerprint: deviceFingerprint(),
            })
            .meta({ id: 'PaymentMethods' }),
        ),
        examples: {
          cardsOnly: {
            paymentMethods: [
              {
                type: 'card',
                config: {
                  payerAuthEnabled: true,
                  securityCode: { newCards: true, savedCards: false, scheduledOrders: true },
                  cardNetworks: ['VISA', 'MASTERCARD'],
                },
              },
            ],
            deviceFingerprint: NO_FINGERPRINT,
          },
        },
      },
    },
    handler: (deps: PaymentMethodsDeps) => {
      const read = createOffer(methods, deps);
      return async ({ req, res, caller, query }) => {
        sendJson(res, 200, await read(req, await caller.settings(), requireOrderToPay(query)));
      };
    },
  });
}

const deviceFingerprint = lazy(() =>
  z.strictObject({
    deviceFingerprintEnabled: z.boolean(),
    deviceFingerprintUrl: z.string().optional(),
    deviceFingerprintOrgId: z.string().optional(),
    deviceFingerprintData: z.strictObject({ sessionId: z.string(), cipher: cipher() }),
  }),
);

/** What the query says is to be paid; undefined without one. @throws Problem `malformed-request` for an amount of no currency. */
function requireOrderToPay({ currency, amount, country }: Shape<typeof orderQuery>): OrderToPay | undefined {
  if (currency === undefined && amount === undefined && country === undefined) return undefined;
  if (amount !== undefined && currency === undefined)
    throw malformedField('query:currency', 'is missing: it says what the amount is in');
  return present({
    currency,
    amount: amount === undefined || currency === undefined ? undefined : money(amount, currency),
    country: country === undefined ? undefined : toCountryCode(country),
  });
}

/** The shape in which a method is offered. */
function offerOf({ type, storefront }: PaymentMethod): z.ZodObject {
  const { schema, standInScript, needsMerchantCountry, showsCardNetworks } = storefront;
  return z.strictObject({
    type: z.literal(type),
    config: schema().extend({
      ...(standInScript !== undefined && {
        scriptUrl: z.string().optional().meta({ description: 'On a developer’s machine only' }),
      }),
      ...(needsMerchantCountry && {
        countryCode: z
          .string()
          .optional()
          .meta({ description: 'The merchant’s; without it the method is not offered' }),
      }),
      ...(showsCardNetworks && {
        cardNetworks: z.array(z.string()).optional().meta({
          description:
            'Card brands that the site takes, by CyberSource’s names; absent where OCC cannot be asked for them now',
        }),
      }),
    }),
  });
}

/** The offer for one request; a site without a country is logged once, however often it is asked. */
function createOffer(
  methods: readonly PaymentMethod[],
  deps: PaymentMethodsDeps,
): (
  req: Request,
  settings: GatewaySettings,
  order: OrderToPay | undefined,
) => Promise<Readonly<Record<string, unknown>>> {
  const { sites, clientNetwork, walletScriptOrigin, seal, now, log } = deps;
  const reported = new Set<string>();
  return async (req, settings, order) => {
    const enabled = methods.filter(({ type }) => settings.enabledTypes.has(type));
    const notOffered = enabled.flatMap(({ type, appliesTo }) => {
      const fault = faultOfMethod(type, settings);
      if (fault !== undefined) reportFault(type, fault, settings);
      const reason = appliesTo(order ?? {}, settings);
      return reason === undefined ? [] : [{ type, reason }];
    });
    const { site, channel } = settings;
    for (const { type, reason } of notOffered)
      log('method.not-offered', { site, channel, paymentType: type, problem: reason });
    const offered = enabled.filter(({ type }) => notOffered.every((each) => each.type !== type));
    const needsCountry = offered.some(({ storefront }) => storefront.needsMerchantCountry);
    const country = needsCountry ? await countryOf(settings) : undefined;
    const showsNetworks = offered.some(({ storefront }) => storefront.showsCardNetworks);
    // What is shown of brands is never worth the offer: the card fields ask OCC for them again.
    const cardNetworks = showsNetworks ? await sites.cardNetworks(site).catch(() => undefined) : undefined;
    return {
      paymentMethods: offered.map(({ type, storefront }) => ({
        type,
        config: {
          ...storefront.config(settings),
          ...standIn(storefront),
          ...(storefront.needsMerchantCountry && present({ countryCode: country })),
          ...(storefront.showsCardNetworks && present({ cardNetworks })),
        },
      })),
      // The earlier plugin's answer, unless the caller asks for more than that plugin could say.
      ...(order !== undefined && { notOffered }),
      deviceFingerprint: settings.deviceFingerprint.enabled
        ? fingerprintFor(settings, clientNetwork(req))
        : NO_FINGERPRINT,
    };
  };

  /**
   * A wallet whose sheet does not open, or whose payments are refused. It stays in the offer, as with the earlier plugin;
   * the log names the setting, once however often pages ask.
   */
  function reportFault(
    paymentType: string,
    { setting, problem, remedy }: SettingFault,
    { site, channel }: GatewaySettings,
  ): void {
    const key = `${site} ${channel} ${setting}`;
    if (reported.has(key)) return;
    reported.add(key);
    log('method.misconfigured', { site, channel, paymentType, setting, problem: `${problem} ${remedy}` });
  }

  /** The merchant's country. Without one the widget cannot offer a wallet, and the log says so once for each site. */
  async function countryOf({
    site,
    channel,
    merchantCountry,
  }: GatewaySettings): Promise<CountryCode | undefined> {
    const country = merchantCountry ?? (await sites.country(site));
    const key = `${site} ${channel}`;
    if (country === undefined && !reported.has(key)) {
      reported.add(key);
      log('wallet.country-missing', { site, channel, setting: 'merchantCountry' });
    }
    return country;
  }

  function standIn({ standInScript: path }: PaymentMethod['storefront']): { readonly scriptUrl?: string } {
    return walletScriptOrigin === undefined || path === undefined
      ? {}
      : { scriptUrl: walletScriptOrigin + path };
  }

  /** The session id that the screening script runs under, sealed so that the webhook can tell ours from another. */
  function fingerprintFor(
    { site, account, deviceFingerprint: { url, organizationId } }: GatewaySettings,
    network: string | undefined,
  ): Shape<typeof deviceFingerprint> {
    const sessionId = account.merchantId + randomUUID();
    const expiresAt = new Date(now().getTime() + FINGERPRINT_LIFE_MS);
    const { iv, encrypted } = seal.seal(
      { purpose: 'device-fingerprint', site, expiresAt, ...present({ network }) },
      digestOf(sessionId),
    );
    return {
      deviceFingerprintEnabled: true,
      deviceFingerprintUrl: walletScriptOrigin === undefined ? url : inPlaceOf(url, walletScriptOrigin),
      deviceFingerprintOrgId: organizationId,
      deviceFingerprintData: { sessionId, cipher: { iv, encrypted } },
    };
  }
}

/** The same path on another origin. */
function inPlaceOf(address: string, origin: string): string {
  return URL.canParse(address) ? origin + new URL(address).pathname : address;
}

/** The earlier plugin's storefront reads session and seal before it looks whether they are wanted. */
const NO_FINGERPRINT = {
  deviceFingerprintEnabled: false,
  deviceFingerprintData: { sessionId: '', cipher: { iv: '', encrypted: '' } },
};
