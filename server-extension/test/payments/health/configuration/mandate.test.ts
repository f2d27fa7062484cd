import { expect } from 'chai';
import type { SiteId } from '../../../../src/domain/ids.ts';
import { Problem } from '../../../../src/domain/problem.ts';
import type { GatewayAccount } from '../../../../src/domain/settings.ts';
import {
  checkMandate,
  type MandateCheckDeps,
  type MandateRehearsal,
} from '../../../../src/payments/health/configuration/mandate.ts';
import { anAccount, someSettings } from '../../../cybersource/fixtures/builders.ts';

const place = { site: 'siteUS' as SiteId, channel: 'agent' } as const;
const AS_OF = '2027-03-01';
const ready: GatewayAccount = { ...anAccount({ kind: 'shared-secret-jwt' }), messageEncryption: true };
const accepted: MandateRehearsal = { accepted: true, answerWasEncrypted: true };

async function check(today: GatewayAccount | undefined, changes: Partial<MandateCheckDeps> = {}) {
  const found = await checkMandate(place, today, AS_OF, {
    mandatedSettings: () => Promise.resolve(someSettings({ account: ready })),
    findMandatedProblems: () => Promise.resolve([]),
    rehearseMandate: () => Promise.resolve(accepted),
    deadlineMs: 7_000,
    ...changes,
  });
  for (const each of found) expect(each).to.include({ ...place, id: 'mandate' });
  return found.map(({ status, setting }) => [status, setting]);
}

describe('The rehearsal of the mandate', () => {
  it('finds nothing to do where the settings are ready and the call is accepted', async () => {
    expect(await check(ready)).to.deep.equal([['ok', undefined]]);
  });

  it('calls with the account as it has to be, within the deadline', async () => {
    const calls: unknown[] = [];
    const rehearseMandate = (...args: unknown[]) => {
      calls.push(args);
      return Promise.resolve(accepted);
    };
    await check(anAccount(), { rehearseMandate });
    expect(calls).to.deep.equal([[ready, 7_000]]);
  });

  for (const [name, today, settings] of [
    ['HTTP Signature without encryption', anAccount(), ['authenticationType', 'messageEncryptionEnabled']],
    ['HTTP Signature with encryption', { ...anAccount(), messageEncryption: true }, ['authenticationType']],
    ['web tokens without encryption', anAccount({ kind: 'shared-secret-jwt' }), ['messageEncryptionEnabled']],
    ['settings that cannot be read', undefined, ['authenticationType', 'messageEncryptionEnabled']],
  ] as const)
    it(`names what is not set yet: ${name}`, async () => {
      expect(await check(today)).to.deep.equal(settings.map((setting) => ['fault', setting]));
    });

  it('warns of answers that are not encrypted', async () => {
    const rehearseMandate = () =>
      Promise.resolve({ accepted: true, answerWasEncrypted: false } as MandateRehearsal);
    expect(await check(ready, { rehearseMandate })).to.deep.equal([
      ['ok', undefined],
      ['warning', 'keyFileName'],
    ]);
  });

  it('names the setting with which the call was not accepted', async () => {
    for (const setting of ['messageEncryptionCertificate', 'keyFileName', 'merchantID']) {
      const rehearseMandate = () =>
        Promise.resolve({ accepted: false, setting, problem: 'No.' } as MandateRehearsal);
      expect(await check(anAccount(), { rehearseMandate })).to.deep.equal([['fault', setting]]);
    }
  });

  it('names the setting that keeps the call from being made', async () => {
    const failure = new Problem('not-configured', 'There is no such file (setting keyPass).');
    for (const changes of [
      { rehearseMandate: () => Promise.reject(failure) },
      { mandatedSettings: () => Promise.reject(failure) },
    ])
      expect(await check(ready, changes)).to.deep.equal([['fault', 'keyPass']]);
  });

  it('is not tried with settings whose faults are about signing', async () => {
    const finding = { setting: 'x', problem: 'No.', remedy: 'correct it.' };
    for (const id of [
      'channel',
      'host',
      'merchant-id',
      'key-id',
      'secret',
      'key-file',
      'message-encryption',
    ]) {
      const find = (status: 'fault' | 'warning') => () => Promise.resolve([{ ...finding, id, status }]);
      const rehearseMandate = () => Promise.reject(new Error('It was tried.'));
      expect(await check(ready, { findMandatedProblems: find('fault'), rehearseMandate })).to.deep.equal([
        ['fault', 'x'],
      ]);
      expect(await check(ready, { findMandatedProblems: find('warning') })).to.deep.equal([
        ['ok', undefined],
      ]);
    }
    const other = () => Promise.resolve([{ ...finding, id: 'origins', status: 'fault' as const }]);
    expect(await check(ready, { findMandatedProblems: other })).to.deep.equal([['ok', undefined]]);
  });
});
