import { expect } from 'chai';
import { createAccessPauses } from '../../../src/payments/recovery/access.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { nextRunWithAccess } from '../../../src/payments/recovery/schedule.ts';

const START = Date.parse('2026-02-01T10:00:00Z');

describe('Look-ups of an account that is turned away', () => {
  let time: number;
  const now = (): Date => new Date(time);
  const refused = { runAt: new Date(START), accessRefused: 'credentials' } as const;

  beforeEach(() => {
    time = START;
  });

  function pausesAfter(refusals: number) {
    const pauses = createAccessPauses(RECOVERY_TIMINGS, now);
    for (let nth = 0; nth < refusals; nth += 1) pauses.record('shop', refused);
    return pauses;
  }

  it('pause after five refusals in a row, of that account alone', () => {
    expect(pausesAfter(0).of('shop')).to.equal(undefined);
    expect(pausesAfter(4).of('shop')).to.equal(undefined);
    const pauses = pausesAfter(5);
    expect(pauses.of('shop')).to.include({ accessRefused: 'credentials' });
    expect(pauses.of('another')).to.equal(undefined);
  });

  it('go on as soon as the pause has ended', () => {
    const pauses = pausesAfter(5);
    const { endsAt } = pauses.of('shop') ?? expect.fail();
    expect(endsAt).to.deep.equal(nextRunWithAccess(new Date(START), RECOVERY_TIMINGS, new Date(START)));
    time = endsAt.getTime() - 1;
    expect(pauses.of('shop')).to.be.an('object');
    time = endsAt.getTime();
    expect(pauses.of('shop')).to.equal(undefined);
  });

  it('go on after one that was not refused, and count from the beginning then', () => {
    for (const ended of [{ done: true }, { runAt: new Date(START) }, { manualReview: true }] as const) {
      const pauses = pausesAfter(5);
      pauses.record('shop', ended);
      expect(pauses.of('shop')).to.equal(undefined);
      for (let nth = 0; nth < 4; nth += 1) pauses.record('shop', refused);
      expect(pauses.of('shop')).to.equal(undefined);
      pauses.record('shop', refused);
      expect(pauses.of('shop')).to.be.an('object');
    }
  });

  it('pause by when the first of them was refused, however often they are', () => {
    const pauses = pausesAfter(5);
    time = START + 3_600_000;
    pauses.record('shop', refused);
    expect(pauses.of('shop')?.endsAt).to.deep.equal(
      nextRunWithAccess(new Date(START), RECOVERY_TIMINGS, new Date(time)),
    );
  });
});
