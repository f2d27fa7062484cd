import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createOccApi, type OccApi } from '../../../src/occ/api/admin-api.ts';

const site = 'siteUS' as SiteId;

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly site: string | undefined;
  readonly accept: string | undefined;
  readonly body: string;
}

describe("OCC's API", () => {
  let server: Server;
  let api: OccApi;
  let time: number;
  let asked: Asked[];
  let answer: (request: Asked, response: ServerResponse) => void;
  let logins: number;

  beforeEach(async () => {
    time = Date.now();
    asked = [];
    logins = 0;
    answer = (_request, response) => response.end('{}');
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        const body = Buffer.concat(chunks).toString('utf8');
        const one = {
          method,
          url,
          authorization: headers.authorization,
          site: headers['x-ccsite']?.toString(),
          accept: headers.accept,
          body,
        };
        if (url === '/ccadmin/v1/login' && headers.authorization === 'Bearer application-key') {
          logins += 1;
          response.end(JSON.stringify({ access_token: `token${logins}`, expires_in: '300' }));
          return;
        }
        asked.push(one);
        answer(one, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = apiWith('application-key');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** @param timeoutMs longer than a busy machine takes for an answer. */
  function apiWith(key: string, timeoutMs = 10_000): OccApi {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return createOccApi({
      storeUrl: url,
      adminUrl: url,
      applicationKey: new Secret(key),
      timeoutMs,
      now: () => new Date(time),
    });
  }

  async function problemOf(promise: Promise<unknown>): Promise<Problem> {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(Problem);
    return error as Problem;
  }

  it('logs in once for many calls and names the site', async () => {
    await Promise.all([
      api.siteSettings('isv-occ-gateway', site),
      api.order('o1' as never, site),
      api.site(site),
    ]);
    expect(logins).to.equal(1);
    expect(asked.map(({ url }) => url)).to.have.members([
      '/ccadmin/v1/sitesettings/isv-occ-gateway',
      '/ccadmin/v1/orders/o1',
      '/ccadmin/v1/sites/siteUS',
    ]);
    expect(new Set(asked.map((one) => `${one.authorization} ${one.site}`))).to.deep.equal(
      new Set(['Bearer token1 siteUS']),
    );
    expect(new Set(asked.map(({ accept }) => accept))).to.deep.equal(new Set(['application/json']));
  });

  it('renews its token before it ends', async () => {
    await api.site(site);
    time += 269_000;
    await api.site(site);
    expect(logins).to.equal(1);
    time += 2_000;
    await api.site(site);
    expect(logins).to.equal(2);
  });

  it('logs in again when OCC has withdrawn the token', async () => {
    answer = (request, response) => {
      response.statusCode = request.authorization === 'Bearer token1' ? 401 : 200;
      response.end('{"ok":true}');
    };
    expect(await api.site(site)).to.deep.equal({ ok: true });
    expect(logins).to.equal(2);
  });

  it('says that the application key is wrong, and which OCC refused it', async () => {
    answer = (_request, response) => {
      response.statusCode = 401;
      response.end('{}');
    };
    const problem = await problemOf(apiWith('another').site(site));
    expect(problem).to.include({ code: 'not-configured' });
    expect(problem.details.host).to.match(/^127\.0\.0\.1:\d+$/);
    expect(problem.details.setting).to.equal('ATG_APPLICATION_TOKEN');
  });

  it('does not know what OCC does not know', async () => {
    answer = (_request, response) => {
      response.statusCode = 404;
      response.end('{}');
    };
    expect(await problemOf(api.siteSettings('isv-occ-gateway', 'nobody' as SiteId))).to.include({
      code: 'not-found',
    });
  });

  const failures: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ['fails', (response) => void response.writeHead(500).end('oops')],
    ['says something that is no JSON', (response) => void response.end('<html>')],
    ['says nothing', () => undefined],
    ['hangs up', (response) => void response.destroy()],
    ['stops half-way', (response) => void response.write('{"half":')],
    [
      'sends us elsewhere',
      (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ];
  for (const [what, fail] of failures) {
    it(`gives up in time when OCC ${what}`, async () => {
      answer = (_request, response) => {
        fail(response);
      };
      const impatient = apiWith('application-key', 200);
      expect(await problemOf(impatient.site(site))).to.include({ status: 502 });
    });
  }

  it('verifies a presented token with that very token', async () => {
    answer = (request, response) => {
      response.statusCode = request.authorization === 'Bearer good' ? 200 : 401;
      response.end(JSON.stringify({ success: true }));
    };
    expect(await api.isAdminToken('good', site)).to.equal(true);
    expect(await api.isAdminToken('bad', site)).to.equal(false);
    answer = (_request, response) => response.end('{"success":false}');
    expect(await api.isAdminToken('good', site)).to.equal(false);
    answer = (_request, response) => response.end('"success"');
    expect(await api.isAdminToken('good', undefined)).to.equal(false);
    expect(asked[0]).to.include({ method: 'POST', url: '/ccadmin/v1/verify', site: 'siteUS' });
    expect(logins).to.equal(0);
  });

  it('escapes what it puts into a path', async () => {
    await api.order('../sites/x?y' as never, site);
    expect(asked[0]?.url).to.equal('/ccadmin/v1/orders/..%2Fsites%2Fx%3Fy');
  });

  const CALLS: Readonly<Record<string, (api: OccApi) => Promise<unknown>>> = {
    'the settings of a site': (occ) => occ.siteSettings('isv-occ-gateway', site),
    'a site': (occ) => occ.site(site),
    'the sites': (occ) => occ.sites(),
    'an order': (occ) => occ.order('o1' as never, site),
    'the update of an order': (occ) =>
      occ.updateOrder('o1' as never, site, { state: 'PROCESSING' }).then(() => ({ success: true })),
    'the order type': (occ) => occ.orderType(),
    'a property for orders': (occ) => occ.addOrderProperties({ a_b: {} }).then(() => ({ success: true })),
    'a profile': (occ) => occ.profile('p/1', site),
    'the payment types': (occ) => occ.paymentTypes(site),
    'the profile of a shopper': (occ) => occ.currentProfile('shopper', site),
    'a shopper’s cards': (occ) => occ.asShopper('shopper', site, { path: '/ccstore/v1/cards' }),
    'whether a token is an administrator’s': (occ) => occ.isAdminToken('good', site),
    'who is behind a token': async (occ) => {
      const answer = await occ.currentAdminProfile('good');
      return answer.is === 'found' ? answer.profile : answer.is;
    },
  };
  const MEANINGS: readonly (readonly [
    what: string,
    url: string,
    meanings: Readonly<Record<number, unknown>>,
  ])[] = [
    [
      'the settings of a site',
      '/ccadmin/v1/sitesettings/isv-occ-gateway',
      { 400: 'not-found', 404: 'not-found' },
    ],
    ['a site', '/ccadmin/v1/sites/siteUS', { 400: 'not-found', 404: 'not-found' }],
    ['the sites', '/ccadmin/v1/sites', { 400: 'gateway-failure', 404: 'gateway-failure' }],
    ['an order', '/ccadmin/v1/orders/o1', { 400: 'not-found', 404: 'not-found' }],
    [
      'the update of an order',
      '/ccadmin/v1/orders/o1',
      { 400: 'unprocessable', 404: 'not-found', 409: 'conflict' },
    ],
    ['the order type', '/ccadmin/v1/orderTypes/order', { 400: 'gateway-failure', 404: 'gateway-failure' }],
    [
      'a property for orders',
      '/ccadmin/v1/orderTypes/order',
      { 400: 'unprocessable', 403: 'unprocessable', 404: 'unprocessable' },
    ],
    ['a profile', '/ccadmin/v1/profiles/p%2F1', { 400: 'not-found', 404: 'not-found' }],
    ['the payment types', '/ccstore/v1/payment/types', { 400: 'gateway-failure', 401: 'gateway-failure' }],
    [
      'the profile of a shopper',
      '/ccstore/v1/profiles/current',
      { 400: 'gateway-failure', 401: undefined, 403: undefined, 404: 'gateway-failure' },
    ],
    [
      'a shopper’s cards',
      '/ccstore/v1/cards',
      { 400: 'not-found', 401: 'not-authenticated', 403: 'not-authenticated', 404: 'not-found' },
    ],
    [
      'whether a token is an administrator’s',
      '/ccadmin/v1/verify',
      { 400: false, 401: false, 403: false, 404: 'gateway-failure' },
    ],
    [
      'who is behind a token',
      '/ccadmin/v1/adminProfiles/current',
      { 400: 'withheld', 401: 'withheld', 403: 'withheld', 404: 'absent' },
    ],
  ];
  for (const [what, inMessage] of [
    ['the settings of a site', 'sitesettings'],
    ['a site', 'sites'],
    ['the sites', 'sites'],
    ['an order', 'orders'],
    ['the update of an order', 'order'],
    ['the order type', 'order type'],
    ['a property for orders', 'order type'],
    ['a profile', 'profiles'],
    ['the payment types', 'payment types'],
    ['the profile of a shopper', 'current profile'],
  ] as const)
    it(`says that it was ${what} for which OCC gave no usable answer`, async () => {
      answer = (_request, response) => {
        response.statusCode = 502;
        response.end();
      };
      const problem = await problemOf((CALLS[what] ?? expect.fail())(api));
      expect(problem.message).to.include(`(${inMessage}, HTTP 502)`);
    });

  for (const [what, url, meanings] of MEANINGS) {
    const call = CALLS[what] ?? expect.fail();
    for (const [status, meaning] of Object.entries({
      ...meanings,
      300: 'gateway-failure',
      500: 'gateway-failure',
    }))
      it(`takes ${status} of OCC, asked for ${what}, for ${meaning}`, async () => {
        answer = (_request, response) => {
          response.statusCode = Number(status);
          response.end('{"success":true}');
        };
        const result = await call(api).catch((error: unknown) => {
          if (error instanceof Problem) return error.code;
          throw error;
        });
        expect(result).to.equal(meaning);
        expect(asked[0]).to.include({ url });
      });

    it(`gives on what OCC says of ${what}`, async () => {
      answer = (_request, response) => response.end('{"success":true}');
      expect(await call(api)).to.deep.equal(url.endsWith('verify') ? true : { success: true });
    });
  }

  it('sends what a shopper changes as JSON, and needs no answer to a removal', async () => {
    const path = '/ccstore/v1/cards/c1';
    expect(
      await api.asShopper('shopper', site, { method: 'PUT', path, json: { nickname: 'N' } }),
    ).to.deep.equal({});
    answer = (_request, response) => response.writeHead(204).end();
    expect(await api.asShopper('shopper', site, { method: 'DELETE', path })).to.equal(undefined);
    const asShopper = { url: path, authorization: 'Bearer shopper', accept: 'application/json', site };
    expect(asked).to.deep.equal([
      { ...asShopper, method: 'PUT', body: '{"nickname":"N"}' },
      { ...asShopper, method: 'DELETE', body: '' },
    ]);
  });

  const OF_A_CARD: readonly (readonly [
    method: 'GET' | 'PUT' | 'DELETE',
    meanings: Record<number, string>,
  ])[] = [
    ['GET', { 200: 'done', 400: 'not-found', 422: 'gateway-failure' }],
    ['PUT', { 200: 'done', 400: 'unprocessable', 422: 'gateway-failure' }],
    ['DELETE', { 200: 'done', 400: 'not-found', 422: 'gateway-failure' }],
  ];
  const OF_EVERY_METHOD = {
    300: 'gateway-failure',
    401: 'not-authenticated',
    403: 'not-authenticated',
    404: 'not-found',
    429: 'gateway-failure',
    500: 'gateway-failure',
    502: 'gateway-failure',
    503: 'gateway-failure',
  };
  for (const [method, meanings] of OF_A_CARD)
    for (const [status, meaning] of Object.entries({ ...OF_EVERY_METHOD, ...meanings }))
      it(`takes ${status} of OCC, for the ${method} of a shopper’s card, for ${meaning}`, async () => {
        answer = (_request, response) => response.writeHead(Number(status)).end('{}');
        const done = api.asShopper('shopper', site, { method, path: '/ccstore/v1/cards/c1' });
        const code = await done.then(
          () => 'done',
          (error: unknown) => (error instanceof Problem ? error.code : error),
        );
        expect(code).to.equal(meaning);
      });

  it('says why OCC refuses to change a shopper’s card', async () => {
    answer = (_request, response) => response.writeHead(400).end('{"message":"The nickname is in use."}');
    const path = '/ccstore/v1/cards/c1';
    const { message } = await problemOf(api.asShopper('shopper', site, { method: 'PUT', path, json: {} }));
    expect(message).to.equal('OCC refused to change the saved card: The nickname is in use. (HTTP 400)');
  });

  it('asks with a shopper’s or administrator’s own token where that is whose right is asked about', async () => {
    await api.currentProfile('shopper', site);
    await api.currentAdminProfile('clerk');
    await api.paymentTypes(site);
    expect(asked.map((one) => [one.authorization, one.site])).to.deep.equal([
      ['Bearer shopper', 'siteUS'],
      ['Bearer clerk', undefined],
      [undefined, 'siteUS'],
    ]);
    expect(logins).to.equal(0);
  });

  it('adds properties in English, and says why OCC refuses a change', async () => {
    await api.addOrderProperties({ a_b: { label: 'B' } });
    expect(asked[0]).to.include({ method: 'PUT', body: '{"properties":{"a_b":{"label":"B"}}}' });
    const reasonFor = async (body: string): Promise<string> => {
      answer = (_request, response) => response.writeHead(422).end(body);
      return (await problemOf(api.updateOrder('o1' as never, site, {}))).message;
    };
    expect(await reasonFor('{"message":"No such state."}')).to.match(/: No such state\. \(HTTP 422\)$/);
    expect(await reasonFor(JSON.stringify({ message: 'x'.repeat(201) }))).to.include(
      `: ${'x'.repeat(200)} (HTTP 422)`,
    );
    expect(await reasonFor('<html>')).to.match(/: HTTP 422$/);
  });

  it('asks for webhooks with their secrets', async () => {
    await api.functionWebhooks();
    await api.functionWebhook('a/b');
    expect(asked.map(({ url }) => url)).to.deep.equal([
      '/ccadmin/v1/functionWebhooks',
      '/ccadmin/v1/functionWebhooks/a%2Fb?includeSecretKeys=true',
    ]);
    expect(asked[0]).to.include({ authorization: 'Bearer token1', site: undefined });
  });

  it('adds a shopper’s card with their token, and hears why OCC takes it not', async () => {
    answer = (_request, response) => response.end('{"id":"c1"}');
    const add = () => api.addShopperCard('shopper', site, { nickname: 'N' });
    expect(await add()).to.deep.equal({ is: 'answered', body: { id: 'c1' } });
    expect(asked[0]).to.deep.equal({
      method: 'POST',
      url: '/ccstore/v1/profiles/current/creditCards',
      authorization: 'Bearer shopper',
      accept: 'application/json',
      site: 'siteUS',
      body: '{"nickname":"N"}',
    });
    for (const [body, message] of [
      ['{"message":"Declined."}', 'Declined.'],
      [JSON.stringify({ message: 'x'.repeat(500) }), 'x'.repeat(500)],
      [JSON.stringify({ message: 'x'.repeat(501) }), ''],
      ['<html>', ''],
    ] as const) {
      answer = (_request, response) => response.writeHead(400).end(body);
      expect(await add()).to.deep.equal({ is: 'refused', message });
    }
    for (const [status, code] of [
      [401, 'not-authenticated'],
      [403, 'not-authenticated'],
      [404, 'gateway-failure'],
      [500, 'gateway-failure'],
    ] as const) {
      answer = (_request, response) => response.writeHead(status).end('{}');
      expect(await problemOf(add())).to.include({ code });
    }
  });

  describe('for applications', () => {
    /** Their login has an address of its own. */
    const answerTo = (request: Asked, response: ServerResponse): void => {
      if (request.url !== '/ccapp/v1/login') response.end('{"items":[]}');
      else response.end(JSON.stringify({ access_token: `app${asked.length}`, expires_in: 300 }));
    };
    beforeEach(() => {
      answer = answerTo;
    });
    const calls = (): readonly string[] =>
      asked
        .filter(({ url }) => url !== '/ccapp/v1/login')
        .map(({ method, url, body }) => [method, url, body].filter((part) => part !== '').join(' '));

    it('reads and replaces the saved cards of profiles, logged in once', async () => {
      await api.profiles(100, 50);
      await api.profileCards('p/1');
      await api.replaceProfileCards('p/1', [{ token: 't' }]);
      await api.profilesWithCard('to"k\\en');
      expect(calls()).to.deep.equal([
        'GET /ccapp/v1/profiles?offset=100&limit=50',
        'GET /ccapp/v1/profiles/p%2F1',
        'PUT /ccapp/v1/profiles/p%2F1 {"creditCards":[{"token":"t"}]}',
        'GET /ccapp/v1/profiles?useAdvancedQParser=true&q=creditCards.token+eq+%22token%22',
      ]);
      const logins = asked.filter(({ url }) => url === '/ccapp/v1/login');
      expect(logins).to.have.length(1);
      expect(logins[0]).to.include({
        method: 'POST',
        authorization: 'Bearer application-key',
        body: 'grant_type=client_credentials',
      });
      expect(asked.at(-1)).to.include({ authorization: 'Bearer app1' });
    });

    it('logs in again when OCC has withdrawn the token', async () => {
      answer = (request, response) => {
        if (request.authorization === 'Bearer app1') response.statusCode = 401;
        answerTo(request, response);
      };
      expect(await api.profiles(0, 1)).to.deep.equal({ items: [] });
      expect(calls()).to.have.length(2);
    });
  });

  it('takes no answer of more than four million characters', async () => {
    const text = (length: number) => `"${'a'.repeat(length - 2)}"`;
    answer = (_request, response) => response.end(text(4_000_000));
    expect(await api.site(site)).to.have.length(3_999_998);
    answer = (_request, response) => response.end(text(4_000_001));
    expect(await problemOf(api.site(site))).to.include({ code: 'gateway-failure' });
  });

  it('gives up after the second login when OCC refuses that token as well', async () => {
    answer = (_request, response) => response.writeHead(401).end('{}');
    expect(await problemOf(api.order('o1' as never, site))).to.include({ code: 'gateway-failure' });
    expect([logins, asked.length]).to.deep.equal([2, 2]);
  });
});
