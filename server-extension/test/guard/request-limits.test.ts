import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import type { SiteId } from '../../src/domain/ids.ts';
import { createMemoryCounter } from '../../src/guard/counters.ts';
import { createRequestLimit } from '../../src/guard/request-limits.ts';

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
