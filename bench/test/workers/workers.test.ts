import { expect } from 'chai';
import { interruptWorkers } from '../../workers/restarts.ts';

/** The short form of `npm run bench -- --workers`, without a stopwatch. */
describe('Two workers under payments', function () {
  this.timeout(120_000);
  const plan = { workers: 2, perSecond: 20, beforeMs: 500, afterMs: 500, pace: 0.1 };

  it('are replaced one by one, and no payment notices', async () => {
    const { payments, approved, notAnswered, double, missing } = await interruptWorkers({
      ...plan,
      interruption: 'rolling restart',
    });
    expect(payments).to.be.greaterThan(10);
    expect(approved).to.equal(payments);
    expect({ notAnswered, double, missing }).to.deep.equal({ notAnswered: 0, double: 0, missing: 0 });
  });

  it('lose one to kill -9: another one takes its place, and no payment is made twice or lost', async () => {
    const { payments, approved, failed, double, missing } = await interruptWorkers({
      ...plan,
      interruption: 'kill -9 of one worker',
    });
    expect(payments).to.be.greaterThan(10);
    // What was under way in the killed one may end as not paid: its shopper hears that and pays again.
    expect(approved).to.be.greaterThan(payments / 2);
    expect({ failed, double, missing }).to.deep.equal({ failed: 0, double: 0, missing: 0 });
  });
});
