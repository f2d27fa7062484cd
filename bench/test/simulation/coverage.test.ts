import { expect } from 'chai';
import { toCoverageTables, unmetPairs } from '../../simulation/report.ts';
import {
  createCoverage,
  createFaultChoice,
  createFaultRota,
  JOURNAL_FAULTS,
  SIMULATED_STEPS,
  stepOf,
} from '../../simulation/world/coverage.ts';
import { createFaultInjector } from '../../simulation/world/fault-injector.ts';
import { createRandom } from '../../simulation/world/random.ts';
import { FAULTS } from '../../simulation/world/transport.ts';
import type { HistoryCoverage } from '../../simulation/world/world.ts';

const NOTHING: HistoryCoverage = { calls: {}, statements: {}, requests: {} };

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
    const table = toCoverageTables([]);
    for (const { step } of SIMULATED_STEPS) expect(table).to.include(`| ${step} |`);
  });

  it('meets each call with every fault in as many histories as there are faults', () => {
    const faults = ['a', 'b', 'c'];
    const first = [1, 2, 3].map((seed) => createFaultRota(faults, seed)('capture'));
    expect(first.sort()).to.deep.equal(faults);
    const rota = createFaultRota(faults, 7);
    expect([rota('void'), rota('void'), rota('void')].sort()).to.deep.equal(faults);
  });

  it('breaks the first call of each kind in every history, so that as many histories as faults meet all pairs', () => {
    const coverage = createCoverage();
    for (let seed = 1; seed <= FAULTS.length; seed += 1) {
      const faultInjector = createFaultInjector(createRandom(String(seed)), 1e-9);
      const faultOf = createFaultChoice({ faultInjector, faults: FAULTS, seed, coverage });
      for (const step of ['capture', 'void', 'capture', 'void']) faultOf(step);
    }
    const once = Object.fromEntries(FAULTS.map((fault) => [fault, 1]));
    const met = { none: FAULTS.length, ...once };
    expect(coverage.counted()).to.deep.equal({ capture: met, void: met });
  });

  it('breaks nothing in a history without faults, and nothing once it is calm', () => {
    const coverage = createCoverage();
    const none = createFaultInjector(createRandom('1'), 0);
    const over = createFaultInjector(createRandom('1'), 0.5);
    over.calm();
    for (const faultInjector of [none, over])
      createFaultChoice({ faultInjector, faults: FAULTS, seed: 1, coverage })('capture');
    expect(coverage.counted()).to.deep.equal({ capture: { none: 2 } });
  });

  it('adds histories up, and names each pair that was not met', () => {
    const [one, other] = [createCoverage(), createCoverage()];
    one.count('capture', 'answer-lost');
    one.count('capture', undefined);
    other.count('capture', 'answer-lost');
    const histories = [one, other].map((each) => ({ coverage: { ...NOTHING, calls: each.counted() } }));
    const table = toCoverageTables(histories);
    expect(table).to.match(/\| answer-lost \|.* 2 \|/);
    expect(table).to.match(/\| none \|.* 1 \|/);
    expect(table)
      .to.match(/pairs were not met: .*capture: request-lost/)
      .and.not.to.match(/capture: answer-lost/);
  });

  it('has statements and requests, too, where there are any', () => {
    const statements = createCoverage();
    for (const fault of Object.keys(JOURNAL_FAULTS)) statements.count('claim', fault);
    const coverage = { ...NOTHING, statements: statements.counted() };
    expect(toCoverageTables([{ coverage }])).to.include('| Statements to the journal: fault | claim |');
    expect(unmetPairs([{ coverage }]))
      .to.include('complete: instance-dies')
      .and.not.to.include('claim: instance-dies');
  });
});
