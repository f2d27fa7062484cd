import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { inRepository } from '../../../scripts/src/program/repository.ts';
import { allPairs } from '../../simulation/report.ts';

describe('The kept page of the simulation', () => {
  it('has met every fault at every step that there is, with a journal for all instances', async () => {
    const page = await readFile(inRepository('docs', 'proofs', 'simulation.md'), 'utf8');
    const [, section = ''] = page.split('## Orders and everything after them under faults\n');
    for (const { name, count } of allPairs())
      expect(section, name).to.include(`All ${count} pairs of a step and a fault were met.`);
  });
});
