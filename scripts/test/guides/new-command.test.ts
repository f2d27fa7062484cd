import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { startOccSandbox, type OccSandbox } from '../../../sandbox/occ/start.ts';
import { commandLineProgram } from '../../src/commands/commands.ts';
import type { CommandLineProgram } from '../../src/commands/frame/run-command-line.ts';
import { commandsReference } from '../../src/generated/tables/commands-reference.ts';
import { inRepository } from '../../src/program/repository.ts';
import { aCommandLine, type ACommandLine } from '../commands/a-command-line.ts';
import { guideBlocks } from './guide-blocks.ts';
import { sitesList } from './sites-list.ts';

const withSites: CommandLineProgram = {
  ...commandLineProgram,
  groups: { ...commandLineProgram.groups, sites: 'the shop’s sites' },
  commands: [...commandLineProgram.commands, sitesList],
};

describe('The guide “A new command”', () => {
  let occ: OccSandbox;
  let cli: ACommandLine;

  before(async () => {
    occ = await startOccSandbox({ empty: true });
    cli = await aCommandLine({ test: { adminUrl: occ.url, storeUrl: occ.url } }, withSites);
  });
  after(async () => {
    await Promise.all([occ.close(), cli.close()]);
  });

  it('shows the command that this test adds', async () => {
    const [shown] = await guideBlocks('A new command');
    const file = await readFile(inRepository('scripts', 'test', 'guides', 'sites-list.ts'), 'utf8');
    expect(shown).to.equal(file.replaceAll('../../src/commands/', '../').replaceAll('../../src/', '../../'));
  });

  it('gives one JSON document', async () => {
    const { json } = await cli.run('sites', 'list', '--tenant', 'test', '--json');
    expect(json['sites']).to.be.an('array').that.deep.includes({ id: 'siteUS', country: 'US' });
  });

  it('gives a person the same in columns', async () => {
    expect((await cli.run('sites', 'list', '--tenant', 'test')).out).to.match(/^siteUS +US$/m);
  });

  it('teaches with its example', async () => {
    const { code, out } = await cli.run('sites', 'list', '--help');
    expect(code).to.equal(0);
    expect(out).to.include('occ-cybersource sites list --tenant live');
  });

  it('refuses a mistyped option with exit code 2', async () => {
    expect(await cli.run('sites', 'list', '--tennant', 'test')).to.include({ code: 2, out: '' });
  });

  it('is in the reference of all commands, with its options and the fields of its document', () => {
    const [, section = ''] = commandsReference(withSites).split('\n## sites list\n');
    expect(section).to.include('`--tenant <name>`').and.to.include('`sites[].country`');
  });
});
