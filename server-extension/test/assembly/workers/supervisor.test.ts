import { expect } from 'chai';
import { withSmallYoungGeneration } from '../../../src/assembly/workers/supervisor.ts';

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
