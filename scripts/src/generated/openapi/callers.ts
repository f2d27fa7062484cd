import type { RouteCaller } from '../../../../server-extension/src/http/callers.ts';

/** What the document says of a kind of caller. */
interface DescribedCaller {
  readonly tag: string;
  /** OpenAPI's security requirements: any one of them is enough; an empty one is none. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** Names of component parameters, where the route takes a body and where it takes none. */
  readonly parameters: { readonly withBody: readonly string[]; readonly without: readonly string[] };
}

const ADMIN_TOKEN = [{ adminToken: [] }, { adminTokenHeader: [] }];
const STOREFRONT = {
  withBody: ['OptionalSite', 'StorefrontChannel'],
  without: ['Site', 'StorefrontChannel'],
};
const NONE = { withBody: [], without: [] };
const OMS = ['Site', 'OmsChannel'];
const OPERATOR = ['OneSite'];

/** Every kind of caller, as the document shows it. */
export const DESCRIBED_CALLERS: Readonly<Record<RouteCaller, DescribedCaller>> = {
  'occ-webhook': {
    tag: 'OCC',
    security: [{ webhookSignatureSha512: [] }, { webhookSignature: [] }],
    parameters: NONE,
  },
  gateway: { tag: 'CyberSource', security: [{ notificationSignature: [] }], parameters: NONE },
  storefront: { tag: 'Storefront', security: [{}], parameters: STOREFRONT },
  shopper: { tag: 'Storefront', security: [{ shopperToken: [] }], parameters: STOREFRONT },
  oms: { tag: 'OMS', security: ADMIN_TOKEN, parameters: { withBody: OMS, without: OMS } },
  operator: {
    tag: 'Operations',
    security: ADMIN_TOKEN,
    parameters: { withBody: OPERATOR, without: OPERATOR },
  },
  monitoring: { tag: 'Operations', security: [{ monitoringToken: [] }, ...ADMIN_TOKEN], parameters: NONE },
  anyone: { tag: 'Public', security: [{}], parameters: NONE },
};

/** OpenAPI: tags. */
export const TAGS = [
  { name: 'OCC', description: 'Called by Oracle Commerce Cloud' },
  { name: 'CyberSource', description: 'Called by CyberSource, with its notifications' },
  {
    name: 'Storefront',
    description: 'Called by pages of the shop; a browser’s page of another origin is refused',
  },
  { name: 'OMS', description: 'Called by the merchant’s order management' },
  { name: 'Operations', description: 'For the people who run it' },
  {
    name: 'Public',
    description: 'Called by load balancers, and by browsers that come back from an issuer’s page',
  },
];

/** OpenAPI: components, securitySchemes. */
export const SECURITY_SCHEMES = {
  webhookSignatureSha512: {
    type: 'apiKey',
    in: 'header',
    name: 'x-oracle-cc-webhook-signature-sha512',
    description: 'Base64 of HMAC-SHA512 over the body’s bytes',
  },
  webhookSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Oracle-CC-WebHook-Signature',
    description: 'Base64 of HMAC-SHA512, or of HMAC-SHA1 where `payments.secret.allowSha1` is on',
  },
  notificationSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'v-c-signature',
    description:
      '`t=<milliseconds>;keyId=<id>;sig=<base64>`: HMAC-SHA256 over `t`, a full stop and the bytes of the member `payload`',
  },
  adminToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An OCC admin token; OCC is asked about it every time',
  },
  monitoringToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The value of `MONITORING_TOKEN`, for programs that watch the extension',
  },
  adminTokenHeader: { type: 'apiKey', in: 'header', name: 'x-occ-authentication', description: 'The same' },
  shopperToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The OCC token of the shopper who is logged in; OCC says whose it is',
  },
};

const SITE = { type: 'string', pattern: '^[\\w-]{1,64}$' };
const CHANNEL = { $ref: '#/components/schemas/Channel' };

/** OpenAPI: components, parameters. */
export const PARAMETERS = {
  TraceParent: {
    name: 'traceparent',
    in: 'header',
    schema: { type: 'string', pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}' },
    description:
      'W3C Trace Context: the trace that the request belongs to. It stands on every line of the log and goes on to CyberSource and OCC',
  },
  Site: { name: 'x-ccsite', in: 'header', required: true, schema: SITE, description: 'OCC’s site' },
  OptionalSite: {
    name: 'x-ccsite',
    in: 'header',
    schema: SITE,
    description: 'OCC’s site; not needed where the body names `siteId`',
  },
  OneSite: {
    name: 'x-ccsite',
    in: 'header',
    schema: SITE,
    description: 'Only this site of OCC. Without it the token has to be good for every site with the gateway',
  },
  StorefrontChannel: {
    name: 'channel',
    in: 'header',
    schema: CHANNEL,
    description: 'OCC’s channel; `storefront` where neither header nor body names one',
  },
  OmsChannel: {
    name: 'x-ccasset-channel',
    in: 'header',
    required: true,
    schema: CHANNEL,
    description: 'OCC’s channel, whose gateway settings count',
  },
};
