import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

const SECRET = 'c2VjcmV0IG9mIGEgbWVyY2hhbnQ=';

describe('A secret as an argument', () => {
  let occ: OccSandbox;
  let cli: ACommandLine;

  before(async () => {
    occ = await startOccSandbox({ gatewayPackage: inRepository('gateway-settings', 'extension') });
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url } });
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  const calls: readonly (readonly string[])[] = [
    ['settings', 'set', `merchantsecretKey=${SECRET}`],
    ['settings', 'set', `keyPass=${SECRET}`],
    ['variables', 'set', `CRYPTO_SERVICE_KEY=${SECRET}`],
    ['variables', 'set', `NOTIFICATIONS_KEYS=id:${SECRET}`],
    ['variables', 'set', `MONITORING_TOKEN=${SECRET}`],
    ['variables', 'set', `ATG_APPLICATION_TOKEN=${SECRET}`],
    ['variables', 'set', `JOURNAL=postgres://shop:${SECRET}@db.example/payments`],
    ['secrets', 'rotate', 'cybersource', '--key-id', 'a', '--secret-from', SECRET],
    ['secrets', 'rotate', 'cybersource', '--key-file', 'a.p12', '--secret-from', SECRET],
    ['journal', 'verify', '--journal', `postgres://shop:${SECRET}@db.example/payments`],
    ['migrate', '--journal', `postgres://shop:${SECRET}@db.example/payments`],
  ];
  for (const call of calls) {
    it(`is refused by ${call.slice(0, 2).join(' ')} ${(call[2] ?? '').split(/[=:]/)[0]}: shells keep it`, async () => {
      const before = [occ.tenant.variables.list(), occ.tenant.settings.read('isv-occ-gateway', 'siteUS')];
      const tenant = ['migrate', 'journal'].includes(call[0] ?? '') ? [] : ['--tenant', 'test'];
      const { code, out, error } = await cli.run(...call, ...tenant, '--json');
      expect(code, error).to.equal(2);
      expect(out).to.contain('history of the shell').and.to.contain('env:NAME');
      expect(out + error).not.to.contain(SECRET);
      expect([
        occ.tenant.variables.list(),
        occ.tenant.settings.read('isv-occ-gateway', 'siteUS'),
      ]).to.deep.equal(before);
    });
  }

  it('has no option that could take one: what is secret is named by its place', () => {
    const flags = commandLineProgram.commands.flatMap(({ options = [] }) =>
      options.map((option) => option.flags),
    );
    expect(flags.filter((each) => /password|secret|token|code\b/i.test(each))).to.deep.equal([
      '--secret-from <place>',
    ]);
  });
});

describe('Migrating a journal', () => {
  let cli: ACommandLine;

  before(async () => {
    cli = await aCommandLine({});
  });
  after(() => cli.close());

  it('makes the tables of this version, and a second time changes nothing', async () => {
    const first = await cli.run('migrate', '--journal', 'sqlite:payments.sqlite', '--json');
    expect(first.code, first.error).to.equal(0);
    expect(first.json).to.include({ journal: 'sqlite' });
    const tables = (): unknown => {
      const database = new DatabaseSync(path.join(cli.folder, 'payments.sqlite'), { readOnly: true });
      const rows = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
      database.close();
      return rows;
    };
    const made = tables();
    expect(JSON.stringify(made)).to.contain('attempts_by_key');
    cli.environment['JOURNAL'] = 'sqlite:payments.sqlite';
    expect((await cli.run('migrate')).code).to.equal(0);
    expect(tables()).to.deep.equal(made);
    const verified = await cli.run('migrate', 'verify', '--json');
    expect(verified.code, verified.error).to.equal(0);
    expect(verified.json).to.deep.include({ journal: 'sqlite', attempts: 0, breaks: [] });
    expect((await cli.run('migrate', 'everything')).code).to.equal(2);
  });

  it('says why it cannot: no journal with tables, a folder that is not there', async () => {
    expect((await cli.run('migrate', '--journal', 'memory:')).code).to.equal(2);
    const missing = await cli.run('migrate', '--journal', 'sqlite:no/such/folder/payments.sqlite', '--json');
    expect(missing.code).to.equal(1);
    expect(missing.json).to.have.nested.property('error.code', 'journal');
  });
});

describe('A release of OCC', () => {
  let occ: OccSandbox;
  let server: Server;
  let cli: ACommandLine;
  let asked: string[];
  let isOlder: boolean;

  before(async () => {
    occ = await startOccSandbox({ empty: true });
    // Releases up to 22 have the calls of the servers below /ccadminx only.
    server = createServer((req, res) => {
      const url = req.url ?? '';
      asked.push(`${req.method ?? ''} ${url.split('?')[0] ?? ''}`);
      if (isOlder && url.startsWith('/ccadmin/v1/servers')) {
        res.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not found"}');
        return;
      }
      const { hostname, port } = new URL(occ.url);
      const onward = request(
        { hostname, port, path: url, method: req.method, headers: req.headers },
        (answer) => {
          res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(res);
        },
      );
      req.pipe(onward);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    cli = await aCommandLine({ test: { adminUrl: url, storeUrl: occ.url } });
  });
  beforeEach(() => {
    asked = [];
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all([occ.close(), cli.close()]);
  });

  for (const [name, older, spelling] of [
    [
      'of today',
      false,
      ['POST /ccadmin/v1/servers/restart', 'GET /ccadmin/v1/servers/restartWorkRequestStatus'],
    ],
    [
      'up to 22',
      true,
      ['POST /ccadminx/custom/v1/servers/restart', 'GET /ccadminx/custom/v1/restartWorkRequestStatus'],
    ],
  ] as const) {
    it(`${name} restarts its extension servers, and is waited for`, async () => {
      isOlder = older;
      const set = await cli.run(
        'variables',
        'set',
        `RESTARTED_BY=${older ? 'older' : 'newer'}`,
        '--restart',
        '--tenant',
        'test',
      );
      expect(set.code, set.error).to.equal(0);
      expect(asked).to.include.members([...spelling]);
      expect(set.error).to.contain('100 %');
    });
  }
});
