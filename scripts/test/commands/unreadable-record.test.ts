import { expect } from 'chai';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { deploy, type DeploymentRequest } from '../../src/administration/deployment/deploy.ts';
import { readRecord, RECORD_VARIABLE } from '../../src/administration/deployment/record.ts';
import { CommandProblem } from '../../src/commands/frame/command-problem.ts';
import { aCommandLine, type ACommandLine } from './a-command-line.ts';
import { createReleases, profileOf, requestFor, snapshot } from './a-release.ts';

const encoded = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64');

/** What stands in the variable, out of the record that a deployment wrote there, and what the details of the problem say. */
const DAMAGES: readonly (readonly [string, (record: object) => string, string])[] = [
  ['is cut', (record) => encoded(record).slice(0, 100), 'It is not JSON in base64.'],
  ['has a field of a newer release', (record) => encoded({ ...record, storefront: 'one' }), 'storefront'],
  ['has a value of the wrong type', (record) => encoded({ ...record, variables: 'NAME' }), 'variables'],
  ['is empty', () => '', 'It is not JSON in base64.'],
];

describe('A record of a deployment that cannot be read', function () {
  this.timeout(180_000);
  let occ: OccSandbox;
  let cli: ACommandLine;
  let request: Omit<DeploymentRequest, 'zipsFor'>;
  let release: ReturnType<typeof createReleases>;
  let written = '';

  before(async () => {
    occ = await startOccSandbox({ empty: true, environment: { JOURNAL: 'memory:' } });
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url } });
    request = requestFor(profileOf(occ), cli.folder);
    release = createReleases();
    await deploy({ ...request, zipsFor: (ids) => release('2.0.0', ids) });
    written = variable().value;
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  function variable(): { value: string } {
    const found = occ.tenant.variables.list().find(({ name }) => name === RECORD_VARIABLE);
    if (found === undefined) throw new Error('There is no record.');
    return found;
  }

  for (const [damage, change, detail] of DAMAGES) {
    describe(`because it ${damage}`, () => {
      let before: unknown;
      let damaged = '';

      beforeEach(() => {
        variable().value = written;
        damaged = change(JSON.parse(Buffer.from(written, 'base64').toString('utf8')) as object);
        variable().value = damaged;
        before = snapshot(occ);
      });

      function expectUnchanged(): void {
        expect(snapshot(occ)).to.deep.equal(before);
        expect(variable().value).to.equal(damaged);
      }

      it('stops deploy before it changes anything', async () => {
        const problem = await deploy({ ...request, zipsFor: (ids) => release('2.0.1', ids) }).catch(
          (error: unknown) => error,
        );
        expect(problem).to.be.instanceOf(CommandProblem);
        const { code, details } = problem as CommandProblem;
        expect(code).to.equal('unreadable-record');
        expect(details.join()).to.contain(detail);
        expectUnchanged();
      });

      for (const command of ['rollback', 'undeploy', 'status']) {
        it(`stops ${command}, which says why`, async () => {
          const { code, error } = await cli.run(command, '--tenant', 'test');
          expect(code).to.equal(1);
          expect(error)
            .to.contain(RECORD_VARIABLE)
            .and.to.contain(detail)
            .and.to.contain('the release that wrote it');
          expectUnchanged();
        });
      }

      it('is a fault of the doctor, and webhooks are listed all the same', async () => {
        const { code, json } = await cli.run('doctor', '--tenant', 'test', '--json');
        expect(code).to.equal(3);
        const check = (json['checks'] as { id: string; status: string; problem?: string }[]).find(
          ({ id }) => id === 'deployment',
        );
        expect(check).to.include({ status: 'fault' });
        expect(check?.problem).to.contain(detail);
        expect((await cli.run('webhooks', 'list', '--tenant', 'test')).code).to.equal(0);
      });
    });
  }

  describe('and whose variable is removed', () => {
    it('is no record any more', async () => {
      variable().value = 'damaged';
      expect((await cli.run('variables', 'remove', RECORD_VARIABLE, '--tenant', 'test')).code).to.equal(0);
      expect(await readRecord(request.occ)).to.equal(undefined);
    });
  });
});
