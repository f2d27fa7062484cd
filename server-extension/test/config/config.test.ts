import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type Config, readConfig } from '../../src/config/config.ts';
import { toVariableName } from '../../src/config/settings.ts';

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

  it('believes no header about the shopper’s address unless told which', () => {
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

  it('refuses deadlines that OCC would not wait for', () => {
    expect(() => read({ DEADLINE_CYBERSOURCE_MS: '24000' })).to.throw(/deadline\.occ\.ms/);
  });

  it('is frozen and prints no secret', () => {
    const config = read({ PAYMENTS_SECRET_KEY: key, CRYPTO_SERVICE_KEY: key });
    expect(config).to.be.frozen;
    expect(JSON.stringify(config)).not.to.contain(key);
  });
});
