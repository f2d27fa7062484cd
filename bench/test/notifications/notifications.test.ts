import { expect } from 'chai';
import { runCardNotifications } from '../../notifications/cards.ts';
import { runPaymentNotifications } from '../../notifications/payments.ts';

describe('notifications that come twice, in any order or not at all', function () {
  this.timeout(60_000);
  for (const seed of [1, 2, 3]) {
    it(`leave every card in OCC as the vault has it, and lose none (seed ${seed})`, async () => {
      const { wrong, cards } = await runCardNotifications({ count: 400, seed });
      expect(wrong).to.deep.equal([]);
      expect(cards).to.equal(120);
    });

    it(`settle every payment that they tell of as CyberSource did it, without a look-up (seed ${seed})`, async () => {
      const { wrong, told, untold, lookUps } = await runPaymentNotifications({ count: 400, seed });
      expect(wrong).to.deep.equal([]);
      expect(lookUps).to.equal(0);
      expect(told).to.be.greaterThan(300);
      expect(untold).to.be.greaterThan(10);
    });
  }
});
