import { expect } from 'chai';
import { type Config, readConfig } from '../../src/config/config.ts';
import { listSettings } from '../../src/config/settings.ts';

const least = {
  ATG_SERVER_URL: 'https://store.test',
  ATG_SERVER_ADMIN_URL: 'https://admin.test',
  ATG_APPLICATION_TOKEN: 'application-key',
};
const key = 'AAECAwQFBgcICQoLDA0ODw==';
const random = 'a random text of 32 characters!!';
const email = {
  ALERTS_EMAIL_SERVER: 'smtps://user:word@mail.example',
  ALERTS_EMAIL_TO: 'one@shop.example',
  ALERTS_EMAIL_FROM: 'alerts@shop.example',
};

function read(environment: Readonly<Record<string, string>>): Config {
  return readConfig({ environment: { ...least, ...environment }, version: '1.0.0' });
}

/** Name, variable, and what holds when it is not set. An operator's files go by them: none changes by accident. */
const SETTINGS: readonly (readonly [name: string, variable: string, otherwise?: unknown])[] = [
  ['payments.secret.key', 'PAYMENTS_SECRET_KEY'],
  ['payments.secret.previousKey', 'PAYMENTS_SECRET_PREVIOUS_KEY'],
  ['payments.secret.rotating', 'PAYMENTS_SECRET_ROTATING', false],
  ['payments.secret.sha1Key', 'PAYMENTS_SECRET_SHA1_KEY'],
  ['payments.secret.allowSha1', 'PAYMENTS_SECRET_ALLOW_SHA1', false],
  ['crypto.service.key', 'CRYPTO_SERVICE_KEY'],
  ['crypto.service.previousKey', 'CRYPTO_SERVICE_PREVIOUS_KEY'],
  ['crypto.naming.key', 'CRYPTO_NAMING_KEY'],
  ['cache.gatewaysettings.ttl.secs', 'CACHE_GATEWAYSETTINGS_TTL_SECS', 300],
  ['atg.server.url', 'ATG_SERVER_URL'],
  ['atg.server.admin.url', 'ATG_SERVER_ADMIN_URL'],
  ['atg.application.credentials:atg.application.token', 'ATG_APPLICATION_TOKEN'],
  ['certs.folder', 'CERTS_FOLDER'],
  ['cybersource.intermediateHost', 'CYBERSOURCE_INTERMEDIATE_HOST'],
  ['client.address.header', 'CLIENT_ADDRESS_HEADER'],
  ['client.address.proxies', 'CLIENT_ADDRESS_PROXIES', 1],
  ['wallet.scriptOrigin', 'WALLET_SCRIPT_ORIGIN'],
  ['applePay.intermediateHost', 'APPLE_PAY_INTERMEDIATE_HOST'],
  ['partner.developerId', 'PARTNER_DEVELOPER_ID'],
  ['partner.solutionId', 'PARTNER_SOLUTION_ID', 'D9W5TBWU'],
  ['notifications.keys', 'NOTIFICATIONS_KEYS'],
  ['notifications.keysExpire', 'NOTIFICATIONS_KEYS_EXPIRE'],
  ['notifications.window.secs', 'NOTIFICATIONS_WINDOW_SECS', 300],
  ['notifications.decryptionKeyFile', 'NOTIFICATIONS_DECRYPTION_KEY_FILE'],
  ['journal', 'JOURNAL', 'memory:'],
  ['journal.unwrittenFolder', 'JOURNAL_UNWRITTEN_FOLDER'],
  ['journal.capacity', 'JOURNAL_CAPACITY', 50_000],
  ['deadline.occ.ms', 'DEADLINE_OCC_MS', 25_000],
  ['deadline.cybersource.ms', 'DEADLINE_CYBERSOURCE_MS', 18_000],
  ['deadline.lookUp.ms', 'DEADLINE_LOOK_UP_MS', 4_000],
  ['deadline.margin.ms', 'DEADLINE_MARGIN_MS', 3_000],
  ['connection.idle.ms', 'CONNECTION_IDLE_MS', 55_000],
  ['warmUp.ms', 'WARM_UP_MS', 1_000],
  ['reconcile.pace', 'RECONCILE_PACE', 1],
  ['sweep.secs', 'SWEEP_SECS'],
  ['sweep.mostUndone', 'SWEEP_MOST_UNDONE', 20],
  ['settlement.secs', 'SETTLEMENT_SECS', 3_600],
  ['reviews.secs', 'REVIEWS_SECS', 300],
  ['instance.name', 'INSTANCE_NAME'],
  ['monitoring.token', 'MONITORING_TOKEN'],
  ['workers', 'WORKERS', 1],
  ['metrics.port', 'METRICS_PORT'],
  ['metrics.host', 'METRICS_HOST', '127.0.0.1'],
  ['alerts.webhook.url', 'ALERTS_WEBHOOK_URL'],
  ['alerts.webhook.token', 'ALERTS_WEBHOOK_TOKEN'],
  ['alerts.email.to', 'ALERTS_EMAIL_TO'],
  ['alerts.email.from', 'ALERTS_EMAIL_FROM'],
  ['alerts.email.server', 'ALERTS_EMAIL_SERVER'],
  ['alerts.runbooks.url', 'ALERTS_RUNBOOKS_URL'],
  ['alerts.secs', 'ALERTS_SECS', 30],
  ['sweep.dryRun', 'SWEEP_DRY_RUN', false],
];

/** Values that are taken, values that are not, and what the refusal says. */
const FORMS: readonly (readonly [
  variable: string,
  fits: readonly string[],
  doesNot: readonly string[],
  says: string,
])[] = [
  ...['PAYMENTS_SECRET_KEY', 'PAYMENTS_SECRET_PREVIOUS_KEY', 'PAYMENTS_SECRET_SHA1_KEY'].map(
    (variable) =>
      [
        variable,
        [key, 'a/+9'.repeat(4)],
        ['A'.repeat(15), `${key}=`, `${key}!`, 'A-_A'.repeat(4)],
        'must be base64 text of at least 16 characters',
      ] as const,
  ),
  ...['CRYPTO_SERVICE_KEY', 'CRYPTO_SERVICE_PREVIOUS_KEY', 'CRYPTO_NAMING_KEY'].map(
    (variable) => [variable, [random], [random.slice(1)], 'must have at least 32 characters'] as const,
  ),
  ...[
    'ATG_SERVER_URL',
    'ATG_SERVER_ADMIN_URL',
    'CYBERSOURCE_INTERMEDIATE_HOST',
    'WALLET_SCRIPT_ORIGIN',
    'APPLE_PAY_INTERMEDIATE_HOST',
    'ALERTS_WEBHOOK_URL',
    'ALERTS_RUNBOOKS_URL',
  ].map(
    (variable) =>
      [
        variable,
        ['http://a.test', 'https://a.test/b'],
        ['a.test', 'ftp://a.test', 'httpss://a.test', 'xhttp://a.test'],
        'must be an http(s) address',
      ] as const,
  ),
  [
    'CLIENT_ADDRESS_HEADER',
    ['x-forwarded-for', 'Forwarded', 'X_1'],
    ['x:', '-x', '1', 'x y', `x${'y'.repeat(64)}`],
    'must be the name of a header',
  ],
  [
    'NOTIFICATIONS_KEYS',
    [`a:${key}`, `a:${key}, b-_1:${'A'.repeat(22)}`, `${'k'.repeat(64)}:${key}`],
    [
      'a',
      `a b:${key}`,
      `:${key}`,
      `a:${'A'.repeat(21)}`,
      `a:${key}=`,
      `${'k'.repeat(65)}:${key}`,
      `a:${key},`,
    ],
    'must list keys as <keyId>:<key in base64>, with commas between them, each key of at least 16 bytes',
  ],
  [
    'NOTIFICATIONS_KEYS_EXPIRE',
    ['a:2027-02-28', 'a:2027-02-28, b:2028-02-29'],
    ['a', 'a:', 'a:2027-02-30', 'a:28.02.2027', 'a:2027-02-28:1', 'a:2027-02-28T00:00'],
    'must list days as <keyId>:<yyyy-mm-dd>, with commas between them',
  ],
  [
    'NOTIFICATIONS_DECRYPTION_KEY_FILE',
    ['key.pem', '-', `k${'.'.repeat(99)}`],
    ['.pem', '../key.pem', 'a/key.pem', 'a b', `k${'.'.repeat(100)}`],
    'must be the name of a file in certs, without a folder',
  ],
  [
    'JOURNAL',
    ['memory:', 'sqlite:a', 'postgres://shop@db/a', 'postgresql://shop@db/a'],
    ['memory', 'memory:a', 'sqlite:', 'a sqlite:a', 'postgres:', 'postgresq://shop@db/a', 'mysql://a'],
    'must be memory:, sqlite:<file> or postgres://<user>@<host>/<database>',
  ],
  [
    'INSTANCE_NAME',
    ['a', 'node-1.shop:8080/a_B', 'n'.repeat(100)],
    ['a b', 'ä', 'n'.repeat(101), 'a\n'],
    'must be letters, digits and . : / - only',
  ],
  ['MONITORING_TOKEN', ['t'.repeat(16)], ['t'.repeat(15)], 'must have at least 16 characters'],
  [
    'ALERTS_WEBHOOK_TOKEN',
    ['!', '~', 'abc'],
    ['a b', 'ä', '\u007f', 'a\n'],
    'must be characters of ASCII without blanks',
  ],
  [
    'ALERTS_EMAIL_TO',
    ['one@shop.example', 'one@shop.example, two@shop.example'],
    ['one', 'one@shop.example,', 'one@shop.example two@shop.example'],
    'must be e-mail addresses with commas between them',
  ],
  ['ALERTS_EMAIL_FROM', ['one@shop.example'], ['one', 'a@b.c, d@e.f'], 'must be an e-mail address'],
  [
    'ALERTS_EMAIL_SERVER',
    ['smtp://mail.example', 'smtps://user:word@mail.example:465'],
    ['mail.example', 'http://mail.example', 'smtpss://mail.example', 'xsmtp://mail.example'],
    'must be smtps://<user>:<password>@<host>, or smtp://…',
  ],
];

/** The least and the most that are taken; whole numbers only, unless it says otherwise. */
const NUMBERS: readonly (readonly [variable: string, least: number, most: number, kind?: 'any number'])[] = [
  ['CACHE_GATEWAYSETTINGS_TTL_SECS', 0, 86_400, 'any number'],
  ['CLIENT_ADDRESS_PROXIES', 1, 10],
  ['NOTIFICATIONS_WINDOW_SECS', 1, 86_400],
  ['JOURNAL_CAPACITY', 100, 9_007_199_254_740_991],
  ['DEADLINE_OCC_MS', 25_000, 600_000],
  ['DEADLINE_CYBERSOURCE_MS', 1, 18_000],
  ['DEADLINE_LOOK_UP_MS', 1, 4_000],
  ['DEADLINE_MARGIN_MS', 1, 3_000],
  ['CONNECTION_IDLE_MS', 1, 600_000],
  ['WARM_UP_MS', 0, 10_000],
  ['RECONCILE_PACE', 0.001, 1, 'any number'],
  ['SWEEP_SECS', 0, 86_400],
  ['SWEEP_MOST_UNDONE', 1, 1_000],
  ['SETTLEMENT_SECS', 0, 86_400],
  ['REVIEWS_SECS', 0, 86_400],
  ['WORKERS', 1, 64],
  ['METRICS_PORT', 0, 65_535],
  ['ALERTS_SECS', 1, 300],
];

/** Where a setting stands in the configuration. */
const PLACES: readonly (readonly [variable: string, value: string, place: string, holds: unknown])[] = [
  ['NOTIFICATIONS_WINDOW_SECS', '60', 'notifications.windowMs', 60_000],
  ['NOTIFICATIONS_DECRYPTION_KEY_FILE', 'key.pem', 'notifications.decryptionKeyFile', 'key.pem'],
  ['WARM_UP_MS', '250', 'warmUpMs', 250],
  ['SETTLEMENT_SECS', '60', 'settlement.everyMs', 60_000],
  ['REVIEWS_SECS', '60', 'reviews.everyMs', 60_000],
  ['INSTANCE_NAME', 'node-1', 'instance', 'node-1'],
  ['PAYMENTS_SECRET_ROTATING', 'true', 'isWebhookSecretRotating', true],
];

describe('the settings of the extension', () => {
  it('are these, each with its variable and what holds without it', () => {
    expect(listSettings()).to.deep.equal(
      SETTINGS.map(([name, variable, otherwise]) => ({ name, variable, otherwise })),
    );
  });

  for (const [name, variable] of SETTINGS) {
    const wrong = NUMBERS.some(([each]) => each === variable)
      ? '-1'
      : FORMS.find(([each]) => each === variable)?.[2][0];
    if (wrong === undefined) continue;
    it(`take ${name} from ${variable}, and name both where it is wrong`, () => {
      expect(() => read({ [variable]: wrong })).to.throw(`Set right: ${name} (environment: ${variable}) `);
    });
  }

  for (const [variable, fits, doesNot, says] of FORMS) {
    it(`take as ${variable} what has its form`, () => {
      for (const value of fits)
        expect(() => read({ ...(variable in email && email), [variable]: value }), value).not.to.throw();
    });

    it(`refuse another ${variable}: it ${says}`, () => {
      for (const value of doesNot)
        expect(() => read({ [variable]: value }), JSON.stringify(value)).to.throw(`${variable}) ${says}`);
    });
  }

  for (const [variable, least, most, kind] of NUMBERS)
    it(`take ${variable} from ${least} to ${most}${kind === undefined ? ', whole' : ''}`, () => {
      const reading = (value: number | string) => () =>
        read({ [variable]: String(value), JOURNAL: 'sqlite:a' });
      for (const value of [least, most]) expect(reading(value), String(value)).not.to.throw();
      for (const value of [least - 1, most + 1, 'many'])
        expect(reading(value), String(value)).to.throw(
          variable === 'DEADLINE_OCC_MS' ? 'deadline.occ.ms' : /\(environment: |have to fit into/,
        );
      if (kind === undefined) expect(reading(least + 0.5)).to.throw(`(environment: ${variable})`);
      else expect(reading(least + 0.5)).not.to.throw();
    });

  for (const [variable, value, place, holds] of PLACES)
    it(`have ${variable} as ${place}`, () => {
      expect(read({ [variable]: value })).to.have.nested.property(place, holds);
    });

  it('have the days of notification keys by their ids, and none without them', () => {
    const { notifications } = read({ NOTIFICATIONS_KEYS_EXPIRE: 'a:2027-02-28,b:2028-02-29' });
    expect([...notifications.expiry]).to.deep.equal([
      ['a', new Date('2027-02-28')],
      ['b', new Date('2028-02-29')],
    ]);
    expect(read({}).notifications.expiry.size).to.equal(0);
    expect(read({}).notifications).not.to.have.property('decryptionKeyFile');
  });

  it('offer metrics where a port is set, on this machine unless a host is', () => {
    expect(read({}).monitoring).to.deep.equal({});
    expect(read({ METRICS_PORT: '9100' }).monitoring).to.deep.equal({
      metrics: { host: '127.0.0.1', port: 9_100 },
    });
    expect(read({ METRICS_PORT: '0', METRICS_HOST: '0.0.0.0' }).monitoring.metrics).to.deep.equal({
      host: '0.0.0.0',
      port: 0,
    });
    expect(read({ MONITORING_TOKEN: 't'.repeat(16) }).monitoring.token?.reveal()).to.equal('t'.repeat(16));
  });

  it('compare settled days each hour and look at reviews every five minutes', () => {
    expect(read({})).to.deep.include({
      settlement: { everyMs: 3_600_000 },
      reviews: { everyMs: 300_000 },
      warmUpMs: 1_000,
      workers: 1,
    });
    expect(read({}).notifications.windowMs).to.equal(300_000);
  });

  it('name a receiver of alerts with all that was set for it, and no other', () => {
    const { alerts } = read({
      ALERTS_WEBHOOK_URL: 'https://chat.example/hook',
      ALERTS_RUNBOOKS_URL: 'https://wiki.example/runbooks',
      ALERTS_SECS: '5',
    });
    expect(alerts).to.have.all.keys('everyMs', 'runbooks', 'webhook');
    expect(alerts).to.include({ everyMs: 5_000, runbooks: 'https://wiki.example/runbooks' });
    expect(alerts?.webhook?.url.reveal()).to.equal('https://chat.example/hook');
    expect(alerts?.webhook).not.to.have.property('token');
    const withToken = read({ ALERTS_WEBHOOK_URL: 'https://chat.example', ALERTS_WEBHOOK_TOKEN: 'word' });
    expect(withToken.alerts?.webhook?.token?.reveal()).to.equal('word');
    const byEmail = read(email).alerts;
    expect(byEmail).to.have.all.keys('everyMs', 'email');
    expect(byEmail?.email).to.include({ to: 'one@shop.example', from: 'alerts@shop.example' });
    expect(byEmail?.email?.server.reveal()).to.equal(email.ALERTS_EMAIL_SERVER);
  });

  it('refuse an e-mail without one of its three parts, and name the missing ones only', () => {
    for (const variable of Object.keys(email)) {
      const rest = Object.fromEntries(Object.entries(email).filter(([name]) => name !== variable));
      expect(() => read(rest))
        .to.throw(`(environment: ${variable}) as well. Set all three, or none.`)
        .and.not.match(new RegExp(Object.keys(rest).join('|')));
    }
    expect(() => read({ ALERTS_EMAIL_FROM: email.ALERTS_EMAIL_FROM })).to.throw(
      'need alerts.email.server (environment: ALERTS_EMAIL_SERVER) and alerts.email.to (environment: ALERTS_EMAIL_TO) as well',
    );
  });

  it('refuse several workers with a journal of each one’s own', () => {
    expect(() => read({ WORKERS: '2' })).to.throw('workers (environment: WORKERS) is 2');
    expect(read({ WORKERS: '2', JOURNAL: 'sqlite:a' }).workers).to.equal(2);
    expect(read({ WORKERS: '1' }).workers).to.equal(1);
  });

  describe('in production', () => {
    const production = { NODE_ENV: 'production', CRYPTO_SERVICE_KEY: random };

    for (const [variable, name] of [
      ['CRYPTO_SERVICE_KEY', 'crypto.service.key'],
      ['CRYPTO_SERVICE_PREVIOUS_KEY', 'crypto.service.previousKey'],
      ['CRYPTO_NAMING_KEY', 'crypto.naming.key'],
    ] as const)
      it(`refuse a ${name} that is one letter with blanks around it`, () => {
        const weak = `${' '.repeat(20)}abcdefg${' '.repeat(20)}`;
        expect(() => read({ ...production, [variable]: weak })).to.throw(
          `${name} (environment: ${variable}) is too weak`,
        );
        expect(() => read({ ...production, [variable]: random })).not.to.throw();
      });

    for (const [variable, name] of [
      ['PAYMENTS_SECRET_KEY', 'payments.secret.key'],
      ['PAYMENTS_SECRET_PREVIOUS_KEY', 'payments.secret.previousKey'],
      ['PAYMENTS_SECRET_SHA1_KEY', 'payments.secret.sha1Key'],
    ] as const)
      it(`refuse a ${name} of 15 bytes and take one of 16`, () => {
        const sha1 = { PAYMENTS_SECRET_ALLOW_SHA1: 'true' };
        const bytes = (count: number): string =>
          Buffer.from(Array.from({ length: count }, (_, nth) => nth)).toString('base64');
        expect(() => read({ ...production, ...sha1, [variable]: bytes(15) })).to.throw(
          `${name} (environment: ${variable}) is too weak: take the secret that OCC shows for this webhook, at least 16 random bytes`,
        );
        expect(() => read({ ...production, ...sha1, [variable]: bytes(16) })).not.to.throw();
      });

    for (const host of ['localhost', '127.0.0.1', '127.255.10.200', '[::1]'])
      it(`let alerts go in the clear to ${host}, which is this machine`, () => {
        expect(() => read({ ...production, ALERTS_WEBHOOK_URL: `http://${host}:9093/` })).not.to.throw();
      });

    for (const host of ['128.0.0.1', 'localhost.shop.example', 'my-localhost', '[::2]', '127.example'])
      it(`let no alerts go in the clear to ${host}`, () => {
        const url = `http://${host}/`;
        expect(() => read({ ...production, ALERTS_WEBHOOK_URL: url })).to.throw('alerts.webhook.url');
        expect(() => read({ ...production, ALERTS_WEBHOOK_URL: `https://${host}/` })).not.to.throw();
      });
  });
});

describe('the warnings of the configuration', () => {
  const sound = {
    ...least,
    NODE_ENV: 'production',
    PAYMENTS_SECRET_KEY: key,
    CRYPTO_SERVICE_KEY: random,
    CLIENT_ADDRESS_HEADER: 'x-forwarded-for',
    JOURNAL: 'sqlite:a',
  };
  const warnings = (changes: Readonly<Record<string, string>>, isStandalone = false): readonly string[] =>
    readConfig({ environment: { ...sound, ...changes }, version: '1', isStandalone }).warnings;

  it('are none where everything is set', () => {
    expect(warnings({})).to.deep.equal([]);
    expect(warnings({}, true)).to.deep.equal([]);
    expect(warnings({ NODE_ENV: 'development' })).to.deep.equal([]);
    expect(warnings(email, true)).to.deep.equal([]);
  });

  for (const [what, changes, isStandalone, about] of [
    ['no webhook key', { PAYMENTS_SECRET_KEY: '' }, false, 'payments.secret.key is not set'],
    ['a secret that is being replaced', { PAYMENTS_SECRET_ROTATING: '1' }, false, 'payments.secret.rotating'],
    ['no sealing key', { NODE_ENV: '', CRYPTO_SERVICE_KEY: '' }, false, 'crypto.service.key is not set'],
    ['a weak key', { NODE_ENV: '', CRYPTO_NAMING_KEY: 'a'.repeat(32) }, false, 'crypto.naming.key'],
    [
      'a stand-in of CyberSource where NODE_ENV is not set',
      { NODE_ENV: '', CYBERSOURCE_INTERMEDIATE_HOST: 'http://127.0.0.1' },
      false,
      'NODE_ENV is not set (in a shop',
    ],
    [
      'a stand-in of CyberSource where NODE_ENV is something else',
      { NODE_ENV: 'staging', CYBERSOURCE_INTERMEDIATE_HOST: 'http://127.0.0.1' },
      false,
      'NODE_ENV is not production (in a shop',
    ],
    ['a journal that forgets', { JOURNAL: 'memory:' }, true, 'journal is memory:'],
    ['an e-mail server inside OCC', email, false, 'alerts.email.server is set inside OCC'],
    ['no header with addresses', { CLIENT_ADDRESS_HEADER: '' }, false, 'client.address.header is not set'],
  ] as const)
    it(`are one about ${what}`, () => {
      const all = warnings(changes, isStandalone);
      expect(all).to.have.length(1);
      expect(all[0]).to.contain(about);
    });
});
