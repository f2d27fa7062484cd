import { expect } from 'chai';
import type { SiteId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { type Channel, channels } from '../../../src/domain/settings.ts';
import {
  type ConfigurationCheckDeps,
  createConfigurationCheck,
} from '../../../src/payments/health/configuration-check.ts';
import { SIGNING_RULES } from '../../../src/payments/health/configuration/account.ts';
import { MANDATE_DAY } from '../../../src/payments/health/configuration/mandate.ts';
import { someSettings } from '../../cybersource/fixtures/builders.ts';
import { processInOrder } from './configuration/process-in-order.ts';

const siteUS = 'siteUS' as SiteId;
const NOW = new Date('2026-06-01T12:00:00Z');
const settings = someSettings();

/** A process in order, with one site of OCC. */
const fine: ConfigurationCheckDeps = {
  ...processInOrder(NOW),
  sites: () => Promise.resolve([siteUS]),
  settingsFor: () => Promise.resolve(settings),
  findSettingProblems: () => Promise.resolve([]),
  methodCertificates: () => Promise.resolve([]),
  reachGateway: () => Promise.resolve(),
  otherHostOf: () => undefined,
  certificatesOf: () => Promise.resolve([]),
  mandatedSettings: () => Promise.resolve(settings),
  findMandatedProblems: () => Promise.resolve([]),
  rehearseMandate: () => Promise.resolve({ accepted: true, answerWasEncrypted: true }),
  deadlineMs: 7_000,
};

/** As `siteUS agent credentials ok`; what belongs to the process has no place. */
async function found(changes: Partial<ConfigurationCheckDeps>, asOf?: string): Promise<readonly string[]> {
  const checks = await createConfigurationCheck({ ...fine, ...changes })(asOf);
  return checks.map(({ site, channel, id, status }) =>
    [...(site === undefined ? [] : [site, channel]), id, status].join(' '),
  );
}
/** What is found where the channels of a site come to this; a channel that is not named is in order. */
const expected = (
  ofChannels: Readonly<Partial<Record<Channel, readonly string[]>>>,
  sites: readonly string[] = [siteUS],
): readonly string[] => [
  'journal ok',
  'webhook-secret ok',
  ...sites.flatMap((site) =>
    channels.flatMap((channel) =>
      (ofChannels[channel] ?? ['credentials ok']).map((each) => `${site} ${channel} ${each}`),
    ),
  ),
  'clock ok',
];
const everywhere = (lines: readonly string[]): readonly string[] =>
  expected(Object.fromEntries(channels.map((channel) => [channel, lines])));

describe('The check of a configuration', () => {
  it('looks at the process, then at every channel of every site, then at the clock that the calls compared', async () => {
    expect(await found({ sites: () => Promise.resolve([siteUS, 'siteJP' as SiteId]) })).to.deep.equal(
      expected({}, ['siteUS', 'siteJP']),
    );
  });

  it('ends with the process where OCC’s sites cannot be read, and names the address of OCC', async () => {
    const sites = (): Promise<never> => Promise.reject(new Error('ECONNREFUSED'));
    expect(await found({ sites })).to.deep.equal([...expected({}, []).slice(0, -1), 'occ fault']);
    const checks = await createConfigurationCheck({ ...fine, sites })();
    expect(checks.at(-1)).to.include({ setting: 'ATG_SERVER_ADMIN_URL' });
  });

  it('says of a channel whose settings cannot be looked at that OCC’s gateway has to be', async () => {
    const findSettingProblems = (_: SiteId, channel: string): Promise<[]> =>
      channel === 'agent'
        ? Promise.reject(new Problem('gateway-failure', 'OCC is silent.'))
        : Promise.resolve([]);
    expect(await found({ findSettingProblems })).to.deep.equal(expected({ agent: ['settings fault'] }));
    const checks = await createConfigurationCheck({ ...fine, findSettingProblems })();
    expect(checks.find(({ id }) => id === 'settings')).to.include({
      problem: 'OCC is silent.',
      remedy: 'Check the gateway in OCC.',
    });
  });

  describe('of a channel with a fault in its settings', () => {
    const withFinding = (id: string, status: 'warning' | 'fault'): Promise<readonly string[]> =>
      found({
        findSettingProblems: (_, channel) =>
          Promise.resolve(
            channel === 'agent' ? [{ id, setting: 's', problem: 'p', remedy: 'r', status }] : [],
          ),
      });

    it('calls CyberSource where the fault leaves its requests signed', async () => {
      expect(await withFinding('any-other', 'fault')).to.deep.equal(
        expected({ agent: ['any-other fault', 'credentials ok'] }),
      );
    });

    it('calls nothing where no request could be signed, and does where that is a warning', async () => {
      for (const id of [...SIGNING_RULES, 'value']) {
        expect(await withFinding(id, 'fault')).to.deep.equal(expected({ agent: [`${id} fault`] }));
        expect(await withFinding(id, 'warning')).to.include('siteUS agent credentials ok');
      }
    });
  });

  it('says of a key file that cannot be opened what was wrong with it, and looks at the other channels', async () => {
    const settingsFor: ConfigurationCheckDeps['settingsFor'] = (_, channel) =>
      channel === 'agent'
        ? Promise.reject(new Problem('not-configured', 'certs/shop.p12 cannot be read (setting keyFileName)'))
        : Promise.resolve(settings);
    const list = await found({ settingsFor });
    expect(list).to.include('siteUS storefront credentials ok');
    expect(list.filter((each) => each.startsWith('siteUS agent'))).to.have.length(1);
    expect(list.find((each) => each.startsWith('siteUS agent'))).to.match(/ fault$/);
  });

  describe('of the wallets’ certificates', () => {
    const certificate = (days: number) => ({
      file: 'apple.pem',
      setting: 'applePay',
      validUntil: new Date(NOW.getTime() + days * 24 * 60 * 60_000),
    });

    it('says how each stands, with its channel', async () => {
      for (const [days, status] of [
        [31, 'ok'],
        [29, 'warning'],
        [-1, 'fault'],
      ] as const)
        expect(await found({ methodCertificates: () => Promise.resolve([certificate(days)]) })).to.deep.equal(
          everywhere(['credentials ok', `wallet-certificate ${status}`]),
        );
    });

    it('names paymentOptions where one cannot be read: the wallet may be taken out of it', async () => {
      const methodCertificates = (): Promise<never> =>
        Promise.reject(new Problem('not-configured', 'certs/apple.pem cannot be read'));
      const checks = await createConfigurationCheck({ ...fine, methodCertificates })();
      const [check] = checks.filter(({ id }) => id === 'wallet-certificate');
      expect(check).to.include({
        site: siteUS,
        channel: 'agent',
        status: 'fault',
        setting: 'paymentOptions',
        problem: 'certs/apple.pem cannot be read',
      });
    });
  });

  describe('as of a day', () => {
    const before = new Date(Date.parse(MANDATE_DAY) - 1).toISOString().slice(0, 10);
    const isRehearsed = (list: readonly string[]): boolean => list.some((each) => each.includes(' mandate '));

    it('rehearses what CyberSource demands from then on, and nothing before it does', async () => {
      expect(isRehearsed(await found({}))).to.equal(false);
      expect(isRehearsed(await found({}, before))).to.equal(false);
      for (const day of [MANDATE_DAY, '2030-01-01'])
        // The settings sign with HTTP Signature, and encrypt nothing.
        expect(await found({}, day)).to.deep.equal(
          everywhere(['credentials ok', 'mandate fault', 'mandate fault']),
        );
    });

    it('says of settings that cannot be read as they would have to be where to look', async () => {
      const mandatedSettings = (): Promise<never> =>
        Promise.reject(new Problem('gateway-failure', 'OCC is silent.'));
      const checks = await createConfigurationCheck({ ...fine, mandatedSettings })(MANDATE_DAY);
      const rehearsed = checks.filter(({ id }) => id === 'mandate');
      expect(rehearsed.map(({ site, channel, status }) => [site, channel, status])).to.deep.equal(
        channels.map((channel) => [siteUS, channel, 'fault']),
      );
    });

    it('rehearses a channel too whose settings cannot be read today', async () => {
      const settingsFor = (): Promise<never> => Promise.reject(new Problem('not-configured', 'No key file.'));
      expect(isRehearsed(await found({ settingsFor }, MANDATE_DAY))).to.equal(true);
    });
  });

  it('compares the hosts of the settings that can be read with the lists of the package', async () => {
    const settingsFor: ConfigurationCheckDeps['settingsFor'] = (_, channel) =>
      channel === 'preview'
        ? Promise.reject(new Problem('not-configured', 'No key file.'))
        : Promise.resolve(settings);
    const listed = async (...callable: readonly string[]): Promise<readonly string[]> => {
      const packageUrls = () => Promise.resolve({ unlistedRoutes: [], callable });
      return (await found({ packageUrls, settingsFor })).filter((each) => each.includes('listed-urls'));
    };
    expect(await listed(`https://${settings.account.host}`)).to.deep.equal(['listed-urls ok']);
    expect(await listed()).to.deep.equal([
      'siteUS agent listed-urls fault',
      'siteUS storefront listed-urls fault',
    ]);
  });

  it('is made no more often than every half minute, and anew for another day', async () => {
    let at = NOW.getTime();
    let looked = 0;
    const check = createConfigurationCheck({
      ...fine,
      now: () => new Date(at),
      sites: () => {
        looked += 1;
        return Promise.resolve([]);
      },
    });
    await check();
    at += 29_999;
    await check();
    expect(looked).to.equal(1);
    at += 1;
    await check();
    expect(looked).to.equal(2);
    // A clock that was put back is no reason to believe an old check for long.
    at -= 29_999;
    await check();
    expect(looked).to.equal(2);
    at -= 1;
    await check();
    expect(looked).to.equal(3);
    await check(MANDATE_DAY);
    await check(MANDATE_DAY);
    expect(looked).to.equal(4);
  });
});
