import { expect } from 'chai';
import { runSettlementDays, type SettlementDaysReport } from '../../settlement/three-days.ts';

describe('Three days of a shop over HTTP, with twelve differences between its books', function () {
  this.timeout(120_000);
  let report: SettlementDaysReport;
  before(async () => {
    report = await runSettlementDays(120);
  });

  it('come to the twelve cases and no others', () => {
    expect(report.planted).to.have.length(12);
    expect(report.found).to.deep.equal(report.planted);
  });

  it('come to no further case when each day is compared again', () => {
    expect(report.foundAgain).to.deep.equal(report.found);
  });

  it('settle all that moved, but for what the acquirer refused or left out and what was made elsewhere', () => {
    expect(report.movements).to.be.greaterThan(120);
    expect(report.movements - report.settled).to.equal(5);
  });
});
