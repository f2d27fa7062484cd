import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { inRepository } from '../../src/program/repository.ts';
import { sampleTests } from './sample-tests.ts';
import { readSamples, samplesIn } from './samples.ts';

describe('The samples of the guides', () => {
  it('are each run by one test', async () => {
    for (const sample of await readSamples()) {
      const kinds = sampleTests.filter(({ takes }) => takes(sample)).map(({ kind }) => kind);
      expect(kinds, `${sample.guide}:${sample.line} ${sample.code}`).to.have.length(1);
    }
  });

  it('are of kinds that exist, and whose tests do', async () => {
    const samples = await readSamples();
    for (const { kind, test, takes } of sampleTests) {
      expect(samples.some(takes), `no guide shows ${kind}`).to.equal(true);
      expect(await readFile(inRepository(test), 'utf8'), test).to.include('describe(');
    }
  });

  it('are found with their heading, their language, their place and the file that they show', () => {
    const text = [
      '# Guide',
      '```sh',
      'npm start',
      '```',
      '## Second',
      '   ```',
      '   a',
      '     b',
      '   ```',
      '<!-- file: x/y.ts -->',
      '',
      '```ts',
      '```',
    ].join('\n');
    const common = { guide: 'g.md', file: undefined };
    expect(samplesIn('g.md', text)).to.deep.equal([
      { ...common, section: '', language: 'sh', code: 'npm start', line: 3 },
      { ...common, section: 'Second', language: '', code: 'a\n  b', line: 7 },
      { ...common, section: 'Second', language: 'ts', code: '', line: 13, file: 'x/y.ts' },
    ]);
    expect(() => samplesIn('g.md', '```\nnever ends')).to.throw('g.md:1');
  });
});
