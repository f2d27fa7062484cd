import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';
import { type WatchReaction, reactionsTo } from '../src/start/watch.ts';

const reaction = (name: string, ...paths: readonly string[]): WatchReaction => ({
  name,
  paths,
  run: () => Promise.resolve(),
});

describe('what a changed file brings about', () => {
  const reactions = [
    reaction('occ', 'sandbox/occ'),
    reaction('host', 'sandbox/occ/extension-host'),
    reaction('cybersource', 'sandbox/cybersource', 'sandbox/triggers.ts'),
  ];
  const namesFor = (file: string): readonly string[] =>
    reactionsTo(inRepository(file), reactions).map(({ name }) => name);

  it('is the reaction of its folder', () => {
    expect(namesFor('sandbox/occ/orders/order.ts')).to.deep.equal(['occ']);
  });

  it('is the reaction of the nearest folder only', () => {
    expect(namesFor('sandbox/occ/extension-host/main.ts')).to.deep.equal(['host']);
  });

  it('is the reaction that names the file', () => {
    expect(namesFor('sandbox/triggers.ts')).to.deep.equal(['cybersource']);
  });

  it('is nothing for a folder that only begins alike', () => {
    expect(namesFor('sandbox/occasions/file.ts')).to.deep.equal([]);
  });
});
