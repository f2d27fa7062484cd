import { mock } from 'node:test';
import v8 from 'node:v8';
import { expect } from 'chai';
import {
  boundOldGeneration,
  withSmallYoungGeneration,
} from '../../../src/assembly/workers/memory-options.ts';

describe('options of Node for a worker', () => {
  it('keep its young generation small, beside those of the first process', () => {
    expect(withSmallYoungGeneration(['--disable-warning=ExperimentalWarning'], '')).to.deep.equal([
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=8',
    ]);
  });

  it('leave the decision to whoever made one, on the command line or in the environment', () => {
    expect(withSmallYoungGeneration(['--max-semi-space-size=32'], '')).to.deep.equal([
      '--max-semi-space-size=32',
    ]);
    expect(withSmallYoungGeneration([], '--max-semi-space-size=32')).to.deep.equal([]);
  });
});

describe('what outlives the young generation', () => {
  const flagsSetFor = (options: readonly string[], inEnvironment: string): readonly unknown[] => {
    const setFlags = mock.method(v8, 'setFlagsFromString', () => undefined);
    try {
      boundOldGeneration(options, inEnvironment);
      return setFlags.mock.calls.map(({ arguments: [flag] }) => flag);
    } finally {
      setFlags.mock.restore();
    }
  };

  it('may double before garbage is collected', () => {
    expect(flagsSetFor([], '--max-semi-space-size=32')).to.deep.equal(['--heap-growing-percent=100']);
  });

  it('grows as whoever set its size has it, on the command line or in the environment', () => {
    expect(flagsSetFor(['--max-old-space-size=1024'], '')).to.deep.equal([]);
    expect(flagsSetFor([], '--max-old-space-size=1024')).to.deep.equal([]);
    expect(flagsSetFor(['--max_old_space_size=1024'], '')).to.deep.equal([]);
  });
});
