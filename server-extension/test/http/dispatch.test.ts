import { expect } from 'chai';
import * as z from 'zod';
import { lazy } from '../../src/domain/json/lazy.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createDispatch, type ReachableRoute } from '../../src/http/dispatch.ts';
import type { Request, Response } from '../../src/http/route.ts';

const CARDS = '/isv-payment/v2/cards';
const SEARCH = '/isv-payment/v2/search';

describe('The way from an address to its route', () => {
  const reached: string[] = [];
  const route = (method: 'GET' | 'POST', path: `/${string}`, more: object = {}): ReachableRoute => ({
    method,
    path,
    handle: async () => void reached.push(`${method} ${path}`),
    ...more,
  });
  const dispatch = createDispatch([
    route('GET', '/cards'),
    route('POST', '/cards'),
    route('GET', '/search', { query: lazy(() => z.object({})) }),
  ]);

  async function ask(method: string, url: string, more: object = {}) {
    reached.length = 0;
    const headers: Record<string, string> = {};
    const res = {
      setHeader: (name: string, value: string) => (headers[name] = value),
    } as unknown as Response;
    const req = { method, url, headers: {}, ...more } as unknown as Request;
    const problem = await dispatch(req, res).then(
      () => undefined,
      (error: unknown) => error as Problem,
    );
    return { route: res.route, headers, problem, reached: [...reached] };
  }

  for (const [method, url, expected] of [
    ['GET', CARDS, '/cards'],
    ['POST', CARDS, '/cards'],
    ['GET', SEARCH, '/search'],
    ['GET', `${SEARCH}?q=1`, '/search'],
    ['GET', `${SEARCH}?`, '/search'],
  ] as const)
    it(`is found for ${method} ${url}, and the answer names the route`, async () => {
      expect(await ask(method, url)).to.deep.include({
        reached: [`${method} ${expected}`],
        route: expected,
        problem: undefined,
      });
    });

  for (const url of [
    `${CARDS}/`,
    `${CARDS}?`,
    `${CARDS}?a=1`,
    CARDS.toUpperCase(),
    `${CARDS};a=1`,
    '/cards',
    '/',
  ])
    it(`is not found for ${url}`, async () => {
      const { problem, reached: none, route: named } = await ask('GET', url);
      expect(problem).to.be.instanceOf(Problem).and.include({ code: 'not-found' });
      expect(problem?.message).to.include('spelt exactly as documented');
      expect(problem?.details).to.deep.equal({});
      expect([none, named]).to.deep.equal([[], undefined]);
    });

  it('says with another method which ones there are', async () => {
    const { problem, headers } = await ask('PUT', CARDS);
    expect(problem).to.include({ code: 'method-not-allowed' });
    expect(headers).to.deep.equal({ Allow: 'GET, POST' });
    expect((await ask('POST', SEARCH)).headers).to.deep.equal({ Allow: 'GET' });
    expect((await ask('PUT', `${CARDS}?a=1`)).problem).to.include({ code: 'not-found' });
  });

  it('leads past another spelling of the folder in which OCC serves it', async () => {
    expect((await ask('GET', CARDS, { baseUrl: '/ccstorex/custom' })).reached).to.have.length(1);
    expect((await ask('GET', CARDS, { baseUrl: '/elsewhere' })).reached).to.have.length(1);
    expect((await ask('GET', CARDS, { baseUrl: '/ccstoreX/custom' })).problem).to.include({
      code: 'not-found',
    });
  });

  it('tells an administrator whose webhook has a wrong address', async () => {
    for (const name of ['x-oracle-cc-webhook-signature', 'x-oracle-cc-webhook-signature-sha512']) {
      const { problem } = await ask('POST', `${CARDS}/`, { headers: { host: 'x', [name]: 's' } });
      expect(problem).to.include({ code: 'not-found' });
      expect(problem?.message).to.include('/ccstorex/custom/isv-payment/v2/payments');
      expect(problem?.details).to.deep.equal({ setting: 'Generic Payment webhook' });
    }
    const other = await ask('POST', `${CARDS}/`, { headers: { 'x-another-signature': 's' } });
    expect(other.problem?.details).to.deep.equal({});
  });

  it('tells an administrator whose layout has the widget of before', async () => {
    const { problem } = await ask('POST', '/isv-payment/v1/payments');
    expect(problem).to.include({ code: 'not-found' });
    expect(problem?.message).to.include('Version 1').and.include('/isv-payment/v2/payments');
    expect(problem?.details).to.deep.equal({ setting: 'Generic Payment webhook' });
  });
});
