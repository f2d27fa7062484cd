import { expect } from 'chai';
import { createCardViewModel } from '../src/methods/card/card-view-model.ts';
import { CardFieldsProblem } from '../src/methods/card/card-fields.ts';
import { createPaymentPanel, type PaymentPanel } from '../src/payment-panel.ts';
import { CARD_TYPED, playedCardFields, type PlayedCardFields } from './doubles/card-fields.ts';
import { knockouts } from './doubles/knockouts.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const [name, ko] of knockouts) {
  describe(`The payment panel on ${name}`, () => {
    let offered: () => Promise<readonly string[]>;
    let hosted: PlayedCardFields;
    let fieldsLog: string[];
    let panel: PaymentPanel;

    beforeEach(() => {
      offered = async () => ['card', 'googlepay'];
      hosted = playedCardFields();
      fieldsLog = [];
      const text = (key: string): string => `<${key}>`;
      const card = createCardViewModel({ ko, fields: hosted, text, today: () => new Date(2026, 0, 1) });
      card.month.value('12');
      card.year.value('2029');
      card.name.value('Ada');
      panel = createPaymentPanel({
        ko,
        api: { offeredMethods: () => offered() },
        card,
        fields: { open: () => void fieldsLog.push('open'), close: () => void fieldsLog.push('close') },
        text,
        later: (callback) => {
          callback();
        },
      });
    });

    async function open(): Promise<void> {
      panel.open();
      await settle();
    }

    it('shows nothing and takes part in no order before its page appears', () => {
      expect(panel.view()).to.equal('closed');
      expect(panel.isOpen()).to.equal(false);
    });

    it('opens the card form where the site offers cards', async () => {
      await open();
      expect(panel.view()).to.equal('form');
      expect(fieldsLog).to.deep.equal(['open']);
    });

    it('says so where it does not, and leaves the order to others', async () => {
      offered = async () => ['googlepay'];
      await open();
      expect(panel.view()).to.equal('notOffered');
      expect(panel.isOpen()).to.equal(false);
      expect(fieldsLog).to.deep.equal([]);
    });

    it('stops the order while the fields cannot be opened, and tries again when asked', async () => {
      offered = () => Promise.reject(new Error('offline'));
      await open();
      expect(panel.view()).to.equal('unavailable');
      expect(panel.check()).to.equal('<unavailable>');

      offered = async () => ['card'];
      panel.tryAgain();
      await settle();
      expect(panel.view()).to.equal('form');

      hosted.show({ phase: 'unavailable' });
      expect(panel.view()).to.equal('unavailable');
    });

    it('forgets an answer for a page that has gone', async () => {
      panel.open();
      panel.close();
      await settle();
      expect(panel.view()).to.equal('closed');
      expect(fieldsLog).to.deep.equal(['close']);
    });

    it('focuses the first wrong field and tells OCC what to do', async () => {
      await open();
      expect(panel.check()).to.equal('<checkFields>');
      expect(hosted.focused).to.deep.equal(['number']);
      hosted.show(CARD_TYPED);
      expect(panel.check()).to.equal(undefined);
    });

    it('is busy from the click to the answer', async () => {
      await open();
      hosted.show(CARD_TYPED);
      const collecting = panel.collect();
      expect(panel.paying()).to.equal(true);
      await collecting;
      expect(panel.paying()).to.equal(true);
      panel.settled({ outcome: 'accepted' });
      expect(panel.paying()).to.equal(false);
      expect(panel.alert()).to.equal('');
    });

    it("shows OCC's message when the payment is declined, its own when OCC has none, and focuses it", async () => {
      panel.settled({ outcome: 'declined', message: 'Use another card.' });
      expect(panel.alert()).to.equal('Use another card.');
      expect(panel.alertFocused()).to.equal(true);
      panel.settled({ outcome: 'declined', message: '' });
      expect(panel.alert()).to.equal('<declined>');
    });

    it('leaves another failure to OCC to explain', () => {
      panel.settled({ outcome: 'failed' });
      expect(panel.alert()).to.equal('');
    });

    it('says why there is no token, and clears that with the next attempt', async () => {
      await open();
      hosted.show(CARD_TYPED);
      hosted.nextToken = () => Promise.reject(new CardFieldsProblem('unreachable'));
      expect(await panel.collect().catch(() => 'rejected')).to.equal('rejected');
      expect(panel.alert()).to.equal('<notCharged>');
      expect(panel.paying()).to.equal(false);
      panel.check();
      expect(panel.alert()).to.equal('');
    });
  });
}
