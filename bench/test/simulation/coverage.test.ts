import { expect } from 'chai';
import { toCoverageTable } from '../../simulation/report.ts';
import { createCoverage, createFaultRota, SIMULATED_STEPS, stepOf } from '../../simulation/world/coverage.ts';

describe('The table of calls and faults of a simulation', () => {
  it('calls a call by the service that it asks for', () => {
    expect(stepOf('post', '/pts/v2/payments')).to.equal('authorization');
    expect(stepOf('PATCH', '/pts/v2/payments/7')).to.equal('increment');
    expect(stepOf('POST', '/pts/v2/payments/7/reversals')).to.equal('reversal');
    expect(stepOf('POST', '/pts/v2/reversals')).to.equal('timeout reversal');
    expect(stepOf('POST', '/pts/v2/captures/7/voids')).to.equal('void');
    expect(stepOf('GET', '/tss/v2/transactions/7')).to.equal('transaction details');
    expect(stepOf('GET', '/reporting/v3/conversion-details?x=1')).to.equal('report of decisions');
    expect(stepOf('GET', '/new/call?id=7')).to.equal('GET /new/call');
  });

  it('has a column for a call that was never made', () => {
    const table = toCoverageTable([]);
    for (const { step } of SIMULATED_STEPS) expect(table).to.include(`| ${step} |`);
  });

  it('meets each call with every fault in as many histories as there are faults', () => {
    const faults = ['a', 'b', 'c'];
    const first = [1, 2, 3].map((seed) => createFaultRota(faults, seed)('capture'));
    expect(first.sort()).to.deep.equal(faults);
    const rota = createFaultRota(faults, 7);
    expect([rota('void'), rota('void'), rota('void')].sort()).to.deep.equal(faults);
  });

  it('adds histories up, and names each pair that was not met', () => {
    const [one, other] = [createCoverage(), createCoverage()];
    one.count('capture', 'answer-lost');
    one.count('capture', undefined);
    other.count('capture', 'answer-lost');
    const table = toCoverageTable([{ coverage: one.counted() }, { coverage: other.counted() }]);
    expect(table).to.match(/\| answer-lost \|.* 2 \|/);
    expect(table).to.match(/\| none \|.* 1 \|/);
    expect(table)
      .to.match(/pairs were not met: .*capture: request-lost/)
      .and.not.to.match(/capture: answer-lost/);
  });
});
