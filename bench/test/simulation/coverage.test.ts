import { expect } from 'chai';
import { toCoverageTable } from '../../simulation/report.ts';
import { createCoverage, stepOf } from '../../simulation/world/coverage.ts';

describe('The table of calls and faults of a simulation', () => {
  it('calls a call by the service that it asks for', () => {
    expect(stepOf('post', '/pts/v2/payments')).to.equal('authorization');
    expect(stepOf('PATCH', '/pts/v2/payments/7')).to.equal('increment');
    expect(stepOf('POST', '/pts/v2/payments/7/reversals')).to.equal('reversal');
    expect(stepOf('POST', '/pts/v2/reversals')).to.equal('timeout reversal');
    expect(stepOf('POST', '/pts/v2/captures/7/voids')).to.equal('void');
    expect(stepOf('GET', '/tss/v2/transactions/7')).to.equal('transaction details');
    expect(stepOf('GET', '/new/call?id=7')).to.equal('GET /new/call');
  });

  it('adds histories up, and names each pair that was not met', () => {
    const [one, other] = [createCoverage(), createCoverage()];
    one.count('capture', 'answer-lost');
    one.count('capture', undefined);
    other.count('capture', 'answer-lost');
    const table = toCoverageTable([{ coverage: one.counted() }, { coverage: other.counted() }]);
    expect(table).to.match(/\| answer-lost \| 2 \|/);
    expect(table).to.match(/\| none \| 1 \|/);
    expect(table)
      .to.match(/pairs were not met: .*capture: request-lost/)
      .and.not.to.match(/capture: answer-lost/);
  });
});
