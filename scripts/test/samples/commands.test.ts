import { expect } from 'chai';
import { parse } from 'yaml';
import packageJson from '../../../package.json' with { type: 'json' };
import { parseOperatorRoles } from '../../../server-extension/src/domain/operator.ts';
import { chooseTenant } from '../../src/administration/tenant/profiles.ts';
import { commandLineProgram } from '../../src/commands/commands.ts';
import type { CommandLineProgram } from '../../src/commands/frame/run-command-line.ts';
import { aCommandLine, type ACommandLine } from '../commands/a-command-line.ts';
import { isCommand, isScript, sampleTests } from './sample-tests.ts';
import { readSamples, type Sample } from './samples.ts';
import { wordsOf } from './shell-words.ts';

/** Takes every command as typed and checks arguments and options as it does, but does not carry it out. */
const read: CommandLineProgram = {
  ...commandLineProgram,
  commands: commandLineProgram.commands.map((command) => ({
    ...command,
    run: async (given) => {
      await command.input.parseAsync(given);
      return { result: command.name, found: false, text: command.name };
    },
  })),
};

const samples = await readSamples();
const placeOf = ({ guide, line }: Sample): string => `${guide}:${line}`;
const ofKind = (kind: string): readonly Sample[] => {
  const takes = sampleTests.find((each) => each.kind === kind)?.takes ?? (() => false);
  return samples.filter(takes);
};
const linesOf = ({ code }: Sample): readonly string[] =>
  code.split('\n').map((line) => line.replace('occ-cybersource ', ''));

describe('Calls of the command line that the guides show', () => {
  let cli: ACommandLine;

  before(async () => {
    cli = await aCommandLine({}, read);
  });
  after(() => cli.close());

  for (const sample of samples.filter(isCommand))
    for (const line of linesOf(sample))
      it(`are taken: ${line} (${placeOf(sample)})`, async () => {
        const { code, out, error } = await cli.run(...wordsOf(line));
        expect({ code, error }).to.deep.equal({ code: 0, error: '' });
        expect(line.startsWith(out.trim().replaceAll('"', '')), out).to.equal(true);
      });

  it('are, where the administrators’ guide goes through an installation, those of its practice, which a test carries out', () => {
    const practised = samples
      .filter(({ section }) => section === 'Practise on your machine')
      .flatMap(linesOf)
      .map(wordsOf);
    const others = samples.filter(
      (sample) =>
        sample.guide === 'docs/administrators.md' && /^[1-4]\. /.test(sample.section) && isCommand(sample),
    );
    expect(others).to.have.length.above(3);
    for (const line of others.flatMap(linesOf))
      expect(
        practised.some((words) => wordsOf(line).every((word) => words.includes(word))),
        line,
      ).to.equal(true);
  });
});

describe('Files of the command line that the guides show', () => {
  let cli: ACommandLine;

  before(async () => {
    cli = await aCommandLine({});
    Object.assign(cli.environment, {
      OCC_TEST_KEY: 'a key',
      CYBERSOURCE_SECRET: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
      CYBERSOURCE_SECRET_JAPAN: 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
    });
    Object.assign(cli.answers, { password: 'a password', 'one-time code': '123456' });
  });
  after(() => cli.close());

  for (const sample of ofKind('a file of the command line')) {
    const content = parse(sample.code) as { readonly tenants?: object; readonly sites?: object };
    it(`are understood: ${Object.keys(content).join()} (${placeOf(sample)})`, async () => {
      const file = await cli.write('sample.yaml', sample.code);
      if (content.tenants === undefined) {
        const { code, out, error } = await cli.run('settings', 'validate', file, '--test');
        expect({ code, error }, out).to.deep.equal({ code: 0, error: '' });
        return;
      }
      for (const tenant of Object.keys(content.tenants))
        await chooseTenant(
          { tenant, profiles: file },
          {
            ...cli,
            workingDirectory: cli.folder,
            progress: () => undefined,
            askSecret,
            now: () => new Date(),
          },
        );
    });
  }
});

describe('Scripts of the repository that the guides show', () => {
  for (const sample of samples.filter(isScript))
    it(`exist: ${placeOf(sample)}`, () => {
      const named = [...sample.code.matchAll(/npm (?:run )?(?:--silent )?([\w:]+)/g)].map(
        ([, name = '']) => name,
      );
      const missing = named.filter((name) => name !== 'install' && !Object.hasOwn(packageJson.scripts, name));
      expect(missing).to.deep.equal([]);
    });
});

describe('Who may do what, as the operators’ guide shows it', () => {
  it('is a value of the setting operatorRoles', () => {
    const shown = ofKind('who may do what').map(({ code }) => parseOperatorRoles(code));
    expect(shown.map((roles) => [...(roles?.keys() ?? [])])).to.deep.equal([
      ['adminRole', 'csAgentRole', 'application'],
    ]);
  });
});

const askSecret = (): Promise<string> => Promise.resolve('typed');
