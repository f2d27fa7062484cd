import { expect } from 'chai';
import { createBoundLabels } from '../../src/telemetry/bounded-labels.ts';

describe('The labels of a metric', () => {
  it('have values of their list, else the word for all others', () => {
    const bound = createBoundLabels({ outcome: { values: ['approved', 'declined'] } });
    expect(bound({ outcome: 'declined' })).to.deep.equal({ outcome: 'declined' });
    expect(bound({ outcome: 'invented' })).to.deep.equal({ outcome: 'other' });
    expect(bound({}), 'one that is missing').to.deep.equal({ outcome: 'other' });
    expect(bound({ outcome: 'approved', more: 'x' }), 'one that the metric does not have').to.deep.equal({
      outcome: 'approved',
    });
  });

  it('have as many open values as they may, those that came first', () => {
    const bound = createBoundLabels({ site: { most: 2, meaning: 'site' } });
    const sites = ['a', 'b', 'c', 'b', 'a', 'd'].map((site) => bound({ site })['site']);
    expect(sites).to.deep.equal(['a', 'b', 'other', 'b', 'a', 'other']);
  });
});
