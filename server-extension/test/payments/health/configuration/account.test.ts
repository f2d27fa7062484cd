import { expect } from 'chai';
import type { SiteId } from '../../../../src/domain/ids.ts';
import { Problem } from '../../../../src/domain/problem.ts';
import { Secret } from '../../../../src/domain/secret.ts';
import type { GatewayAccount } from '../../../../src/domain/settings.ts';
import {
  type AccountCheckDeps,
  checkAccount,
  keyFileFault,
} from '../../../../src/payments/health/configuration/account.ts';
import { failureOf, wordsOf } from '../../../../src/payments/health/configuration/check.ts';
import { anAccount } from '../../../cybersource/fixtures/builders.ts';

const now = new Date('2026-06-01T12:00:00Z');
const place = { site: 'siteUS' as SiteId, channel: 'agent' } as const;
const keyFile: GatewayAccount = {
  ...anAccount(),
  credential: {
    kind: 'certificate-jwt',
    keyFileName: 'testrest',
    keyAlias: 'testrest',
    keyPassword: new Secret('p'),
  },
};
const answered = (status: number) => new Problem('gateway-failure', `CyberSource answered HTTP ${status}.`);

/** The checks where the test host and the live host answer like this; undefined: well. */
async function checks(
  failures: Readonly<Record<string, unknown>>,
  { account = anAccount(), ...more }: Partial<AccountCheckDeps> & { account?: GatewayAccount } = {},
) {
  const asked: (readonly [host: string, deadlineMs: number])[] = [];
  const found = await checkAccount(place, account, {
    reachGateway: ({ host }, deadlineMs) => {
      asked.push([host, deadlineMs]);
      const failure = failures[host];
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what a caller may reject with
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
    otherHostOf: (host) => (host === 'apitest.cybersource.com' ? 'api.cybersource.com' : undefined),
    certificatesOf: () => Promise.resolve([]),
    deadlineMs: 7_000,
    now: () => now,
    ...more,
  });
  return { found, asked };
}

const TEST = 'apitest.cybersource.com';
const LIVE = 'api.cybersource.com';

describe('An account at CyberSource', () => {
  it('is fine when one signed call is answered', async () => {
    const { found, asked } = await checks({});
    expect(found).to.deep.equal([{ ...place, id: 'credentials', status: 'ok' }]);
    expect(asked).to.deep.equal([[TEST, 7_000]]);
  });

  for (const status of [401, 403])
    it(`belongs to the other host where HTTP ${status} comes from its own and an answer from that one`, async () => {
      const { found, asked } = await checks({ [TEST]: answered(status) });
      expect(found).to.have.length(1);
      expect(found[0]).to.include({ ...place, id: 'host', status: 'fault', setting: 'runEnvironment' });
      expect(found[0]?.remedy).to.include(`Set runEnvironment to ${LIVE}`);
      expect(asked).to.deep.equal([
        [TEST, 7_000],
        [LIVE, 7_000],
      ]);
    });

  it('has wrong keys where neither host takes them, or there is no other one', async () => {
    for (const [host, failures] of [
      [TEST, { [TEST]: answered(401), [LIVE]: answered(401) }],
      ['own.example', { 'own.example': answered(401) }],
    ] as const)
      for (const [account, setting] of [
        [anAccount(), 'merchantID, merchantKeyId, merchantsecretKey'],
        [keyFile, 'merchantID, keyFileName, keyAlias'],
      ] as const) {
        const { found } = await checks(failures, { account: { ...account, host } });
        expect(found).to.have.length(1);
        expect(found[0]).to.include({ ...place, id: 'credentials', status: 'fault', setting });
        expect(found[0]?.problem).to.include(host);
        expect(found[0]?.remedy).to.include(account === keyFile ? 'certificate' : 'shared secret');
      }
  });

  it('is not reached where the call ends otherwise', async () => {
    for (const failure of [
      answered(400),
      answered(402),
      answered(404),
      answered(503),
      new Error('HTTP 401'),
      new Problem('not-sent', 'CyberSource was not reached.'),
    ]) {
      const { found, asked } = await checks({ [TEST]: failure });
      expect(found[0]).to.include({ id: 'reachability', status: 'fault', setting: 'runEnvironment' });
      expect(found[0]?.problem).to.equal(`${wordsOf(failure)} Host: ${TEST}.`);
      expect(asked).to.have.length(1);
    }
  });

  it('has each certificate looked at beside its keys', async () => {
    const certificate = {
      file: 'testrest.p12',
      setting: 'keyFileName',
      validUntil: new Date(now.getTime() - 1),
    };
    const { found } = await checks({}, { certificatesOf: () => Promise.resolve([certificate]) });
    expect(found.map(({ id, status, setting }) => [id, status, setting])).to.deep.equal([
      ['certificate', 'fault', 'keyFileName'],
      ['credentials', 'ok', undefined],
    ]);
    expect(found[0]?.remedy).to.match(/^Make a new one in Business Center/);
  });

  it('has a key file that cannot be opened', async () => {
    const failure = new Problem('not-configured', 'The key file is missing (setting keyAlias).');
    const { found, asked } = await checks({}, { certificatesOf: () => Promise.reject(failure) });
    expect(found.map(({ id, status, setting }) => [id, status, setting])).to.deep.equal([
      ['key-file', 'fault', 'keyAlias'],
    ]);
    expect(asked).to.deep.equal([]);
  });
});

describe('A key file or setting that cannot be used', () => {
  it('names the setting that the problem names, else the key file', () => {
    for (const [message, id, setting] of [
      ['Gateway setting runEnvironment is no host.', 'value', 'runEnvironment'],
      ['The alias is not in the file (setting keyAlias).', 'key-file', 'keyAlias'],
      ['It is broken.', 'key-file', 'keyFileName'],
      ['The Gateway setting', 'key-file', 'keyFileName'],
    ] as const)
      expect(keyFileFault(place, new Problem('not-configured', message))).to.include({
        ...place,
        id,
        setting,
        status: 'fault',
        problem: message,
      });
  });

  it('shows no words but a problem’s own', () => {
    expect(keyFileFault(place, new Error('password: 1234')).problem).to.equal('It could not be looked at.');
  });
});

describe('Work that may fail', () => {
  it('gives what it was rejected with, and nothing where it was not', async () => {
    const failure = new Error('no');
    expect(await failureOf(Promise.resolve('done'))).to.equal(undefined);
    expect(await failureOf(Promise.reject(failure))).to.equal(failure);
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the case
    expect(await failureOf(Promise.reject(undefined))).to.be.instanceOf(Error);
  });
});
