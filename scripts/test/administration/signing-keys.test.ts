import { expect } from 'chai';
import { withSigningKey } from '../../src/administration/notifications/signing-keys.ts';

const DAY = new Date('2027-11-30T10:00:00Z');

describe('The variables of CyberSource’s signing keys', () => {
  it('begin with one key and the day on which it ends', () => {
    expect(withSigningKey({}, { keyId: 'k1', key: 'a2V5MQ==', expiresAt: DAY })).to.deep.equal({
      NOTIFICATIONS_KEYS: 'k1:a2V5MQ==',
      NOTIFICATIONS_KEYS_EXPIRE: 'k1:2027-11-30',
    });
  });

  it('have no day where CyberSource says none', () => {
    expect(withSigningKey({}, { keyId: 'k1', key: 'a2V5' })).to.deep.equal({ NOTIFICATIONS_KEYS: 'k1:a2V5' });
  });

  const TWO = {
    NOTIFICATIONS_KEYS: 'k2:Yg==, k1:YQ==',
    NOTIFICATIONS_KEYS_EXPIRE: 'k2:2027-02-02, k1:2027-01-01',
  };

  it('keep the keys that are still believed, with their days', () => {
    expect(withSigningKey(TWO, { keyId: 'k3', key: 'Yw==', expiresAt: DAY }, ['k1'])).to.deep.equal({
      NOTIFICATIONS_KEYS: 'k3:Yw==,k2:Yg==',
      NOTIFICATIONS_KEYS_EXPIRE: 'k3:2027-11-30,k2:2027-02-02',
    });
  });

  it('list a key once, and no day of a key that is not listed', () => {
    const stale = { ...TWO, NOTIFICATIONS_KEYS_EXPIRE: 'gone:2026-01-01,k1:2027-01-01' };
    expect(withSigningKey(stale, { keyId: 'k2', key: 'bmV3', expiresAt: DAY })).to.deep.equal({
      NOTIFICATIONS_KEYS: 'k2:bmV3,k1:YQ==',
      NOTIFICATIONS_KEYS_EXPIRE: 'k2:2027-11-30,k1:2027-01-01',
    });
  });
});
