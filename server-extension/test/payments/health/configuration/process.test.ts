import { expect } from 'chai';
import {
  checkClock,
  checkListedUrls,
  checkProcess,
  type ProcessCheckDeps,
} from '../../../../src/payments/health/configuration/process.ts';
import { processInOrder } from './process-in-order.ts';

const now = new Date('2026-06-01T12:00:00Z');
const fine = processInOrder(now);
const found = async (changes: Partial<ProcessCheckDeps>) =>
  (await checkProcess({ ...fine, ...changes })).map(({ id, status, setting }) => ({ id, status, setting }));
const OK = [
  { id: 'journal', status: 'ok', setting: undefined },
  { id: 'webhook-secret', status: 'ok', setting: undefined },
];

describe('What belongs to the process', () => {
  it('is fine with a journal that can be written and a webhook secret', async () => {
    expect(await found({})).to.deep.equal(OK);
  });

  it('tries the journal by writing to it', async () => {
    const written: unknown[] = [];
    const keepCheckpoint = (...args: unknown[]) => Promise.resolve(void written.push(...args));
    await found({ journal: { keepCheckpoint } });
    expect(written).to.deep.equal(['check', now]);
    const broken = { keepCheckpoint: () => Promise.reject(new Error('read-only')) };
    expect(await found({ journal: broken })).to.deep.equal([
      { id: 'journal', status: 'fault', setting: 'JOURNAL' },
      OK[1],
    ]);
  });

  it('lacks the webhook secret by its name', async () => {
    expect(await found({ hasWebhookKey: false })).to.deep.equal([
      OK[0],
      { id: 'webhook-secret', status: 'fault', setting: 'PAYMENTS_SECRET_KEY' },
    ]);
  });

  it('passes on each warning of the configuration', async () => {
    const checks = await checkProcess({ ...fine, warnings: ['one', 'two'] });
    expect(checks.slice(2).map(({ id, status, problem }) => ({ id, status, problem }))).to.deep.equal([
      { id: 'configuration', status: 'warning', problem: 'one' },
      { id: 'configuration', status: 'warning', problem: 'two' },
    ]);
  });

  it('has the keys of notifications', async () => {
    expect(await found({ notificationKeys: [{ keyId: 'K1' }] })).to.deep.equal([
      ...OK,
      { id: 'notification-key', status: 'warning', setting: 'NOTIFICATIONS_KEYS_EXPIRE' },
    ]);
  });
});

describe('The clock', () => {
  const check = (offset: number | undefined) => checkClock({ offsetMs: () => offset });

  it('is fine while it is a minute off at most, or nothing is known', () => {
    for (const offset of [undefined, 0, 60_000, -60_000])
      expect(check(offset)).to.deep.equal({ id: 'clock', status: 'ok' });
  });

  for (const [offset, words] of [
    [60_001, '1 minutes behind'],
    [-60_001, '1 minutes ahead of'],
    [150_000, '3 minutes behind'],
    [-600_000, '10 minutes ahead of'],
  ] as const)
    it(`is ${words} CyberSource’s with an offset of ${offset} ms`, () => {
      expect(check(offset)).to.include({ id: 'clock', status: 'fault', setting: 'clock' });
      expect(check(offset).problem).to.include(`is ${words} CyberSource’s`);
    });
});

describe('The lists of the uploaded package', () => {
  const host = { site: 'siteUS', channel: 'agent', host: 'api.cybersource.com' };
  const whole = { unlistedRoutes: [], callable: ['https://api.cybersource.com'] };

  it('are not looked at on a server of one’s own', () => {
    expect(checkListedUrls(undefined, [host])).to.deep.equal([]);
  });

  it('are fine when every route and every host is in them', () => {
    expect(checkListedUrls(whole, [host])).to.deep.equal([{ id: 'listed-urls', status: 'ok' }]);
  });

  it('lack routes by their addresses', () => {
    const [check, ...more] = checkListedUrls({ ...whole, unlistedRoutes: ['/a', '/b'] }, [host]);
    expect(more).to.deep.equal([]);
    expect(check).to.include({ id: 'listed-urls', status: 'fault', setting: 'publicUrls' });
    expect(check?.problem).to.include(' /a, /b:');
  });

  it('lack a host for the site and channel whose settings name it', () => {
    const other = { ...host, channel: 'storefront', host: 'apitest.cybersource.com' };
    const [check, ...more] = checkListedUrls(whole, [host, other]);
    expect(more).to.deep.equal([]);
    expect(check).to.include({
      id: 'listed-urls',
      site: 'siteUS',
      channel: 'storefront',
      setting: 'runEnvironment',
      status: 'fault',
    });
    expect(check?.problem).to.include('https://apitest.cybersource.com');
  });
});
