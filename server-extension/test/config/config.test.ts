import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Config, readConfig } from '../../src/config/config.ts';
import { listSettings, toVariableName, SETTINGS } from '../../src/config/settings.ts';

const key = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');
const inProduction = {
  NODE_ENV: 'production',
  ATG_SERVER_URL: 'https://store.test/',
  ATG_SERVER_ADMIN_URL: 'https://admin.test',
  CRYPTO_SERVICE_KEY: key,
};
const least = {
  ATG_SERVER_URL: 'http://store.test/',
  ATG_SERVER_ADMIN_URL: 'http://admin.test',
  ATG_APPLICATION_TOKEN: 'application-key',
};

function read(
  environment: Readonly<Record<string, string>> = {},
  nconf: Readonly<Record<string, unknown>> = {},
): Config {
  return readConfig({
    environment: { ...least, ...environment },
    read: (name) => nconf[name],
    version: '1.0.0',
  });
}

describe('the configuration', () => {
  it('has a variable for each setting', () => {
    expect(
      [
        'payments.secret.key',
        'payments.secret.previousKey',
        'payments.secret.allowSha1',
        'cache.gatewaysettings.ttl.secs',
      ].map(toVariableName),
    ).to.deep.equal([
      'PAYMENTS_SECRET_KEY',
      'PAYMENTS_SECRET_PREVIOUS_KEY',
      'PAYMENTS_SECRET_ALLOW_SHA1',
      'CACHE_GATEWAYSETTINGS_TTL_SECS',
    ]);
    expect(toVariableName('cybersource.intermediateHost')).to.equal('CYBERSOURCE_INTERMEDIATE_HOST');
  });

  it('has the documented defaults', () => {
    expect(read()).to.deep.include({
      settingsTtlMs: 300_000,
      journal: { kind: 'memory', capacity: 50_000 },
      deadlines: { occ: 25_000, cybersource: 18_000, lookUp: 4_000, margin: 3_000 },
      partner: { solutionId: 'D9W5TBWU' },
    });
  });

  it("reads OCC's nconf, and lets the environment win", () => {
    const nconf = {
      'payments.secret.key': key,
      'cache.gatewaysettings.ttl.secs': 1,
      'atg.application.credentials:atg.application.token': 'from nconf',
    };
    const { webhookKeys, settingsTtlMs, occ } = readConfig({
      environment: {
        ATG_SERVER_URL: 'http://s.test',
        ATG_SERVER_ADMIN_URL: 'http://a.test',
        CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
      },
      read: (name) => nconf[name as keyof typeof nconf],
      version: '1.0.0',
    });
    expect(webhookKeys.sha512.map((secret) => secret.reveal())).to.deep.equal([key]);
    expect(settingsTtlMs).to.equal(0);
    expect(occ.applicationKey.reveal()).to.equal('from nconf');
  });

  it('starts without a webhook key and says so, but never takes an empty one for a key', () => {
    const config = read({ PAYMENTS_SECRET_KEY: '' }, { 'payments.secret.key': '' });
    expect(config.webhookKeys.sha512).to.be.empty;
    expect(config.warnings.join()).to.contain('payments.secret.key');
  });

  it('takes two keys, and a SHA-1 key only when it is allowed', () => {
    const sha1 = { PAYMENTS_SECRET_SHA1_KEY: key };
    expect(
      read({ PAYMENTS_SECRET_KEY: key, PAYMENTS_SECRET_PREVIOUS_KEY: key }).webhookKeys.sha512,
    ).to.have.length(2);
    expect(read(sha1).webhookKeys).not.to.have.property('sha1');
    expect(read({ ...sha1, PAYMENTS_SECRET_ALLOW_SHA1: 'true' }).webhookKeys).to.have.property('sha1');
  });

  it('wants a sealing secret in production, and makes one up in development', () => {
    expect(() => read({ ...inProduction, CRYPTO_SERVICE_KEY: '' })).to.throw(/crypto\.service\.key/);
    expect(read(inProduction).warnings.join()).not.to.contain('crypto.service.key');
    expect(read().sealingSecret.reveal()).not.to.equal(read().sealingSecret.reveal());
    expect(read().warnings.join()).to.contain('crypto.service.key');
  });

  for (const [variable, name] of [
    ['CYBERSOURCE_INTERMEDIATE_HOST', 'intermediateHost'],
    ['APPLE_PAY_INTERMEDIATE_HOST', 'appleIntermediateHost'],
    ['WALLET_SCRIPT_ORIGIN', 'walletScriptOrigin'],
  ] as const) {
    it(`takes ${variable} for a stand-in, but never in production`, () => {
      const standIn = { [variable]: 'http://127.0.0.1:8081/' };
      expect(read(standIn)).to.include({ [name]: 'http://127.0.0.1:8081' });
      expect(() => read({ ...inProduction, ...standIn })).to.throw(variable);
    });
  }

  const weak: Readonly<Record<string, readonly [variable: string, value: string]>> = {
    'a sealing key of blanks': ['CRYPTO_SERVICE_KEY', ' '.repeat(32)],
    'a sealing key of one letter': ['CRYPTO_SERVICE_KEY', 'a'.repeat(40)],
    'a sealing key of a short word again and again': ['CRYPTO_SERVICE_KEY', 'abcd'.repeat(10)],
    'a webhook key of 12 bytes': ['PAYMENTS_SECRET_KEY', Buffer.from('0123456789ab').toString('base64')],
    'a webhook key of zeros': ['PAYMENTS_SECRET_KEY', Buffer.alloc(64).toString('base64')],
    'a previous webhook key of 12 bytes': [
      'PAYMENTS_SECRET_PREVIOUS_KEY',
      Buffer.from('0123456789ab').toString('base64'),
    ],
  };
  for (const [what, [variable, value]] of Object.entries(weak)) {
    it(`refuses ${what} in production, and warns of it elsewhere`, () => {
      expect(() => read({ ...inProduction, [variable]: value }))
        .to.throw(new RegExp(`${variable}.*too weak`))
        .and.satisfy((error: Error) => !error.message.includes(value));
      expect(read({ [variable]: value }).warnings.join()).to.match(new RegExp(`${variable}.*too weak`));
    });
  }

  it('takes keys as OCC and OpenSSL make them', () => {
    for (const bytes of [16, 20, 32, 64]) {
      const drawn = randomBytes(bytes).toString('base64');
      expect(read({ ...inProduction, PAYMENTS_SECRET_KEY: drawn }).warnings.join()).not.to.contain('weak');
    }
    for (const drawn of [randomBytes(32).toString('hex'), randomBytes(32).toString('base64'), randomUUID()])
      expect(() => read({ ...inProduction, CRYPTO_SERVICE_KEY: drawn })).not.to.throw();
  });

  for (const variable of ['ATG_SERVER_URL', 'ATG_SERVER_ADMIN_URL']) {
    it(`sends nothing to OCC in the clear: ${variable} has to be https in production`, () => {
      for (const address of ['http://occ.example.com', 'HTTP://occ.example.com', 'http://127.0.0.1:8080'])
        expect(() => read({ ...inProduction, [variable]: address })).to.throw(
          new RegExp(`${variable}.*https`),
        );
      expect(() => read({ ...inProduction, [variable]: 'HTTPS://occ.example.com' })).not.to.throw();
    });
  }

  for (const nodeEnv of [undefined, '', 'Production', 'PRODUCTION', 'staging']) {
    it(`says loudly that payments do not reach CyberSource when NODE_ENV is ${nodeEnv ?? 'not set'}`, () => {
      const standIn = { CYBERSOURCE_INTERMEDIATE_HOST: 'http://127.0.0.1:8081' };
      const { warnings } = read({ ...standIn, ...(nodeEnv !== undefined && { NODE_ENV: nodeEnv }) });
      expect(warnings.join()).to.match(/PAYMENTS DO NOT REACH CYBERSOURCE.*CYBERSOURCE_INTERMEDIATE_HOST/);
    });
  }

  it('warns of a journal that forgets, in a server of its own', () => {
    const standalone = (journal: string): string =>
      readConfig({
        environment: { ...least, JOURNAL: journal },
        version: '1.0.0',
        isStandalone: true,
      }).warnings.join();
    expect(standalone('memory:')).to.match(/journal is memory:.*JOURNAL/);
    expect(standalone('sqlite:/tmp/a.sqlite')).not.to.contain('memory:');
    expect(read({ JOURNAL: 'memory:' }).warnings.join()).not.to.contain('memory:');
  });

  it('says once, with the remedy, that the addresses of shoppers are unknown', () => {
    const about = /client\.address\.header is not set.*CLIENT_ADDRESS_HEADER/;
    expect(read().warnings.filter((warning) => about.test(warning))).to.have.length(1);
    expect(read({ CLIENT_ADDRESS_HEADER: 'x-forwarded-for' }).warnings.join()).not.to.match(about);
  });

  it('believes no header about the shopper’s address unless one is configured', () => {
    expect(read().clientAddress).to.deep.equal({ proxies: 1 });
    const proxied = { CLIENT_ADDRESS_HEADER: 'X-Forwarded-For', CLIENT_ADDRESS_PROXIES: '2' };
    expect(read(proxied).clientAddress).to.deep.equal({ header: 'x-forwarded-for', proxies: 2 });
    expect(() => read({ CLIENT_ADDRESS_HEADER: 'x: y' })).to.throw(/CLIENT_ADDRESS_HEADER/);
  });

  it('chooses a journal by its address', () => {
    expect(read({ JOURNAL: 'sqlite:/tmp/a.sqlite' }).journal).to.deep.equal({
      kind: 'sqlite',
      file: '/tmp/a.sqlite',
      unwrittenFolder: '/tmp/a.sqlite.unwritten',
    });
    for (const url of ['postgres://shop@db.test/journal', 'postgresql://shop@/journal?host=%2Frun']) {
      const { journal } = read({ JOURNAL: url, JOURNAL_UNWRITTEN_FOLDER: '/var/spool/payments' });
      expect(journal).to.include({ kind: 'postgres', unwrittenFolder: '/var/spool/payments' });
      expect('url' in journal && journal.url.reveal()).to.equal(url);
    }
    expect(() => read({ JOURNAL: 'redis:x' })).to.throw(/JOURNAL/);
  });

  it('keeps the password of the database to itself', () => {
    const config = read({ JOURNAL: 'postgres://shop:canary-password@db.test/journal' });
    expect(JSON.stringify(config)).not.to.contain('canary');
    expect(() => read({ JOURNAL: 'postgres://shop:canary-password@db.test:x/journal' }))
      .to.throw(/journal/)
      .and.not.match(/canary/);
  });

  it('names everything that is wrong at once, and no value', () => {
    const wrong = { PAYMENTS_SECRET_KEY: 'not base64!', ATG_SERVER_URL: 'ftp://canary', JOURNAL: 'canary' };
    expect(() => read(wrong))
      .to.throw(/PAYMENTS_SECRET_KEY.*ATG_SERVER_URL.*JOURNAL/)
      .and.satisfy((error: Error) => !/canary|not base64/.test(error.message));
  });

  it('tells of alerts by itself only where a receiver is named, whose secrets are not shown', () => {
    expect(read().alerts).to.equal(undefined);
    const { alerts } = read({
      ALERTS_WEBHOOK_URL: 'https://chat.example/hooks/secret-path',
      ALERTS_WEBHOOK_TOKEN: 'secret-token',
      ALERTS_EMAIL_SERVER: 'smtps://user:secret-word@mail.example',
      ALERTS_EMAIL_TO: 'one@shop.example, two@shop.example',
      ALERTS_EMAIL_FROM: 'alerts@shop.example',
    });
    expect(alerts?.everyMs).to.equal(30_000);
    expect(JSON.stringify(alerts)).not.to.include('secret');
    expect(alerts?.email?.isEncrypted).to.equal(false);
  });

  it('demands an encrypted way for alerts in production, unless it stays on the machine', () => {
    const email = { ALERTS_EMAIL_TO: 'one@shop.example', ALERTS_EMAIL_FROM: 'alerts@shop.example' };
    const encrypted = (ALERTS_EMAIL_SERVER: string): boolean | undefined =>
      read({ ...inProduction, ...email, ALERTS_EMAIL_SERVER }).alerts?.email?.isEncrypted;
    expect(encrypted('smtp://mail.example')).to.equal(true);
    expect(encrypted('smtp://127.0.0.1:1025')).to.equal(false);
    const toWebhook = (ALERTS_WEBHOOK_URL: string) => (): Config =>
      read({ ...inProduction, ALERTS_WEBHOOK_URL });
    expect(toWebhook('http://chat.example/hooks/secret-path'))
      .to.throw('ALERTS_WEBHOOK_URL')
      .with.property('message')
      .that.does.not.include('secret-path');
    expect(toWebhook('http://localhost:9093/')).not.to.throw();
  });

  it('refuses half of what an e-mail needs, and names the rest', () => {
    expect(() => read({ ALERTS_EMAIL_TO: 'one@shop.example' }))
      .to.throw('ALERTS_EMAIL_SERVER')
      .with.property('message')
      .that.includes('ALERTS_EMAIL_FROM');
  });

  it('warns of an e-mail server inside OCC, where no e-mail can be sent', () => {
    const { warnings } = read({
      ALERTS_EMAIL_SERVER: 'smtp://mail.example',
      ALERTS_EMAIL_TO: 'one@shop.example',
      ALERTS_EMAIL_FROM: 'alerts@shop.example',
    });
    expect(warnings.join()).to.include('alerts.email.server is set inside OCC');
  });

  it('refuses deadlines that OCC would not wait for', () => {
    expect(() => read({ DEADLINE_CYBERSOURCE_MS: '24000' })).to.throw(/deadline\.occ\.ms/);
  });

  it('is frozen and prints no secret', () => {
    const config = read({ PAYMENTS_SECRET_KEY: key, CRYPTO_SERVICE_KEY: key });
    expect(config).to.be.frozen;
    expect(JSON.stringify(config)).not.to.contain(key);
  });

  it('names attempts with the first sealing key when that is replaced', () => {
    const before = key;
    const after = Buffer.alloc(32, 'another key').toString('base64');
    expect(read({ CRYPTO_SERVICE_KEY: before }).namingSecret.reveal()).to.equal(before);
    const config = read({
      CRYPTO_SERVICE_KEY: after,
      CRYPTO_SERVICE_PREVIOUS_KEY: before,
      CRYPTO_NAMING_KEY: before,
    });
    expect(config.namingSecret.reveal()).to.equal(before);
    expect(config.sealingSecret.reveal()).to.equal(after);
    expect(config.previousSealingSecret?.reveal()).to.equal(before);
    expect(read().isWebhookSecretRotating).to.equal(false);
    expect(read({ PAYMENTS_SECRET_ROTATING: 'true' }).warnings.join()).to.contain('payments.secret.rotating');
  });

  it('finds the key files beside the program, unless a folder is configured', () => {
    const inProgram = readConfig({ environment: least, version: '1.0.0', home: '/opt/payments' });
    expect(inProgram.keyFolder).to.equal('/opt/payments/certs');
    expect(inProgram.packageFile).to.equal('/opt/payments/package.json');
    const ownServer = readConfig({ environment: least, version: '1.0.0', isStandalone: true });
    expect(ownServer).not.to.have.property('packageFile');
    expect(read().keyFolder).to.equal(join(process.cwd(), 'certs'));
    expect(read({ CERTS_FOLDER: '/etc/keys' }).keyFolder).to.equal('/etc/keys');
  });

  it('goes through the gateway’s records every five minutes where the journal is forgotten, and never else', () => {
    expect(read().reconciliation).to.deep.equal({ everyMs: 300_000, mostUndone: 20, dryRun: false });
    expect(read({ JOURNAL: 'sqlite:/tmp/a.sqlite' }).reconciliation.everyMs).to.equal(0);
    for (const JOURNAL of ['memory:', 'sqlite:/tmp/a.sqlite'])
      expect(read({ JOURNAL, SWEEP_SECS: '60' }).reconciliation.everyMs).to.equal(60_000);
    expect(read({ SWEEP_SECS: '0' }).reconciliation.everyMs).to.equal(0);
    expect(read({ SWEEP_MOST_UNDONE: '3', SWEEP_DRY_RUN: 'true' }).reconciliation).to.include({
      mostUndone: 3,
      dryRun: true,
    });
  });

  it('takes over the rest as it is set', () => {
    const config = read({
      ATG_SERVER_URL: 'https://store.test///',
      ATG_SERVER_ADMIN_URL: 'https://admin.test/',
      PARTNER_DEVELOPER_ID: 'DEV12345',
      PARTNER_SOLUTION_ID: 'SOL12345',
      JOURNAL_CAPACITY: '100',
      CACHE_GATEWAYSETTINGS_TTL_SECS: '60',
      CONNECTION_IDLE_MS: '1000',
      DEADLINE_OCC_MS: '10000',
      DEADLINE_CYBERSOURCE_MS: '5000',
      DEADLINE_LOOK_UP_MS: '3000',
      DEADLINE_MARGIN_MS: '2000',
      RECONCILE_PACE: '0.5',
    });
    expect(config.occ).to.include({ storeUrl: 'https://store.test', adminUrl: 'https://admin.test' });
    expect(config.occ.applicationKey.reveal()).to.equal('application-key');
    expect(config).to.deep.include({
      production: false,
      partner: { developerId: 'DEV12345', solutionId: 'SOL12345' },
      application: { name: 'OCC CyberSource', version: '1.0.0' },
      journal: { kind: 'memory', capacity: 100 },
      settingsTtlMs: 60_000,
      connectionIdleMs: 1_000,
      deadlines: { occ: 10_000, cybersource: 5_000, lookUp: 3_000, margin: 2_000 },
      timings: { lostAfterMs: 30_000, firstLookupMs: 30_000, confirmOrderMs: 300_000, searchLagMs: 450_000 },
    });
    expect(read(inProduction).production).to.equal(true);
    expect(read()).to.deep.include({
      connectionIdleMs: 55_000,
      timings: { lostAfterMs: 60_000, firstLookupMs: 60_000, confirmOrderMs: 600_000, searchLagMs: 900_000 },
    });
    expect(read()).not.to.have.any.keys('intermediateHost', 'walletScriptOrigin', 'appleIntermediateHost');
    expect(read({ JOURNAL: 'postgres://shop@db.test/journal' }).journal).to.include({
      unwrittenFolder: 'occ-cybersource.unwritten',
    });
    expect(read({ JOURNAL: 'sqlite:a', JOURNAL_UNWRITTEN_FOLDER: 'b' }).journal).to.include({
      unwrittenFolder: 'b',
    });
  });

  for (const [value, isOn] of [
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['yes', false],
    ['', false],
  ] as const)
    it(`takes ${value || 'nothing'} for ${isOn ? 'yes' : 'no'}`, () => {
      expect(read({ SWEEP_DRY_RUN: value }).reconciliation.dryRun).to.equal(isOn);
    });

  it('takes a yes from nconf as a boolean, and what nconf has as null for not set', () => {
    expect(read({}, { 'sweep.dryRun': true }).reconciliation.dryRun).to.equal(true);
    expect(read({}, { 'sweep.mostUndone': null }).reconciliation.mostUndone).to.equal(20);
  });

  it('wants the ordinary waits and an application key in production', () => {
    expect(() => read({ ...inProduction, RECONCILE_PACE: '0.5' })).to.throw('RECONCILE_PACE');
    expect(() => read({ ATG_APPLICATION_TOKEN: '' })).to.throw(/ATG_APPLICATION_TOKEN\) is missing/);
  });

  it('fits the deadlines into the one of OCC to the millisecond', () => {
    expect(() => read({ DEADLINE_OCC_MS: '24999' })).to.throw('25000 ms');
    expect(() => read({ DEADLINE_OCC_MS: '25000' })).not.to.throw();
  });

  it('lists every setting with its variable and what holds when it is not set', () => {
    const listed = new Map(listSettings().map((setting) => [setting.name, setting]));
    expect(listed.get('journal.capacity')).to.deep.equal({
      name: 'journal.capacity',
      variable: 'JOURNAL_CAPACITY',
      otherwise: 50_000,
    });
    expect(listed.get('atg.application.credentials:atg.application.token')).to.include({
      variable: 'ATG_APPLICATION_TOKEN',
      otherwise: undefined,
    });
    expect(listed.size, 'each name once').to.equal(Object.keys(SETTINGS).length);
  });

  it('reads the keys of notifications from a text or an object, and names the setting where they are wrong', () => {
    const keys = [
      ['new-key', key],
      ['old', Buffer.alloc(32, 'other').toString('base64')],
    ] as const;
    const text = keys.map((pair) => pair.join(':')).join(', ');
    for (const { notifications } of [
      read({ NOTIFICATIONS_KEYS: text }),
      read({}, { 'notifications.keys': Object.fromEntries(keys) }),
    ])
      expect([...notifications.keys].map(([id, secret]) => [id, secret.reveal()])).to.deep.equal(keys);
    expect(read({}).notifications.keys.size).to.equal(0);
    for (const wrong of ['abc', 'id:short', `a b:${key}`, ':'])
      expect(() => read({ NOTIFICATIONS_KEYS: wrong })).to.throw('notifications.keys');
  });

  it('warns of a missing webhook key, unless a SHA-1 key may be used instead', () => {
    const about = 'payments.secret.key is not set';
    expect(read({ PAYMENTS_SECRET_SHA1_KEY: key }).warnings.join()).to.contain(about);
    const allowed = { PAYMENTS_SECRET_SHA1_KEY: key, PAYMENTS_SECRET_ALLOW_SHA1: '1' };
    expect(read(allowed).warnings.join()).not.to.contain(about);
    expect(read({ PAYMENTS_SECRET_ALLOW_SHA1: '1' }).warnings.join()).to.contain(about);
    expect(read({ PAYMENTS_SECRET_KEY: key }).warnings.join()).not.to.contain(about);
    const weakSha1 = { ...allowed, PAYMENTS_SECRET_SHA1_KEY: Buffer.alloc(20).toString('base64') };
    expect(read(weakSha1).warnings.join()).to.match(/PAYMENTS_SECRET_SHA1_KEY.*too weak/);
    expect(read({ ...weakSha1, PAYMENTS_SECRET_ALLOW_SHA1: '' }).warnings.join()).not.to.contain('too weak');
  });

  it('takes keys with eight different bytes or letters, and no fewer', () => {
    const bytes = (different: number) =>
      Buffer.from(Array.from({ length: 16 }, (_, nth) => nth % different)).toString('base64');
    expect(read({ PAYMENTS_SECRET_KEY: bytes(8) }).warnings.join()).not.to.contain('too weak');
    expect(read({ PAYMENTS_SECRET_KEY: bytes(7) }).warnings.join()).to.contain('too weak');
    expect(read({ CRYPTO_SERVICE_KEY: 'abcdefgh'.repeat(4) }).warnings.join()).not.to.contain('too weak');
    expect(read({ CRYPTO_SERVICE_KEY: 'abcdefga'.repeat(4) }).warnings.join()).to.contain('too weak');
  });
});
