import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import type { SiteId } from '../../src/domain/ids.ts';
import { createMemoryCounter } from '../../src/guard/counters.ts';
import type { Problem } from '../../src/domain/problem.ts';
import { createRequestLimit, type LimitedRoute } from '../../src/guard/request-limits.ts';

const site = 'siteUS' as SiteId;

function aRequest(port: number, headers: object = {}): IncomingMessage {
  return { headers, socket: { remoteAddress: '10.0.0.1', remotePort: port } } as unknown as IncomingMessage;
}

describe('the limit of requests whose networks are not known', () => {
  function asked(): (port: number, subject?: string) => Promise<boolean> {
    const limit = createRequestLimit(createMemoryCounter, () => undefined);
    return (port, subject) =>
      limit.require('payer-authentication', site, aRequest(port), subject).then(
        () => true,
        () => false,
      );
  }

  it('holds back one connection that asks without end, and no other', async () => {
    const ask = asked();
    let passed = 0;
    for (let nth = 0; nth < 5_000; nth += 1) if (await ask(1, 'one')) passed += 1;
    expect(passed).to.equal(600);
    for (let port = 2; port < 32; port += 1) expect(await ask(port, 'one')).to.equal(true);
  });

  it('tells shoppers apart who share a proxy’s connection by what they ask for', async () => {
    const ask = asked();
    for (let nth = 0; nth < 1_000; nth += 1) await ask(1, 'one');
    for (let nth = 0; nth < 30; nth += 1) expect(await ask(1, `token ${nth}`)).to.equal(true);
  });

  it('ends somewhere, whatever is invented', async () => {
    const ask = asked();
    let passed = 0;
    for (let nth = 0; nth < 5_000; nth += 1) if (await ask(nth, `token ${nth}`)) passed += 1;
    expect(passed).to.equal(3_600);
  });
});

describe('the limit of requests of a network', () => {
  function asked(network = 'a'): {
    readonly from: (route: LimitedRoute, from?: string, site?: string) => Promise<Problem | undefined>;
  } {
    let asker = network;
    const limit = createRequestLimit(createMemoryCounter, () => asker);
    return {
      from(route, from = network, at = site) {
        asker = from;
        return limit.require(route, at as SiteId, aRequest(1)).then(
          () => undefined,
          (error: unknown) => error as Problem,
        );
      },
    };
  }

  for (const [route, most] of [
    ['keys', 30],
    ['payer-authentication', 30],
    ['merchant-validation', 30],
    ['checkout', 120],
    ['address', 30],
    ['card-addition', 30],
  ] as const)
    it(`is ${most} a minute for ${route}, on all sites together`, async () => {
      const { from } = asked();
      for (let nth = 1; nth < most; nth += 1) expect(await from(route)).to.equal(undefined);
      expect(await from(route, 'a', 'siteDE')).to.equal(undefined);
      const refusal = await from(route);
      expect(refusal).to.include({ code: 'too-many-requests' });
      expect(refusal?.retryAfter).to.be.within(1, 60);
      expect(await from(route, 'another')).to.equal(undefined);
      expect(await from(route === 'keys' ? 'address' : 'keys')).to.equal(undefined);
    });

  for (const [endsInMs, seconds] of [
    [0, 1],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [59_999, 60],
  ] as const)
    it(`says to wait ${seconds} s where its window ends in ${endsInMs} ms`, async () => {
      const windows: unknown[] = [];
      const limit = createRequestLimit(
        (name, windowSeconds) => {
          windows.push([name, windowSeconds]);
          return { add: async () => ({ count: 31, endsInMs }), read: async () => 0 };
        },
        () => 'a',
      );
      const refusal: unknown = await limit
        .require('keys', site, aRequest(1))
        .catch((error: unknown) => error);
      expect(refusal).to.include({ code: 'too-many-requests', retryAfter: seconds });
      expect(windows).to.deep.equal([['calls', 60]]);
    });
});

describe('the limit of requests whose networks are not known, of the page that waits', () => {
  it('takes an asker for modest up to 120 a minute', async () => {
    const limit = createRequestLimit(createMemoryCounter, () => undefined);
    const ask = (route: LimitedRoute, port: number): Promise<boolean> =>
      limit.require(route, site, aRequest(port)).then(
        () => true,
        () => false,
      );
    for (let nth = 0; nth < 600; nth += 1) await ask('checkout', 1);
    let passed = 0;
    for (let nth = 0; nth < 200; nth += 1) if (await ask('checkout', 2)) passed += 1;
    expect(passed).to.equal(120);
    expect(await ask('keys', 3), 'another route').to.equal(true);
  });
});
