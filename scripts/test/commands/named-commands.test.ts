import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { expect } from 'chai';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { inRepository } from '../../src/program/repository.ts';

describe('A command that a guide, a message or a remedy names', () => {
  it('is one of the command line', async () => {
    const names = new Set(commandLineProgram.commands.map(({ name }) => name));
    const groups = new Set(Object.keys(commandLineProgram.groups));
    const files = globSync(
      ['docs/*.md', 'docs/runbooks/*.md', 'README.md', 'scripts/src/**/*.ts', 'server-extension/src/**/*.ts'],
      { cwd: inRepository() },
    );
    const unknown: string[] = [];
    for (const file of files) {
      const text = await readFile(inRepository(file), 'utf8');
      for (const [, first = '', second = ''] of text.matchAll(/occ-cybersource ([a-z-]+)(?: ([a-z-]+))?/g)) {
        const name = groups.has(first) ? `${first} ${second}` : first;
        if (groups.has(first) && !names.has(name)) unknown.push(`${file}: ${name}`);
        if (!groups.has(first) && second !== '' && /^[a-z]+-[a-z]+$/.test(first) && !names.has(first))
          unknown.push(`${file}: ${first}`);
      }
    }
    expect(unknown).to.deep.equal([]);
  });
});
