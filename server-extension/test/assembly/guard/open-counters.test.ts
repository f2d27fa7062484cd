import { expect } from 'chai';
import { assembleGuard } from '../../../src/assembly/guard/guard.ts';
import { openCounters } from '../../../src/assembly/guard/open-counters.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { createMemoryCounter } from '../../../src/guard/counters.ts';

describe('The counters of an installation', () => {
  it('are this process’s own where the journal is no PostgreSQL', async () => {
    for (const location of [
      { kind: 'memory', capacity: 1 },
      { kind: 'sqlite', file: 'a', unwrittenFolder: 'b' },
    ] as const) {
      const { counterFor, end } = openCounters(location);
      expect(counterFor).to.equal(createMemoryCounter);
      await end();
    }
  });
});

describe('The guard of an installation', () => {
  const guarded = (header?: string) => {
    const logged: unknown[] = [];
    const guard = assembleGuard(
      {
        clientAddress: { proxies: 1, ...(header !== undefined && { header }) },
        journal: { kind: 'memory', capacity: 1 },
        namingSecret: new Secret('a naming secret of the tests, long enough'),
      },
      () => new Date('2026-11-21T10:00:00Z'),
      (...line) => void logged.push(line),
    );
    return { guard, logged };
  };
  const request = (headers: object) => ({ headers, socket: { remoteAddress: '203.0.113.7' } }) as never;

  it('notes once that a proxy seems to be there which is not configured', () => {
    const { guard, logged } = guarded();
    for (let nth = 0; nth < 2; nth += 1)
      expect(guard.clientNetwork(request({ 'x-forwarded-for': '8.8.8.8' }))).to.equal('203.0.113.0/24');
    expect(guard.clientAddress(request({}))).to.equal('203.0.113.7');
    expect(logged).to.deep.equal([['client-address.unknown', { setting: 'CLIENT_ADDRESS_HEADER' }]]);
    const proxied = guarded('x-forwarded-for');
    expect(proxied.guard.clientNetwork(request({ 'x-forwarded-for': '8.8.8.8' }))).to.equal('8.8.8.0/24');
    expect(proxied.guard.clientAddress(request({ 'x-forwarded-for': '8.8.8.8' }))).to.equal('8.8.8.8');
    expect(proxied.logged).to.deep.equal([]);
  });

  it('notes the site on which it becomes active, and shows it', async () => {
    const { guard, logged } = guarded();
    for (let nth = 0; nth < 10; nth += 1) {
      const admission = await guard.admitAttempt(
        {
          site: 'siteUS' as never,
          order: `o${nth}` as never,
          session: `s${nth}`,
          card: `c${nth}`,
          isKnown: false,
          isTest: false,
        },
        'auto',
      );
      if (admission.blockedBy === undefined) await admission.ended('declined');
    }
    expect(logged).to.deep.equal([['card-testing-guard.activated', { site: 'siteUS' }]]);
    expect(guard.guardedSites()).to.deep.equal([{ site: 'siteUS', isActive: true }]);
    await guard.end();
  });
});
