import { expect } from 'chai';
import { decide, type DecisionRow } from '../../src/domain/decision-table.ts';

interface Weather {
  readonly sky: 'blue' | 'grey' | 'black';
  readonly wind: 'calm' | 'storm';
}

const table: readonly DecisionRow<Weather, string>[] = [
  { when: { sky: ['grey', 'black'], wind: 'storm' }, action: 'stay', because: 'Both have to be so.' },
  { when: { sky: 'black' }, action: 'umbrella', because: 'One is enough.' },
];

describe('a decision table', () => {
  it('goes by the first row whose conditions are all met', () => {
    expect(decide(table, { sky: 'black', wind: 'storm' }).action).to.equal('stay');
    expect(decide(table, { sky: 'grey', wind: 'storm' }).action).to.equal('stay');
    expect(decide(table, { sky: 'black', wind: 'calm' }).action).to.equal('umbrella');
  });

  it('names the evidence that no row decides about', () => {
    expect(() => decide(table, { sky: 'blue', wind: 'storm' })).to.throw(RangeError, '"sky":"blue"');
  });

  it('decides everything by a row without conditions', () => {
    const total = [...table, { when: {}, action: 'go', because: 'Otherwise.' }];
    expect(decide(total, { sky: 'blue', wind: 'calm' }).action).to.equal('go');
  });
});
