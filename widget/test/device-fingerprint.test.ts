import { expect } from 'chai';
import { profileDevice, type FingerprintProperties } from '../src/fingerprint/profile-device.ts';

const MINUTE_MS = 60_000;

/** What the extension answers where the site wants a fingerprint. */
const anAnswer = (more: object = {}): Record<string, unknown> => ({
  deviceFingerprintEnabled: true,
  deviceFingerprintUrl: 'https://h.online-metrix.net/fp/tags',
  deviceFingerprintOrgId: '1snn5n9w',
  deviceFingerprintData: { sessionId: 'shop1-a', cipher: { encrypted: 'e', iv: 'i' } },
  ...more,
});
const NAMED = {
  deviceFingerprintSessionId: 'shop1-a',
  deviceFingerprintCipherEncrypted: 'e',
  deviceFingerprintCipherIv: 'i',
};

describe('The profile of a device', () => {
  let asked: string[];
  let isBlocked: boolean;
  let now: number;

  beforeEach(() => {
    [asked, isBlocked, now] = [[], false, 0];
  });

  const profile = (answer: unknown): Promise<FingerprintProperties> =>
    profileDevice(answer, {
      loadScript: async (address) => {
        asked.push(address);
        if (isBlocked) throw new Error('blocked');
      },
      now: () => now,
    });
  const rejects = (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => false,
      () => true,
    );

  for (const [deviceFingerprintUrl, address] of [
    ['https://h.online-metrix.net/fp/tags', 'https://h.online-metrix.net/fp/tags.js?'],
    ['https://h.online-metrix.net/fp/tags.js', 'https://h.online-metrix.net/fp/tags.js?'],
    ['https://fp.shop.example/check?a=1', 'https://fp.shop.example/check?a=1&'],
  ] as const)
    it(`is taken by the script of ${deviceFingerprintUrl} for organization and session`, async () => {
      await profile(anAnswer({ deviceFingerprintUrl }));
      expect(asked).to.deep.equal([`${address}org_id=1snn5n9w&session_id=shop1-a`]);
    });

  it('is named in payments until the seal on its session expires', async () => {
    const properties = await profile(anAnswer());
    expect(properties()).to.deep.equal(NAMED);
    now = 55 * MINUTE_MS;
    expect(properties()).to.deep.equal(NAMED);
    now += 1;
    expect(properties()).to.deep.equal({});
  });

  it('is not taken where something is missing, or the site wants none', async () => {
    for (const wrong of [
      { deviceFingerprintEnabled: false },
      { deviceFingerprintUrl: '' },
      { deviceFingerprintUrl: 'no address' },
      { deviceFingerprintOrgId: '' },
      { deviceFingerprintData: { sessionId: '', cipher: { encrypted: 'e', iv: 'i' } } },
      { deviceFingerprintData: { sessionId: 's', cipher: { encrypted: 'e' } } },
      { deviceFingerprintData: undefined },
    ])
      expect(await rejects(profile(anAnswer(wrong))), JSON.stringify(wrong)).to.equal(true);
    expect(asked).to.deep.equal([]);
  });

  it('is not named where its script is blocked', async () => {
    isBlocked = true;
    expect(await rejects(profile(anAnswer()))).to.equal(true);
  });
});
