import { expect } from 'chai';
import { authenticationCases } from '../../triggers.ts';
import { APPROVED, aShopper, type Shopper, type ShopperOptions } from './shopper.ts';
import { aWholeSuite } from './whole-suite.ts';

const CHALLENGED = '4000000000002503';

describe('3-D Secure on the whole machine, in Chromium', function () {
  this.timeout(60_000);
  const suite = aWholeSuite({ settings: { payerAuthEnabled: true } });
  let shopper: Shopper;

  afterEach(async () => {
    expect(await shopper.leaks()).to.deep.equal([]);
    await shopper.close();
  });

  async function payWith(number: string, options: ShopperOptions = {}): Promise<void> {
    shopper = await aShopper(suite.browser, suite.machine, { ...options, isRecorded: true });
    await shopper.goToCheckout();
    await shopper.fillIn(number);
    await shopper.placeOrder();
  }

  const answer = (name: 'Confirm' | 'Fail' | 'Cancel'): Promise<void> =>
    shopper.issuer.getByRole('button', { name, exact: true }).click();

  /** How many payments of an order CyberSource's book holds money for. */
  const held = (orderId: string): number =>
    suite.machine.cybersource.ledger({ reference: orderId }).filter(({ sums }) => (sums?.open ?? 0) > 0)
      .length;

  for (const { cards, finding, afterChallenge, description } of authenticationCases) {
    const [visa = ''] = cards;
    const isPaid = !['failed', 'rejected'].includes(afterChallenge ?? finding);
    it(`${visa}: ${description}`, async () => {
      await payWith(visa);
      if (finding === 'challenge') await answer('Confirm');
      if (isPaid) {
        const orderId = await shopper.confirmation();
        expect(held(orderId)).to.equal(1);
      } else {
        await shopper.alert.getByText(/bank/).waitFor();
      }
    });
  }

  it('is asked for on a soft decline, and the order is paid after the challenge', async () => {
    await payWith('4000000000003063');
    await answer('Confirm');
    await shopper.confirmation();
  });

  it('tells a German shopper in German what to do after the bank refused', async () => {
    await payWith(CHALLENGED, { language: 'de' });
    await answer('Fail');
    await shopper.alert.getByText(/Bank/).waitFor();
  });

  for (const name of ['Fail', 'Cancel'] as const) {
    it(`lets the shopper pay with another card after “${name}” on the bank’s page`, async () => {
      await payWith(CHALLENGED);
      await answer(name);
      await shopper.alert.getByText(/./).waitFor();
      await shopper.challenge.waitFor({ state: 'detached' });
      await shopper.fillIn(APPROVED);
      await shopper.placeOrder();
      await shopper.confirmation();
    });
  }

  it('asks before the shopper leaves the challenge, and goes on when they stay', async () => {
    await payWith(CHALLENGED);
    await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
    await shopper.page.keyboard.press('Escape');
    await shopper.page.getByText(shopper.says.widget('confirmLeave')).waitFor();
    await shopper.button(shopper.says.widget('confirmStay')).click();
    await answer('Confirm');
    await shopper.confirmation();
  });

  it('charges nothing when the shopper stops the payment', async () => {
    await payWith(CHALLENGED);
    await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
    await shopper.button(shopper.says.widget('cancel')).click();
    await shopper.button(shopper.says.widget('confirmCancel')).click();
    await shopper.alert.getByText(shopper.says.widget('confirmCancelled')).waitFor();
    expect(held(suite.machine.occ.tenant.orders.list()[0]?.id ?? '')).to.equal(0);
  });

  describe('when the tab is closed or the network lost', () => {
    /** The orders for which CyberSource's book holds money. */
    const paidOrders = (): readonly (string | undefined)[] =>
      suite.machine.cybersource
        .ledger()
        .filter(({ sums }) => (sums?.open ?? 0) > 0)
        .map(({ transactions: [first] }) => first?.reference);

    /** Loses OCC's next answer to an order; resolves when OCC has received the order. */
    const loseNextAnswer = (): Promise<void> =>
      new Promise((resolve) => {
        void shopper.page.route('**/ccstore/v1/orders', async (route) => {
          await route.fetch();
          resolve();
          await route.abort().catch(() => undefined);
        });
      });

    it('during the challenge, says so and leads to one payment', async () => {
      const before = paidOrders();
      await payWith(CHALLENGED);
      await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
      shopper = await shopper.comeBack();
      await shopper.alert.getByText(shopper.says.widget('interrupted')).waitFor();
      await shopper.fillIn(APPROVED);
      await shopper.placeOrder();
      const orderId = await shopper.confirmation();
      expect(paidOrders()).to.have.members([...before, orderId]);
    });

    it('after the challenge, shows a returning shopper that the order is placed', async () => {
      await payWith(CHALLENGED);
      await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
      const before = paidOrders();
      const received = loseNextAnswer();
      await answer('Confirm');
      await received;
      shopper = await shopper.comeBack();
      const orderId = await shopper.confirmation();
      expect(paidOrders()).to.have.members([...before, orderId]);
    });

    it('after the challenge, learns by itself that the order is placed', async () => {
      await payWith(CHALLENGED);
      await shopper.issuer.getByRole('button', { name: 'Confirm' }).waitFor();
      const before = paidOrders();
      void loseNextAnswer();
      await answer('Confirm');
      const orderId = await shopper.confirmation();
      expect(paidOrders()).to.have.members([...before, orderId]);
    });
  });
});
