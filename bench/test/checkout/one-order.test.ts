import { expect } from 'chai';
import { toComplaints, toOneOrderTable } from '../../checkout/table.ts';
import { isOneOrderEach, placeOrders } from '../../checkout/one-order.ts';
import type { CheckoutOutcome } from '../../checkout/attempts.ts';

describe('One checkout, one order, in Chromium', function () {
  this.timeout(300_000);

  it('comes of four reloads in mid-payment and of four pairs of tabs, and every page tells the truth', async () => {
    // Fixed moments, early and late: what the long run draws by chance.
    const moments = [0.25, 0.1, 0.5, 0.6, 0.02, 0, 0.4, 0.3];
    const outcomes = await placeOrders({ count: 4, chance: () => moments.shift() ?? 0.5, atOnce: 8 });
    expect(toComplaints(outcomes)).to.deep.equal([]);
    expect(outcomes).to.have.length(8);
    for (const { reportedAfterMs } of outcomes) expect(reportedAfterMs).to.be.at.most(30_000);
  });

  it('is not what it is called when money is held twice, or a page says what is not so', () => {
    const good: CheckoutOutcome = {
      kind: 'reload',
      nth: 1,
      isSignedIn: false,
      isAnswerLost: false,
      afterMs: 1,
      endings: [{ is: 'confirmation', orderId: 'o1' }],
      reportedAfterMs: 1_000,
      held: 1,
      placed: 1,
      lies: [],
    };
    expect(isOneOrderEach([good])).to.equal(true);
    for (const bad of [{ held: 2 }, { placed: 0 }, { lies: ['x'] }]) {
      expect(isOneOrderEach([good, { ...good, ...bad }])).to.equal(false);
      expect(toComplaints([good, { ...good, ...bad }])).to.have.length(1);
    }
    expect(toOneOrderTable([good])).to.match(
      /\| Reload in mid-payment, a guest \| 1 \| 0 \| 1 \| 1 \| 1 \| 0 \| 1.0 s \| 1.0 s \| 0 \|/,
    );
  });
});
