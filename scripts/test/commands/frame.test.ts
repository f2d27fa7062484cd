import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { oneTimeCode } from '../../../sandbox/occ/http/one-time-code.ts';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';

describe('The command line', () => {
  let occ: OccSandbox;
  let cli: ACommandLine;

  before(async () => {
    occ = await startOccSandbox({ empty: true });
    cli = await aCommandLine({
      empty: { adminUrl: occ.url, storeUrl: occ.url },
      badKey: { adminUrl: occ.url, storeUrl: occ.url, applicationKey: 'env:WRONG_KEY' },
      silent: { adminUrl: await closedAddress(), storeUrl: occ.url },
    });
    cli.environment['WRONG_KEY'] = 'not-the-key';
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  it('has an example and a summary for every command, and shows them in its help', async () => {
    for (const { name, examples, summary } of commandLineProgram.commands) {
      const { code, out } = await cli.run(...name.split(' '), '--help');
      expect(code, name).to.equal(0);
      expect(out.replaceAll(/\s+/g, ' '))
        .to.contain(summary)
        .and.to.contain(`occ-cybersource ${examples[0]}`)
        .and.to.contain('--json');
      expect(examples[0].startsWith(name), `${name} is not shown by its example`).to.equal(true);
    }
  });

  it('prints one JSON document and nothing else, also when it fails', async () => {
    expect((await cli.run('status', '--tenant', 'empty', '--json')).json['deployed']).to.equal(false);
    const failed = await cli.run('status', '--tenant', 'badKey', '--json');
    expect(failed.code).to.equal(1);
    expect(failed.json).to.have.nested.property('error.code', 'occ-refused');
    expect((await cli.run('status', '--tennant', 'x', '--json')).json).to.have.nested.property(
      'error.code',
      'wrong-use',
    );
  });

  it('ends with 2 for a command, an option and a tenant that do not exist, and says what was probably meant', async () => {
    const option = await cli.run('status', '--tennant', 'live');
    expect(option).to.include({ code: 2, out: '' });
    expect(option.error).to.contain('Did you mean --tenant');
    expect((await cli.run('stauts')).code).to.equal(2);
    const tenant = await cli.run('status', '--tenant', 'production');
    expect(tenant.code).to.equal(2);
    expect(tenant.error).to.contain('It has: empty, badKey');
  });

  it('says what a tenant is that cannot be reached, or refuses the key, and what to do', async () => {
    const silent = await cli.run('status', '--tenant', 'silent');
    expect(silent.code).to.equal(1);
    expect(silent.error)
      .to.contain('cannot be reached (ECONNREFUSED)')
      .and.to.contain('Remedy: check adminUrl');
    const refused = await cli.run('status', '--tenant', 'badKey');
    expect(refused.error)
      .to.contain('refuses the application key (HTTP 401)')
      .and.to.contain('Registered Applications');
    expect(refused.error).not.to.contain('not-the-key');
  });

  it('takes no secret out of a profiles file', async () => {
    await cli.write('other.yaml', {
      tenants: { a: { adminUrl: occ.url, storeUrl: occ.url, applicationKey: 'plain' } },
    });
    const { code, error } = await cli.run('status', '--tenant', 'a', '--profiles', 'other.yaml');
    expect(code).to.equal(2);
    expect(error).to.contain('env:NAME, file:PATH or prompt').and.not.to.contain('plain');
  });

  it('reads a tenant from the environment, and a missing key from the terminal', async () => {
    await cli.write('good.yaml', { tenants: {} });
    Object.assign(cli.environment, {
      OCC_ADMIN_URL: occ.url,
      OCC_STORE_URL: `${occ.url}/`,
      OCC_PRODUCTION: 'false',
    });
    cli.answers['application key'] = 'sandbox-application-key';
    const asked = await cli.run('status', '--json');
    expect(asked.json).to.include({ tenant: 'environment', deployed: false });
    cli.environment['OCC_APPLICATION_KEY_FILE'] = await cli.write('key.txt', 'sandbox-application-key\n');
    delete cli.answers['application key'];
    expect((await cli.run('status')).code).to.equal(0);
    cli.environment['OCC_PRODUCTION'] = undefined;
    cli.environment['CYBERSOURCE_INTERMEDIATE_HOST'] = 'http://127.0.0.1:8081';
    const production = await cli.run('status');
    expect(production.code).to.equal(2);
    expect(production.error).to.contain('CYBERSOURCE_INTERMEDIATE_HOST');
    for (const name of ['OCC_ADMIN_URL', 'OCC_STORE_URL', 'CYBERSOURCE_INTERMEDIATE_HOST'])
      cli.environment[name] = undefined;
    expect((await cli.run('status')).error).to.contain('OCC_ADMIN_URL and OCC_STORE_URL are not set');
  });

  it('logs a person in with a one-time code', async () => {
    const oneTimeSecret = Buffer.from('12345678901234567890');
    const guarded = await startOccSandbox({
      empty: true,
      adminUsers: [
        {
          id: 'iuser1',
          email: 'a@shop.test',
          password: 'pass',
          firstName: 'A',
          lastName: 'B',
          roles: ['adminRole'],
          oneTimeSecret,
        },
      ],
    });
    try {
      const person = {
        adminUrl: guarded.url,
        storeUrl: guarded.url,
        username: 'a@shop.test',
        password: 'env:PASS',
      };
      const people = { with: { ...person, oneTimeCode: 'prompt' }, without: person };
      const profiles = Object.fromEntries(
        Object.entries(people).map(([name, each]) => [name, { ...each, production: false }]),
      );
      await cli.write('people.yaml', { tenants: profiles });
      cli.environment['PASS'] = 'pass';
      cli.answers['one-time code'] = oneTimeCode(oneTimeSecret, new Date());
      expect((await cli.run('status', '--tenant', 'with', '--profiles', 'people.yaml')).code).to.equal(0);
      const refused = await cli.run('status', '--tenant', 'without', '--profiles', 'people.yaml');
      expect(refused.error).to.contain('one-time code');
    } finally {
      await guarded.close();
    }
  });

  it('says in every refusal what to do, as text and as JSON', async () => {
    for (const args of [
      ['status', '--tenant', 'nobody'],
      ['doctor', '--as-of', 'yesterday', '--tenant', 'empty'],
      ['apple-pay', 'upload-domain-file', 'no-such-file', '--tenant', 'empty'],
      ['settings', 'validate', 'no-such-file.yaml'],
    ]) {
      expect((await cli.run(...args)).error, args.join(' ')).to.match(/^Remedy: \S/m);
      const { json } = await cli.run(...args, '--json');
      expect(json, args.join(' '))
        .to.have.nested.property('error.remedy')
        .that.matches(/^\S[^`]+$/);
    }
  });

  it('reads files where it is called, also through npm, which runs it in the repository', function () {
    this.timeout(60_000);
    const { stdout } = spawnSync(
      process.execPath,
      [inRepository('scripts', 'occ-cybersource.mjs'), 'settings', 'validate', 'none.yaml', '--json'],
      {
        encoding: 'utf8',
        cwd: inRepository(),
        env: { ...process.env, npm_lifecycle_event: 'occ', INIT_CWD: cli.folder },
      },
    );
    expect((JSON.parse(stdout) as { error: { message: string } }).error.message).to.contain(cli.folder);
  });

  it('is an installed program too', function () {
    this.timeout(60_000);
    const { status, stdout } = spawnSync(
      process.execPath,
      [inRepository('scripts', 'occ-cybersource.mjs'), 'settings', 'validate', 'none.yaml', '--json'],
      { encoding: 'utf8' },
    );
    expect(status).to.equal(1);
    expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'settings-file');
  });
});

/** An address on which nothing listens. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
