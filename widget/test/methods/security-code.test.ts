import { expect } from 'chai';
import { needsSecurityCode } from '../../src/methods/saved-card/security-code.ts';

describe('The security code of a saved card', () => {
  for (const [savedCards, scheduledOrders, isScheduled, isNeeded] of [
    [false, false, false, false],
    [false, false, true, false],
    [true, false, false, true],
    [true, true, true, true],
    [false, true, false, false],
    [false, true, true, true],
  ] as const)
    it(`is ${isNeeded ? '' : 'not '}typed for an order that is ${isScheduled ? 'repeated' : 'placed once'}, where the extension asks for it: of saved cards ${savedCards}, of scheduled orders ${scheduledOrders}`, () => {
      const offered = { config: { securityCode: { newCards: true, savedCards, scheduledOrders } } };
      expect(needsSecurityCode(offered, { isScheduled: () => isScheduled })).to.equal(isNeeded);
    });

  it('is typed where the page wants it anyway, and not where neither says anything', () => {
    const page = { isScheduled: () => false };
    for (const offered of [undefined, { config: {} }]) {
      expect(needsSecurityCode(offered, page)).to.equal(false);
      expect(needsSecurityCode(offered, { ...page, needsSecurityCode: () => false })).to.equal(false);
      expect(needsSecurityCode(offered, { ...page, needsSecurityCode: () => true })).to.equal(true);
    }
  });
});
