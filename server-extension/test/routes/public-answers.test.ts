import { expect } from 'chai';
import { paymentMethods } from '../../src/methods/methods.ts';
import { declareRoutes } from '../../src/routes/routes.ts';

/** What browsers are answered by each route, name by name. A new name here is one that the public will read: ask why it has to. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'GET /paymentMethods 200': [
    'paymentMethods[].type',
    'paymentMethods[].config.payerAuthEnabled',
    ...['newCards', 'savedCards', 'scheduledOrders'].map(
      (name) => `paymentMethods[].config.securityCode.${name}`,
    ),
    // Printed on the door of every shop; the form names the brands before a card is typed.
    'paymentMethods[].config.cardNetworks[]',
    ...[
      'Environment',
      'Gateway',
      'GatewayMerchantId',
      'MerchantId',
      'MerchantName',
      'SdkUrl',
      'SupportedNetworks',
    ].map((name) => `paymentMethods[].config.googlePay${name}`),
    'paymentMethods[].config.scriptUrl',
    'paymentMethods[].config.countryCode',
    'paymentMethods[].config.applePayDisplayName',
    'paymentMethods[].config.applePaySupportedNetworks',
    'notOffered[].type',
    'notOffered[].reason',
    'deviceFingerprint.deviceFingerprintEnabled',
    'deviceFingerprint.deviceFingerprintUrl',
    'deviceFingerprint.deviceFingerprintOrgId',
    'deviceFingerprint.deviceFingerprintData.sessionId',
    'deviceFingerprint.deviceFingerprintData.cipher.iv',
    'deviceFingerprint.deviceFingerprintData.cipher.encrypted',
  ],
  'POST /keys 200': ['captureContext', 'cipher.iv', 'cipher.encrypted'],
  'POST /address/check 200': ['wrong[]'],
  'POST /checkout/state 200': ['state', 'orderId'],
  'POST /payerAuth/setup 200': [
    'status',
    'accessToken',
    'referenceId',
    'deviceDataCollectionUrl',
    'browser.ipAddress',
    'browser.httpAcceptContent',
  ],
  // A page of HTML.
  'POST /payerAuth/returnUrl 200': [''],
  'POST /payerAuth/returnUrl 400': [''],
  'POST /payerAuthReturnUrl 200': [''],
  'POST /payerAuthReturnUrl 400': [''],
  // Apple's session, as Apple gives it.
  'POST /applepay/validate 200': ['*'],
  'POST /applePay/validate 200': ['*'],
  'GET /savedCards 200': savedCard('items[].'),
  // The owner's own address, to change it; names, e-mail and telephone number stay in the vault.
  'GET /savedCards/billingAddress 200': [
    'address1',
    'address2',
    'city',
    'state',
    'postalCode',
    'country',
  ].map((name) => `billingAddress.${name}`),
  'POST /savedCards/add 200': ['outcome', 'message', 'properties.*', ...savedCard('card.')],
  'POST /savedCards/update 200': savedCard(''),
  'POST /savedCards/delete 200': ['deleted'],
  'GET /notifications 200': ['status'],
  'GET /webhook/tokenUpdate 200': ['status'],
  'GET /health 200': ['status'],
  'GET /ready 200': ['status', 'reasons[].code', 'reasons[].message'],
  'GET /ready 503': ['status', 'reasons[].code', 'reasons[].message'],
};

function savedCard(prefix: string): readonly string[] {
  const names = ['id', 'nickname', 'type', 'last4', 'expiryMonth', 'expiryYear', 'isDefault', 'status'];
  return names.map((name) => prefix + name);
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly type?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The names of all values; `*` where an object may have any name. */
function namesIn(schema: Schema, definitions: Schema['$defs'], path = ''): readonly string[] {
  const { $ref, properties, additionalProperties, items, type } = schema;
  if ($ref !== undefined)
    return namesIn(definitions?.[$ref.replace('#/$defs/', '')] ?? {}, definitions, path);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((each) => namesIn(each, definitions, path));
  if (items !== undefined) return namesIn(items, definitions, `${path}[]`);
  if (type !== 'object') return [path];
  const inner = path === '' ? '' : `${path}.`;
  return [
    ...Object.entries(properties ?? {}).flatMap(([name, each]) => namesIn(each, definitions, inner + name)),
    ...(additionalProperties === false ? [] : [`${inner}*`]),
  ];
}

const answers = declareRoutes(paymentMethods)
  .filter(({ caller }) => ['storefront', 'shopper', 'anyone'].includes(caller))
  .flatMap((route) =>
    Object.entries(route.answers).map(([status, { schema }]) => {
      // As what is sent to the schema: an object that drops names it does not know would hide them from the tests' witness.
      const json = schema().toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Schema;
      return [`${route.method} ${route.path} ${status}`, [...new Set(namesIn(json, json.$defs))]] as const;
    }),
  );

describe('What the public is answered', () => {
  it('is known of every route', () => {
    expect(answers.map(([answer]) => answer)).to.have.members(Object.keys(PUBLIC));
  });

  for (const [answer, names] of answers)
    it(`is this and nothing else: ${answer}`, () => {
      expect(names).to.have.members(PUBLIC[answer] ?? []);
    });
});
