import { expect } from 'chai';
import type { SiteId } from '../../../../src/domain/ids.ts';
import {
  checkCertificate,
  checkNotificationKeys,
} from '../../../../src/payments/health/configuration/expiry.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-06-01T12:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const place = { site: 'siteUS' as SiteId, channel: 'agent' } as const;

/** Time left, the status, and what is said. Thirty days before the end it becomes a warning. */
const ENDS: readonly (readonly [left: number, status: string, words?: string])[] = [
  [31 * DAY_MS, 'ok'],
  [31 * DAY_MS - 1, 'warning', 'expires on 2026-07-02, in 30 days'],
  [30 * DAY_MS, 'warning', 'expires on 2026-07-01, in 30 days'],
  [0, 'warning', 'expires on 2026-06-01, in 0 days'],
  [-1, 'fault', 'expired on 2026-06-01'],
  [-30 * DAY_MS, 'fault', 'expired on 2026-05-02'],
];

for (const [left, status, words] of ENDS)
  describe(`With ${left / DAY_MS} days left`, () => {
    it(`a certificate is ${status}`, () => {
      const certificate = { file: 'testrest.p12', setting: 'keyFileName', validUntil: after(left) };
      const check = checkCertificate(place, 'certificate', certificate, { now, remedy: 'Renew it.' });
      expect(check).to.deep.equal({
        ...place,
        id: 'certificate',
        setting: 'keyFileName',
        status,
        ...(words !== undefined && {
          problem: `The certificate in certs/testrest.p12 ${words}.`,
          remedy: 'Renew it.',
        }),
      });
    });

    it(`a key of notifications is ${status}`, () => {
      const [check] = checkNotificationKeys([{ keyId: 'K1', validUntil: after(left) }], now);
      expect(check).to.include({ id: 'notification-key', setting: 'NOTIFICATIONS_KEYS', status });
      if (words === undefined) expect(check).to.have.all.keys('id', 'setting', 'status');
      else {
        expect(check?.problem).to.include(`The notification key K1 ${words}:`);
        expect(check?.remedy).to.match(/new key/);
      }
    });
  });

describe('A key of notifications of which the end is not known', () => {
  it('is a warning that names the variable to set', () => {
    const [check] = checkNotificationKeys([{ keyId: 'K1' }], now);
    expect(check).to.include({
      id: 'notification-key',
      setting: 'NOTIFICATIONS_KEYS_EXPIRE',
      status: 'warning',
    });
    expect(check?.remedy).to.include('K1:<yyyy-mm-dd>');
  });
});
