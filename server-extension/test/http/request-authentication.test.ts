import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { SiteId } from '../../src/domain/ids.ts';
import { type OperatorRoles, parseOperatorRoles } from '../../src/domain/operator.ts';
import { Problem } from '../../src/domain/problem.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { readJson } from '../../src/http/read-body.ts';
import {
  type AuthenticationDeps,
  createAuthentication,
  hasAdminToken,
  shopperToken,
  type UncheckedRequest,
} from '../../src/http/request-authentication.ts';
import type { Request } from '../../src/http/route.ts';
import type { Notification } from '../../src/notifications/ports.ts';
import { settings } from '../builders/settings.ts';

const TOKEN = 'token-of-an-administrator';
const WITH_TOKEN = { authorization: `Bearer ${TOKEN}` };

type Headers = Request['headers'];

function request(headers: Headers = {}, body?: string): Request {
  const withBody = body === undefined ? {} : { 'content-type': 'application/json', rawBody: body };
  return Object.assign(Readable.from([]), {
    headers: { ...withBody, ...headers },
    rawBody: body,
  }) as unknown as Request;
}

function unchecked(req: Request, more: Partial<UncheckedRequest> = {}): UncheckedRequest {
  return { req, hasBody: false, readJson: () => readJson(req), ...more };
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => expect.fail('It was let through.'),
    (reason: unknown) => reason,
  );
  return error instanceof Problem ? error : expect.fail(String(error));
}

const notification = { id: 'n1' } as Notification;

/** What was asked of OCC and of the settings. */
interface Asked {
  readonly tokens: (readonly [string, string | undefined])[];
  readonly settings: string[];
  readonly origins: number[];
  readonly needsRoles: boolean[];
}

interface Shop {
  /** By site; each has the gateway. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Sites for which OCC accepts the token. `''`: for no site in particular. */
  readonly accepted?: readonly string[];
  readonly operatorRoles?: readonly string[];
  readonly isApplication?: boolean;
}

function authenticate(
  { roles = { siteUS: '' }, accepted = ['', 'siteUS', 'siteJP'], ...operator }: Shop = {},
  more: Partial<AuthenticationDeps> = {},
) {
  const asked: Asked = { tokens: [], settings: [], origins: [], needsRoles: [] };
  const rolesOf = (site: string): OperatorRoles =>
    parseOperatorRoles(roles[site] ?? '') ?? expect.fail('no roles');
  const authentication = createAuthentication({
    requireSignature: async () => undefined,
    settingsFor: async (site, channel) => {
      asked.settings.push(`${site} ${channel}`);
      return settings;
    },
    originCheck: {
      requireShopOrigin: async (_req: Request, given: GatewaySettings) => {
        expect(given).to.equal(settings);
        asked.origins.push(1);
      },
    },
    occ: {
      isAdminToken: async (token: string, site?: string) => {
        asked.tokens.push([token, site]);
        return accepted.includes(site ?? '');
      },
    },
    findOperator: async (_token, needsRoles) => {
      asked.needsRoles.push(needsRoles);
      return {
        kind: operator.isApplication === true ? 'application' : 'user',
        name: 'clerk@shop.test',
        roles: new Set(operator.operatorRoles ?? []),
      };
    },
    operatorRoles: {
      of: async (site) => rolesOf(site),
      ofAllSites: async () => new Map(Object.keys(roles).map((site) => [site as SiteId, rolesOf(site)])),
    },
    ...more,
  });
  return { authentication, asked };
}

describe('The check of OCC’s webhook', () => {
  it('gives the route the bytes whose signature it has verified', async () => {
    const verified: string[] = [];
    const { authentication } = authenticate(
      {},
      {
        requireSignature: async (bytes, headers) => {
          verified.push(`${String(bytes)} ${String(headers['x-oracle-cc-webhook-signature'])}`);
        },
      },
    );
    const req = request({ 'x-oracle-cc-webhook-signature': 'sha256=x' }, '{"a":1}');
    const { bytes } = await authentication['occ-webhook'](unchecked(req));
    expect(String(bytes)).to.equal('{"a":1}');
    expect(verified).to.deep.equal(['{"a":1} sha256=x']);
  });

  it('refuses every webhook without a key, and names the setting', async () => {
    const { authentication } = authenticate({}, { requireSignature: undefined });
    const problem = await problemOf(authentication['occ-webhook'](unchecked(request({}, '{}'))));
    expect(problem).to.include({ code: 'not-configured' });
    expect(problem.message).to.include('payments.secret.key').and.include('PAYMENTS_SECRET_KEY');
    expect(problem.details).to.deep.equal({ setting: 'PAYMENTS_SECRET_KEY' });
    expect(problem.fields).to.deep.equal([]);
  });

  it('rejects as the signature’s check does', async () => {
    const refusal = new Problem('bad-signature', 'another key');
    const { authentication } = authenticate({}, { requireSignature: () => Promise.reject(refusal) });
    expect(await problemOf(authentication['occ-webhook'](unchecked(request({}, '{}'))))).to.equal(refusal);
  });
});

describe('The check of a notification', () => {
  it('looks at its header before its body, and gives the route what it tells', async () => {
    const steps: string[] = [];
    const { authentication } = authenticate(
      {},
      {
        notificationReader: {
          requireHeader: ({ 'v-c-signature': signature }) => void steps.push(`header ${String(signature)}`),
          read: async (bytes, { 'v-c-signature': signature }) => {
            steps.push(`body ${String(bytes)} ${String(signature)}`);
            return [notification];
          },
        },
      },
    );
    const given = await authentication.gateway(unchecked(request({ 'v-c-signature': 's' }, '{}')));
    expect(given).to.deep.equal({ notifications: [notification] });
    expect(steps).to.deep.equal(['header s', 'body {} s']);
  });

  it('reads no body of a forged one', async () => {
    const refusal = new Problem('bad-signature', 'no key of ours');
    const { authentication } = authenticate(
      {},
      {
        notificationReader: {
          requireHeader: () => {
            throw refusal;
          },
          read: () => expect.fail('It was read.'),
        },
      },
    );
    expect(await problemOf(authentication.gateway(unchecked(request())))).to.equal(refusal);
  });

  it('knows no such address without a key', async () => {
    const { authentication } = authenticate();
    const problem = await problemOf(authentication.gateway(unchecked(request({}, '{}'))));
    expect(problem.code).to.equal('not-found');
    expect(problem.message).to.include('notifications.keys');
  });
});

describe('The check of a page of the shop', () => {
  const callers: Readonly<Record<string, readonly [Headers, object | undefined, string]>> = {
    'the headers': [{ 'x-ccsite': 'siteUS', channel: 'agent' }, undefined, 'siteUS agent'],
    'the body': [{}, { siteId: 'siteJP', channel: 'preview' }, 'siteJP preview'],
    'the body before the headers': [
      { 'x-ccsite': 'siteUS', channel: 'agent' },
      { siteId: 'siteJP', channel: 'preview' },
      'siteJP preview',
    ],
    'the headers where the body has empty text': [
      { 'x-ccsite': 'siteUS', channel: 'agent' },
      { siteId: '', channel: '' },
      'siteUS agent',
    ],
    'the headers where the body has null': [
      { 'x-ccsite': 'siteUS', channel: 'agent' },
      { siteId: null, channel: null },
      'siteUS agent',
    ],
    'the site alone: the channel is then the storefront': [
      { 'x-ccsite': 'siteUS' },
      undefined,
      'siteUS storefront',
    ],
    'a site id of 64 letters, digits, hyphens and underscores': [
      { 'x-ccsite': `a-_${'9'.repeat(61)}` },
      undefined,
      `a-_${'9'.repeat(61)} storefront`,
    ],
  };
  for (const [from, [headers, body, expected]] of Object.entries(callers))
    it(`takes site and channel from ${from}`, async () => {
      const { authentication } = authenticate();
      const req = request(headers, body && JSON.stringify(body));
      const { site, channel } = await authentication.storefront(
        unchecked(req, { hasBody: body !== undefined }),
      );
      expect(`${site} ${channel}`).to.equal(expected);
    });

  const wrong: Readonly<Record<string, readonly [Headers, string, string]>> = {
    'without a site': [{}, 'header:siteId', 'is missing'],
    'with a site id of 65 letters': [{ 'x-ccsite': 'a'.repeat(65) }, 'header:siteId', 'must be a site id'],
    'with a site id that is a path': [{ 'x-ccsite': '../x' }, 'header:siteId', 'must be a site id'],
    'with a site id and a line break': [{ 'x-ccsite': 'siteUS\n' }, 'header:siteId', 'must be a site id'],
    'with a channel that does not exist': [
      { 'x-ccsite': 'siteUS', channel: 'phone' },
      'header:channel',
      'must be agent, preview or storefront',
    ],
  };
  for (const [what, [headers, path, message]] of Object.entries(wrong))
    it(`refuses a request ${what}`, async () => {
      const { authentication } = authenticate();
      const problem = await problemOf(authentication.storefront(unchecked(request(headers))));
      expect(problem.code).to.equal('malformed-request');
      expect(problem.fields.map((field) => [field.path, field.message])).to.deep.equal([[path, message]]);
    });

  it('passes over a body that is no object', async () => {
    const { authentication } = authenticate();
    const req = request({ 'x-ccsite': 'siteUS' }, '["siteJP"]');
    expect(await authentication.storefront(unchecked(req, { hasBody: true }))).to.include({ site: 'siteUS' });
  });

  it('asks for the shop’s origin where the route takes a body, and only there', async () => {
    const { authentication, asked } = authenticate();
    await authentication.storefront(unchecked(request({ 'x-ccsite': 'siteUS' })));
    expect(asked.origins).to.have.length(0);
    expect(asked.settings, 'settings are read when they are asked for').to.have.length(0);
    await authentication.storefront(unchecked(request({ 'x-ccsite': 'siteUS' }, '{}'), { hasBody: true }));
    expect(asked.origins).to.have.length(1);
  });

  it('reads the settings once, however often the route asks for them', async () => {
    const { authentication, asked } = authenticate();
    const req = request({ 'x-ccsite': 'siteUS', channel: 'agent' }, '{}');
    const caller = await authentication.storefront(unchecked(req, { hasBody: true }));
    expect(await caller.settings()).to.equal(settings);
    await caller.settings();
    expect(asked.settings).to.deep.equal(['siteUS agent']);
  });

  it('wants a token of a shopper for what is a shopper’s, and passes it on unread', async () => {
    const { authentication } = authenticate();
    const headers = { 'x-ccsite': 'siteUS' };
    const problem = await problemOf(authentication.shopper(unchecked(request(headers))));
    expect(problem.code).to.equal('not-authenticated');
    expect(await authentication.shopper(unchecked(request({ ...headers, ...WITH_TOKEN })))).to.include({
      site: 'siteUS',
      channel: 'storefront',
      token: TOKEN,
    });
  });
});

describe('A token', () => {
  const read: Readonly<Record<string, string>> = {
    [`Bearer ${TOKEN}`]: TOKEN,
    [`bearer ${TOKEN}`]: TOKEN,
    [TOKEN]: TOKEN,
    'Bearer 12345678': '12345678',
    'Bearer Az09._~+/=-': 'Az09._~+/=-',
    [`Bearer ${'x'.repeat(8192)}`]: 'x'.repeat(8192),
  };
  for (const [header, token] of Object.entries(read))
    it(`is read from ${header.slice(0, 40)}`, () => {
      expect(shopperToken(request({ authorization: header }))).to.equal(token);
    });

  for (const header of [
    '',
    'Bearer ',
    'Bearer 1234567',
    `Basic ${TOKEN}`,
    `Bearer  ${TOKEN}`,
    ` Bearer ${TOKEN}`,
    `Bearer ${TOKEN} `,
    'Bearer two words-of-it',
    'Bearer ümlaut-in-it',
    `Bearer ${'x'.repeat(8193)}`,
  ])
    it(`is none in ${JSON.stringify(header.slice(0, 40))} (${header.length} characters)`, async () => {
      expect(shopperToken(request({ authorization: header }))).to.equal(undefined);
      const { authentication, asked } = authenticate();
      const problem = await problemOf(authentication.operator(unchecked(request({ authorization: header }))));
      expect(problem.code).to.equal('not-authenticated');
      expect(problem.message).to.include('Authorization: Bearer').and.include('x-occ-authentication');
      expect(asked.tokens).to.deep.equal([]);
    });

  it('of an administrator may come in a header of its own, which then counts', async () => {
    const { authentication, asked } = authenticate();
    const headers = { authorization: 'Bearer token-of-a-shopper', 'x-occ-authentication': TOKEN };
    await authentication.operator(unchecked(request({ ...headers, 'x-ccsite': 'siteUS' })));
    expect(asked.tokens).to.deep.equal([[TOKEN, 'siteUS']]);
  });

  it('of an administrator that comes twice is none', async () => {
    const { authentication } = authenticate();
    const twice = request({ 'x-occ-authentication': [TOKEN, TOKEN] });
    expect((await problemOf(authentication.operator(unchecked(twice)))).code).to.equal('not-authenticated');
  });

  it('was sent where one of the two headers says anything', () => {
    expect(hasAdminToken(request(WITH_TOKEN))).to.equal(true);
    expect(hasAdminToken(request({ 'x-occ-authentication': 'bad' }))).to.equal(true);
    expect(hasAdminToken(request({ 'x-occ-authentication': '' }))).to.equal(false);
    expect(hasAdminToken(request({ authorization: '' }))).to.equal(false);
    expect(hasAdminToken(request())).to.equal(false);
  });
});

describe('The check of an order management', () => {
  const complete = { ...WITH_TOKEN, 'x-ccsite': 'siteUS', 'x-ccasset-channel': 'agent' };

  it('says for which site and channel it speaks, and who it is', async () => {
    const { authentication, asked } = authenticate();
    expect(await authentication.oms(unchecked(request(complete), { right: 'move-money' }))).to.deep.equal({
      site: 'siteUS',
      channel: 'agent',
      operator: { kind: 'user', name: 'clerk@shop.test', roles: new Set() },
    });
    expect(asked.tokens).to.deep.equal([[TOKEN, 'siteUS']]);
  });

  for (const missing of [['x-ccsite'], ['x-ccasset-channel'], ['x-ccsite', 'x-ccasset-channel']])
    it(`names each header that is missing: ${missing.join(', ')}`, async () => {
      const { authentication, asked } = authenticate();
      const headers = Object.fromEntries(
        Object.entries(complete).filter(([name]) => !missing.includes(name)),
      );
      const problem = await problemOf(authentication.oms(unchecked(request(headers))));
      expect(problem.code).to.equal('not-allowed');
      expect(problem.fields).to.deep.equal(
        missing.map((name) => ({ path: `header:${name}`, message: 'is missing', isMissing: true })),
      );
      expect(asked.tokens).to.deep.equal([]);
    });

  it('refuses a channel and a site of another form', async () => {
    const { authentication } = authenticate();
    const headers = { ...complete, 'x-ccsite': '../x', 'x-ccasset-channel': 'phone' };
    const { code, fields } = await problemOf(authentication.oms(unchecked(request(headers))));
    expect(code).to.equal('malformed-request');
    expect(fields.map(({ path }) => path)).to.deep.equal(['header:x-ccsite', 'header:x-ccasset-channel']);
  });

  it('says in the log for which site and channel OCC refused the token', async () => {
    const { authentication } = authenticate({ accepted: [''] });
    const problem = await problemOf(authentication.oms(unchecked(request(complete))));
    expect(problem.code).to.equal('not-authenticated');
    expect(problem.details).to.deep.equal({ site: 'siteUS', channel: 'agent' });
  });

  it('says in the log for which site and channel the role is missing', async () => {
    const { authentication } = authenticate({ roles: { siteUS: 'adminRole: move-money' } });
    const problem = await problemOf(
      authentication.oms(unchecked(request(complete), { right: 'move-money' })),
    );
    expect(problem.code).to.equal('role-missing');
    expect(problem.details).to.deep.equal({ site: 'siteUS', channel: 'agent', setting: 'operatorRoles' });
  });
});

describe('The check of an operator', () => {
  const named = { ...WITH_TOKEN, 'x-ccsite': 'siteUS' };
  const twoSites = { siteUS: 'clerkRole: read', siteJP: 'clerkRole: read' };

  it('gives the site that was named, and none where none was', async () => {
    const { authentication } = authenticate();
    expect(await authentication.operator(unchecked(request(named)))).to.include.keys('site', 'operator');
    expect(await authentication.operator(unchecked(request(WITH_TOKEN)))).to.have.all.keys('operator');
  });

  it('asks OCC once where the shop has one site, and for each where it has several', async () => {
    const one = authenticate();
    await one.authentication.operator(unchecked(request(WITH_TOKEN)));
    expect(one.asked.tokens).to.deep.equal([[TOKEN, undefined]]);
    const two = authenticate({ roles: { siteUS: '', siteJP: '' } });
    await two.authentication.operator(unchecked(request(WITH_TOKEN)));
    expect(two.asked.tokens).to.deep.equal([
      [TOKEN, undefined],
      [TOKEN, 'siteUS'],
      [TOKEN, 'siteJP'],
    ]);
  });

  it('asks OCC for the named site alone, however many there are', async () => {
    const { authentication, asked } = authenticate({
      roles: { siteUS: '', siteJP: '' },
      accepted: ['siteUS'],
    });
    await authentication.operator(unchecked(request(named)));
    expect(asked.tokens).to.deep.equal([[TOKEN, 'siteUS']]);
  });

  it('refuses a token that is good for some sites only, unless the request names one', async () => {
    const { authentication } = authenticate({ roles: { siteUS: '', siteJP: '' }, accepted: ['', 'siteUS'] });
    const problem = await problemOf(authentication.operator(unchecked(request(WITH_TOKEN))));
    expect(problem.code).to.equal('not-allowed');
    expect(problem.message).to.include('x-ccsite');
  });

  it('looks for the roles of a user only where a site maps one', async () => {
    const unmapped = authenticate({ roles: { siteUS: '', siteJP: '' } });
    await unmapped.authentication.operator(unchecked(request(WITH_TOKEN)));
    expect(unmapped.asked.needsRoles).to.deep.equal([false]);
    const mapped = authenticate({ roles: { siteUS: '', siteJP: 'clerkRole: read' } });
    await mapped.authentication.operator(unchecked(request(WITH_TOKEN)));
    expect(mapped.asked.needsRoles).to.deep.equal([true]);
  });

  it('lets in who has the right at every site, and nobody who lacks it at one', async () => {
    const both = authenticate({ roles: twoSites, operatorRoles: ['clerkRole'] });
    await both.authentication.operator(unchecked(request(WITH_TOKEN), { right: 'read' }));
    const one = authenticate({
      roles: { ...twoSites, siteJP: 'adminRole: read' },
      operatorRoles: ['clerkRole'],
    });
    const problem = await problemOf(
      one.authentication.operator(unchecked(request(WITH_TOKEN), { right: 'read' })),
    );
    expect(problem.code).to.equal('role-missing');
    expect(problem.message).to.include('operatorRoles of each site');
    expect(problem.details).to.deep.equal({ setting: 'operatorRoles' });
  });

  it('names the user, their roles, the right and the setting of the one site', async () => {
    const { authentication } = authenticate({ roles: twoSites, operatorRoles: ['a', 'b'] });
    const { message } = await problemOf(
      authentication.operator(unchecked(request(named), { right: 'move-money' })),
    );
    expect(message)
      .to.include('clerk@shop.test (OCC roles: a, b)')
      .and.include('the right move-money')
      .and.include('setting operatorRoles has to');
  });

  it('names a user without roles as one, and an application as one', async () => {
    const user = authenticate({ roles: twoSites });
    const asUser = await problemOf(
      user.authentication.operator(unchecked(request(named), { right: 'read' })),
    );
    expect(asUser.message).to.match(/^clerk@shop\.test \(OCC roles: none\) may not/);
    const application = authenticate({ roles: twoSites, isApplication: true });
    const asApplication = await problemOf(
      application.authentication.operator(unchecked(request(named), { right: 'read' })),
    );
    expect(asApplication.message).to.match(/^The application clerk@shop\.test may not/);
  });

  it('refuses a token that OCC does not accept, and says nothing of a site in the log', async () => {
    const { authentication } = authenticate({ accepted: [] });
    const problem = await problemOf(authentication.operator(unchecked(request(named))));
    expect(problem.code).to.equal('not-authenticated');
    expect(problem.details).to.deep.equal({});
  });
});

describe('The check of a monitoring program', () => {
  const monitoringToken = new Secret('token-of-the-monitoring');

  it('lets in its own token, and asks OCC nothing', async () => {
    const { authentication, asked } = authenticate({}, { monitoringToken });
    const headers = { authorization: 'Bearer token-of-the-monitoring' };
    await authentication.monitoring(unchecked(request(headers)));
    expect(asked.tokens).to.deep.equal([]);
  });

  for (const [what, deps] of [
    ['another one', { monitoringToken }],
    ['one where no token is set', {}],
  ] as const)
    it(`takes ${what} for an administrator’s, who needs the right to read`, async () => {
      const shop = { roles: { siteUS: 'clerkRole: read, otherRole: move-money' } };
      const clerk = authenticate({ ...shop, operatorRoles: ['clerkRole'] }, deps);
      await clerk.authentication.monitoring(unchecked(request(WITH_TOKEN)));
      expect(clerk.asked.tokens).to.deep.equal([[TOKEN, undefined]]);
      const other = authenticate({ ...shop, operatorRoles: ['otherRole'] }, deps);
      const problem = await problemOf(other.authentication.monitoring(unchecked(request(WITH_TOKEN))));
      expect(problem.code).to.equal('role-missing');
    });

  it('wants a token', async () => {
    const { authentication } = authenticate({}, { monitoringToken });
    expect((await problemOf(authentication.monitoring(unchecked(request())))).code).to.equal(
      'not-authenticated',
    );
  });
});

describe('A route for anyone', () => {
  it('looks at no credentials', async () => {
    const { authentication, asked } = authenticate({ accepted: [] });
    await authentication.anyone(unchecked(request(WITH_TOKEN)));
    expect(asked.tokens).to.deep.equal([]);
  });
});
