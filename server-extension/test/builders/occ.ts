import nock from 'nock';

// Other suites talk to real servers: requests are intercepted only between `startOcc` and its `stop`.
nock.restore();

export const occUrl = 'http://occ.test';
export const adminToken = 'valid-admin-token';
/** Of a user who administers `siteJP` only. */
export const otherSitesToken = 'token-of-another-site';
const applicationToken = 'token-of-the-application';

/** Site settings as OCC's administrators save them. */
export function someSettings(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    paymentMethodTypes: 'card,generic',
    paymentOptions: ['card', 'googlepay', 'applepay'],
    merchantID: 'testrest',
    merchantKeyId: 'a-key-id',
    merchantsecretKey: 'merchants-secret-key',
    authenticationType: 'http_signature',
    runEnvironment: 'apitest.cybersource.com',
    payerAuthEnabled: false,
    saleEnabled: '',
    deviceFingerprintEnabled: false,
    ...overrides,
  };
}

export interface Occ {
  /** Replaces what all channels of all known sites say. */
  settings(values: Readonly<Record<string, unknown>>): void;
  /** OCC answers 503 wherever this is asked from now on. */
  unanswered(what: 'sitesettings'): void;
  /** What OCC says of every order, after so many milliseconds; undefined: it has none. */
  order(order: unknown, afterMs?: number): void;
  /** Replaces what OCC says about every site. */
  site(site: unknown): void;
  /** Somebody who is logged in, as OCC's administrators see their profile. */
  shopper(token: string, profile: { readonly id: string; readonly creditCards: readonly object[] }): void;
  /** A user of OCC's admin pages with these roles; `sites`: the only ones that they administer. */
  adminUser(
    token: string,
    user: { readonly roles: readonly string[]; readonly sites?: readonly string[] },
  ): void;
  /** How often each path was asked; orders also one by one, `orders/o10001`. */
  readonly asked: Map<string, number>;
  stop(): void;
}

/** OCC's REST APIs at {@link occUrl}; everything else but 127.0.0.1 is out of reach. */
export function startOcc({ isWithoutPaymentTypes = false } = {}): Occ {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');

  const asked = new Map<string, number>();
  const silent = new Set<string>();
  let values = someSettings();
  let siteAnswer: unknown = { id: 'siteUS', productionURL: 'https://shop.test', country: 'US' };
  let order: unknown;
  let orderAfterMs = 0;
  const shoppers = new Map<string, { readonly id: string; readonly creditCards: readonly object[] }>();
  const adminUsers = new Map<
    string,
    { readonly roles: readonly string[]; readonly sites?: readonly string[] }
  >([
    [adminToken, { roles: ['adminRole'] }],
    [otherSitesToken, { roles: ['adminRole'], sites: ['siteJP'] }],
  ]);
  const adminUserOf = (headers: Headers): { readonly roles: readonly string[] } | undefined => {
    const user = adminUsers.get(String(headers.get('authorization')).replace('Bearer ', ''));
    const site = headers.get('x-ccsite');
    return site === null || (user?.sites?.includes(site) ?? true) ? user : undefined;
  };
  const count = (path: string): void => void asked.set(path, (asked.get(path) ?? 0) + 1);
  const isAdmin = (headers: Headers, token: string): boolean =>
    headers.get('authorization') === `Bearer ${token}`;

  const scope = nock(occUrl).persist();
  scope.post('/ccadmin/v1/login').reply((request: Request) => {
    count('login');
    return isAdmin(request.headers, 'application-key')
      ? [200, { access_token: applicationToken, expires_in: 300 }]
      : [401, { status: '401' }];
  });
  scope.post('/ccadmin/v1/verify').reply((request: Request) => {
    count('verify');
    return adminUserOf(request.headers) ? [200, { success: true }] : [401, { status: '401' }];
  });
  scope.get('/ccadmin/v1/adminProfiles/current').reply((request: Request) => {
    count('adminProfiles');
    const user = adminUserOf(request.headers);
    const roles = user?.roles.map((repositoryId) => ({ repositoryId }));
    return user === undefined
      ? [401, { status: '401' }]
      : [200, { id: 'iuser1', email: 'clerk@shop.test', roles } as nock.Body];
  });
  scope.get('/ccadmin/v1/sites').reply(() => {
    count('site list');
    return [200, { items: [{ id: 'siteUS' }, { id: 'siteJP' }] }];
  });
  scope.get('/ccadmin/v1/sitesettings/isv-occ-gateway').reply((request: Request) => {
    count('sitesettings');
    if (silent.has('sitesettings')) return [503, {}];
    if (!isAdmin(request.headers, applicationToken)) return [401, {}];
    const site = String(request.headers.get('x-ccsite'));
    if (!site.startsWith('site')) return [404, { status: '404', message: 'no such site' }];
    return [200, { id: 'isv-occ-gateway', data: { agent: values, preview: values, storefront: values } }];
  });
  scope.get(/^\/ccadmin\/v1\/sites\/.*/).reply(() => {
    count('sites');
    return [200, siteAnswer as nock.Body];
  });
  scope.get(/^\/ccadmin\/v1\/orders\/.*/).reply(async (request: Request) => {
    count('orders');
    count(request.url.replace(/^.*\/(orders\/[^?]*).*$/, '$1'));
    if (orderAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, orderAfterMs));
    return order === undefined ? [404, {}] : [200, order as nock.Body];
  });
  scope.get('/ccstore/v1/profiles/current').reply((request: Request) => {
    const known = [...shoppers].find(([token]) => isAdmin(request.headers, token));
    return known === undefined ? [401, {}] : [200, { id: known[1].id }];
  });
  scope.get(/^\/ccadmin\/v1\/profiles\/[^/]+$/).reply((request: Request) => {
    if (!isAdmin(request.headers, applicationToken)) return [401, {}];
    const found = [...shoppers.values()].find(({ id }) => request.url.endsWith(`/${id}`));
    return found === undefined ? [404, {}] : [200, found as unknown as nock.Body];
  });
  scope.get('/ccstore/v1/payment/types').reply(() => {
    count('types');
    if (isWithoutPaymentTypes) return [503, {}];
    return [
      200,
      [
        { code: 'visa', name: 'Visa', value: 'visa' },
        { code: 'masterCard', name: 'MasterCard' },
      ],
    ];
  });

  return {
    asked,
    settings: (next) => {
      values = { ...next };
    },
    unanswered: (what) => void silent.add(what),
    site: (next) => {
      siteAnswer = next;
    },
    order: (next, afterMs = 0) => {
      order = next;
      orderAfterMs = afterMs;
    },
    adminUser: (token, user) => {
      adminUsers.set(token, user);
    },
    shopper: (token, profile) => {
      shoppers.set(token, profile);
    },
    stop() {
      nock.cleanAll();
      nock.enableNetConnect();
      nock.restore();
    },
  };
}
