import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

const GATEWAY = 'isv-occ-gateway';
const gatewayPackage = inRepository('gateway-settings', 'extension');

describe('Settings as code', () => {
  let test: OccSandbox;
  let live: OccSandbox;
  let cli: ACommandLine;

  before(async () => {
    test = await startOccSandbox({ gatewayPackage });
    live = await startOccSandbox({ gatewayPackage });
    cli = await aCommandLine({
      test: { adminUrl: test.url, storeUrl: test.url },
      live: { adminUrl: live.url, storeUrl: live.url },
    });
  });
  after(async () => {
    await Promise.all([test.close(), live.close(), cli.close()]);
  });

  const stored = (occ: OccSandbox, setting: string, site = 'siteUS'): unknown =>
    occ.tenant.settings.read(GATEWAY, site).storefront[setting];

  it('lists every site and channel, and shows no secret', async () => {
    const { code, json, out } = await cli.run('settings', 'list', '--tenant', 'test', '--json');
    expect(code).to.equal(0);
    expect(json['settings']).to.deep.include({
      site: 'siteJP',
      channel: 'agent',
      setting: 'merchantsecretKey',
      value: '(set)',
    });
    expect(out).not.to.contain(String(stored(test, 'merchantsecretKey')));
  });

  it('gets one setting, and names what it could be when there is no such setting', async () => {
    const got = await cli.run(
      'settings',
      'get',
      'merchantID',
      '--tenant',
      'test',
      '--site',
      'siteUS',
      '--channel',
      'agent',
    );
    expect(got.out.trim()).to.equal('siteUS  agent  testrest');
    const unknown = await cli.run('settings', 'get', 'merchantId', '--tenant', 'test');
    expect(unknown.code).to.equal(2);
    expect(unknown.error).to.contain('There is no setting merchantId');
  });

  it('sets values of one site and channel, and the same again changes nothing', async () => {
    const args = [
      'settings',
      'set',
      'merchantDescriptor=ALDER',
      '--tenant',
      'test',
      '--site',
      'siteUS',
      '--channel',
      'storefront',
    ];
    expect((await cli.run(...args)).out).to.contain('1 setting written');
    expect(stored(test, 'merchantDescriptor')).to.equal('ALDER');
    expect(stored(test, 'merchantDescriptor', 'siteJP')).not.to.equal('ALDER');
    expect((await cli.run(...args)).out).to.contain('has these settings already');
  });

  it('takes a secret by reference only: as an argument it would stay in the history of the shell', async () => {
    const before = stored(test, 'merchantsecretKey');
    const literal = await cli.run('settings', 'set', 'merchantsecretKey=c2VjcmV0', '--tenant', 'test');
    expect(literal.code).to.equal(2);
    expect(literal.error).to.contain('merchantsecretKey=env:NAME');
    expect(stored(test, 'merchantsecretKey')).to.equal(before);
    cli.answers['merchantsecretKey'] = 'bmV3IHNlY3JldCBvZiAyNCBieXRlcyE=';
    const asked = await cli.run(
      'settings',
      'set',
      'merchantsecretKey=prompt',
      '--tenant',
      'test',
      '--site',
      'siteKW',
    );
    expect(asked.code).to.equal(0);
    expect(stored(test, 'merchantsecretKey', 'siteKW')).to.equal('bmV3IHNlY3JldCBvZiAyNCBieXRlcyE=');
    expect(asked.out + asked.error).not.to.contain('bmV3');
  });

  const combinations: readonly (readonly [assignments: readonly string[], names: string])[] = [
    [['messageEncryptionEnabled=Yes', 'authenticationType=http_signature'], 'messageEncryptionEnabled'],
    [['jwtKeyType=P12', 'keyFileName='], 'keyFileName'],
    [['googlePayEnvironment=PRODUCTION', 'googlePayMerchantId='], 'googlePayMerchantId'],
    [['googlePayGatewayMerchantId='], 'googlePayGatewayMerchantId'],
    [['scaEnabled=true', 'payerAuthEnabled=false'], 'scaEnabled'],
    [['allowedOrigins=*'], 'allowedOrigins'],
    [['allowedOrigins=https://shop.example/checkout'], 'allowedOrigins'],
    [['merchantKeyId='], 'merchantKeyId'],
    [['applePayMerchantId=com.example'], 'applePayMerchantId'],
    [['applePayInitiativeContext=https://shop.example'], 'applePayInitiativeContext'],
    [['merchantID='], 'merchantID'],
    [['messageEncryptionEnabled=Yes', 'messageEncryptionCertificate='], 'messageEncryptionCertificate'],
    [['jwtKeyType=P12', 'keyFileName=testrest'], 'keyPass'],
    [['applePayMerchantId='], 'applePayMerchantId'],
    [['applePayInitiative=messaging'], 'applePayInitiative'],
    [['paymentMethodTypes=generic', 'paymentOptions=card'], 'paymentOptions'],
    [['orderCheck=included', 'includeOrderInWebhookPayload=false'], 'orderCheck'],
    [['merchantDefinedData=101=order.id'], 'merchantDefinedData'],
    [['merchantDefinedData=1=order.id, 1=order.site'], 'merchantDefinedData'],
    [['deviceFingerprintOrgId=a', 'deviceFingerprintUrl=http://shop.example'], 'deviceFingerprintUrl'],
  ];
  for (const [assignments, setting] of combinations) {
    it(`refuses ${assignments.join(' with ')} and names site, channel, setting and remedy`, async () => {
      const before = test.tenant.settings.read(GATEWAY, 'siteUS').agent;
      const { code, json } = await cli.run(
        'settings',
        'set',
        ...assignments,
        '--tenant',
        'test',
        '--site',
        'siteUS',
        '--channel',
        'agent',
        '--json',
      );
      expect(code).to.equal(1);
      const { code: name, details } = json['error'] as { code: string; details: string[] };
      expect(name).to.equal('settings-refused');
      expect(details.join()).to.contain(`site siteUS, channel agent, setting ${setting}:`);
      expect(test.tenant.settings.read(GATEWAY, 'siteUS').agent).to.deep.equal(before);
    });

    it(`refuses the same in a file and in a promotion, and validate names it: ${assignments.join(' with ')}`, async () => {
      const values = Object.fromEntries(
        assignments.map((each) => [each.split('=', 1)[0] ?? '', each.slice(each.indexOf('=') + 1)]),
      );
      const named = `site siteUS, channel agent, setting ${setting}:`;
      const file = await cli.write('combination.yaml', { sites: { siteUS: { agent: values } } });
      const imported = await cli.run('settings', 'import', file, '--tenant', 'test', '--json');
      expect(imported.code).to.equal(1);
      expect((imported.json['error'] as { details: string[] }).details.join()).to.contain(named);

      // Stored as OCC's own pages let it be.
      const stored = test.tenant.settings.read(GATEWAY, 'siteUS').agent as Record<string, unknown>;
      const before = { ...stored };
      Object.assign(stored, values);
      const validated = await cli.run('settings', 'validate', '--tenant', 'test', '--json');
      const promoted = await cli.run('settings', 'promote', '--from', 'test', '--to', 'live', '--json');
      for (const id of Object.keys(values)) Reflect.deleteProperty(stored, id);
      Object.assign(stored, before);
      expect(validated.code).to.equal(3);
      const findings = validated.json['findings'] as Record<string, string>[];
      const finding = findings.find((each) => each['setting'] === setting && each['channel'] === 'agent');
      expect(finding).to.include({ site: 'siteUS', status: 'fault' });
      expect(finding?.['remedy']).to.be.a('string').and.not.equal('');
      expect(promoted.code).to.equal(1);
      expect((promoted.json['error'] as { details: string[] }).details.join()).to.contain(named);
    });
  }

  it('refuses the test host for a tenant on which real money moves, and leaves it to the preview', async () => {
    const production = await aCommandLine({
      live: { adminUrl: live.url, storeUrl: live.url, production: true },
    });
    const set = (channel: string) =>
      production.run(
        ...['settings', 'set', 'runEnvironment=apitest.cybersource.com', '--tenant', 'live'],
        ...['--site', 'siteUS', '--channel', channel, '--json'],
      );
    const stored = live.tenant.settings.read(GATEWAY, 'siteUS') as Record<string, Record<string, unknown>>;
    const preview = stored['preview'] ?? {};
    const storefront = stored['storefront'] ?? {};
    const before = storefront['runEnvironment'];
    storefront['runEnvironment'] = 'api.cybersource.com';
    preview['runEnvironment'] = 'api.cybersource.com';
    const refused = await set('storefront');
    expect(refused.code).to.equal(1);
    expect((refused.json['error'] as { details: string[] }).details.join()).to.contain(
      'site siteUS, channel storefront, setting runEnvironment:',
    );
    expect((await set('preview')).code).to.equal(0);
    const back = { runEnvironment: String(before) };
    live.tenant.settings.write(GATEWAY, 'siteUS', { storefront: back, preview: back });
    await production.close();
  });

  it('lets faults be corrected one by one: what was wrong before does not stand in the way', async () => {
    test.tenant.settings.write(GATEWAY, 'siteUS', {
      preview: { merchantKeyId: '', googlePayGatewayMerchantId: '' },
    });
    const { code } = await cli.run(
      'settings',
      'set',
      'googlePayGatewayMerchantId=testrest',
      '--tenant',
      'test',
      '--site',
      'siteUS',
      '--channel',
      'preview',
    );
    expect(code).to.equal(0);
    const validated = await cli.run('settings', 'validate', '--tenant', 'test', '--json');
    expect(validated.code).to.equal(3);
    expect(validated.json['findings']).to.deep.include.members([
      {
        site: 'siteUS',
        channel: 'preview',
        id: 'key-id',
        setting: 'merchantKeyId',
        status: 'fault',
        problem: 'merchantKeyId is empty.',
        remedy:
          'Enter the key ID of a REST – Shared Secret key (Business Center: Payment Configuration > Key Management).',
      },
    ]);
    test.tenant.settings.write(GATEWAY, 'siteUS', {
      preview: { merchantKeyId: '08c94330-f618-42a3-b09d-e1e43be5efda' },
    });
  });

  it('exports a file without secrets, which imports again without a change', async () => {
    const exported = await cli.run('settings', 'export', 'test.settings.yaml', '--tenant', 'test', '--json');
    const text = await readFile(path.join(cli.folder, 'test.settings.yaml'), 'utf8');
    expect(text).to.contain('merchantsecretKey: env:SITEUS_STOREFRONT_MERCHANTSECRETKEY');
    expect(text).not.to.contain(String(stored(test, 'merchantsecretKey')));
    for (const name of exported.json['secrets'] as string[]) {
      const [, site = '', channel = ''] = /^(SITE\w\w)_([A-Z]+)_/.exec(name) ?? [];
      const id = `site${site.slice(4)}`;
      const { [channel.toLowerCase() as 'agent']: values } = test.tenant.settings.read(GATEWAY, id);
      cli.environment[name] = String(values['merchantsecretKey']);
    }
    const diff = await cli.run('settings', 'diff', 'test.settings.yaml', '--tenant', 'test');
    expect(diff).to.include({ code: 0, out: 'Nothing differs.\n' });
    const again = await cli.run('settings', 'export', 'test.settings.yaml', '--tenant', 'test');
    expect(again.code).to.equal(1);
    expect(again.error).to.contain('--force');
  });

  it('refuses a file with a secret in clear, and a file with an unknown site', async () => {
    await cli.write('clear.yaml', { sites: { '*': { '*': { merchantsecretKey: 'c2VjcmV0' } } } });
    const clear = await cli.run('settings', 'import', 'clear.yaml', '--tenant', 'test');
    expect(clear.code).to.equal(1);
    expect(clear.error).to.contain('a secret does not stand in the file').and.not.to.contain('c2VjcmV0');
    await cli.write('unknown.yaml', { sites: { siteXX: { agent: { merchantID: 'a' } } } });
    const unknown = await cli.run('settings', 'import', 'unknown.yaml', '--tenant', 'test');
    expect(unknown.error).to.contain('siteXX').and.to.contain('siteUS, siteJP, siteKW');
  });

  it('promotes exactly what differs from one tenant to the other, secrets unseen', async () => {
    const diff = await cli.run('settings', 'diff', '--from', 'test', '--tenant', 'live', '--json');
    expect(diff.code).to.equal(3);
    const differences = diff.json['differences'] as {
      site: string;
      channel: string;
      setting: string;
      after: string;
    }[];
    expect(differences.map(({ site, channel, setting }) => `${site} ${channel} ${setting}`)).to.have.members([
      'siteUS storefront merchantDescriptor',
      'siteKW storefront merchantsecretKey',
      'siteKW preview merchantsecretKey',
      'siteKW agent merchantsecretKey',
    ]);
    const writes: string[] = [];
    const write = live.tenant.settings.write.bind(live.tenant.settings);
    live.tenant.settings.write = (gateway, site, change) => {
      writes.push(site);
      write(gateway, site, change);
    };
    const promoted = await cli.run('settings', 'promote', '--from', 'test', '--to', 'live', '--json');
    expect(promoted.code).to.equal(0);
    expect(promoted.json['differences']).to.deep.equal(differences);
    expect(promoted.out + promoted.error).not.to.contain('bmV3');
    expect(writes).to.have.members(['siteUS', 'siteKW']);
    expect(stored(live, 'merchantsecretKey', 'siteKW')).to.equal(stored(test, 'merchantsecretKey', 'siteKW'));
    expect((await cli.run('settings', 'diff', '--from', 'test', '--tenant', 'live')).code).to.equal(0);
  });

  it('leaves settings out of a promotion that belong to one environment', async () => {
    test.tenant.settings.write(GATEWAY, 'siteJP', {
      agent: { merchantKeyId: 'other', merchantDescriptor: 'TOKYO' },
    });
    const promoted = await cli.run(
      'settings',
      'promote',
      '--from',
      'test',
      '--to',
      'live',
      '--except',
      'merchantKeyId',
      '--json',
    );
    expect(promoted.json['differences']).to.deep.equal([
      { site: 'siteJP', channel: 'agent', setting: 'merchantDescriptor', before: '', after: 'TOKYO' },
    ]);
  });
});
