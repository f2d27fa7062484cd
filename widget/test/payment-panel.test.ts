import { expect } from 'chai';
import type { Observable } from 'knockout';
import { ShopperProblem, type CollectedPayment } from '../src/payment/payment-method.ts';
import type { OfferedMethod } from '../src/payment/payment-api.ts';
import { createPaymentPanel, type PaymentPanel } from '../src/panel/payment-panel.ts';
import { knockouts } from './fakes/knockouts.ts';
import { fakeMethod, fakeOption, type FakeMethod } from './fakes/methods.ts';
import { aCard } from './fakes/order.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const offer = (payerAuthEnabled: boolean, ...types: string[]): readonly OfferedMethod[] =>
  types.map((type) => ({ type, config: type === 'card' ? { payerAuthEnabled } : {} }));

for (const [name, ko] of knockouts) {
  describe(`The payment panel on ${name}`, () => {
    let offered: () => Promise<readonly OfferedMethod[]>;
    let card: FakeMethod;
    let wallet: FakeMethod;
    let isFree: Observable<boolean>;
    let authenticated: CollectedPayment[];
    let panel: PaymentPanel;
    let below: boolean;
    let session: unknown;
    let sessions: unknown[];
    let named: Readonly<Record<string, string>>;

    beforeEach(() => {
      offered = async () => offer(false, 'card');
      card = fakeMethod(ko, 'card');
      wallet = fakeMethod(ko, 'googlepay');
      isFree = ko.observable<boolean>(false);
      authenticated = [];
      below = false;
      [session, sessions, named] = [undefined, [], {}];
      panel = createPaymentPanel({
        ko,
        api: { offer: async () => ({ methods: await offered(), fingerprint: session }) },
        profileDevice: async (opened) => {
          sessions.push(opened);
          if (opened === 'blocked') throw new Error('blocked');
          return () => named;
        },
        methods: [card, wallet],
        checkout: { isFree: () => isFree() },
        authentication: {
          prepare: async (payment) => {
            authenticated.push(payment);
            return aCard('prepared');
          },
          fulfil: async (payment, { kind }) =>
            aCard(`${payment.customProperties['transientTokenJwt']} after ${kind}`),
        },
        text: (key, { order } = {}) => `<${[key, order ?? []].flat().join(' ')}>`,
        later: (callback) => {
          callback();
        },
        isBelowProblem: () => below,
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

    it('opens the methods that the site offers, and tells them what it says of them', async () => {
      offered = async () => offer(true, 'card', 'somethingNew');
      await open();
      expect(panel.view()).to.equal('form');
      expect(card.log).to.deep.equal(['open {"payerAuthEnabled":true}', 'choose card']);
      expect(wallet.log).to.deep.equal([]);
    });

    it('says so where the site offers none, and leaves the order to others', async () => {
      offered = async () => offer(false, 'somethingNew');
      await open();
      expect(panel.view()).to.equal('notOffered');
      expect(panel.isOpen()).to.equal(false);
    });

    it('says so where nothing is to be paid, and asks for a payment when that changes', async () => {
      isFree(true);
      await open();
      expect(panel.view()).to.equal('nothingToPay');
      expect(panel.isOpen()).to.equal(false);
    });

    it('stops the order while the methods are not known, and tries again when asked', async () => {
      offered = () => Promise.reject(new Error('offline'));
      await open();
      expect(panel.view()).to.equal('unavailable');
      expect(panel.isOpen()).to.equal(true);
      expect(panel.check()).to.equal('<unavailable>');

      offered = async () => offer(false, 'card');
      panel.tryAgain();
      await settle();
      expect(panel.view()).to.equal('form');
    });

    it('says so where the shop itself is at fault, and blames no connection', async () => {
      offered = () => Promise.reject(Object.assign(new Error('503'), { name: 'ShopFault' }));
      await open();
      expect(panel.view()).to.equal('shopFault');
      expect(panel.isOpen()).to.equal(true);
      expect(panel.check()).to.equal('<shopFault>');
    });

    it('knows when what is chosen has a button of its own', async () => {
      offered = async () => offer(false, 'card', 'googlepay');
      wallet.show([{ ...fakeOption(ko, 'googlepay'), hasOwnButton: true }]);
      await open();
      expect(panel.hasOwnButton()).to.equal(false);
      panel.chosen('googlepay');
      expect(panel.hasOwnButton()).to.equal(true);
      isFree(true);
      expect(panel.hasOwnButton()).to.equal(false);
      isFree(false);
      panel.close();
      expect(panel.hasOwnButton()).to.equal(false);
    });

    it('leaves the focus to a wrong field above the form', async () => {
      await open();
      card.option.problem = 'checkFields';
      below = true;
      expect(panel.check()).to.equal('<checkFields>');
      expect(card.log).not.to.include('focus card');
    });

    it('forgets an answer for a page that has gone', async () => {
      panel.open();
      panel.close();
      await settle();
      expect(panel.view()).to.equal('closed');
      expect(card.log).to.deep.equal(['close']);
    });

    it('starts with the preferred option, and stays with what the shopper has chosen', async () => {
      offered = async () => offer(false, 'card', 'googlepay');
      card.show([
        fakeOption(ko, 'old'),
        { ...fakeOption(ko, 'expired'), disabled: true, preferred: true },
        { ...fakeOption(ko, 'default'), preferred: true },
      ]);
      await open();
      expect(panel.chosen()).to.equal('default');
      panel.chosen('googlepay');
      expect(panel.chosen()).to.equal('googlepay');
      card.show([{ ...fakeOption(ko, 'default'), preferred: true }]);
      expect(panel.chosen()).to.equal('googlepay');
      wallet.show([]);
      expect(panel.chosen()).to.equal('default');
    });

    it('never pays with an option that cannot be chosen', async () => {
      card.show([{ ...fakeOption(ko, 'expired'), disabled: true }]);
      await open();
      panel.chosen('expired');
      expect(panel.view()).to.equal('notOffered');
    });

    it('has the device looked at where the site wants that, and names the session in every payment from then on', async () => {
      await open();
      expect(sessions).to.deep.equal([]);
      named = { deviceFingerprintSessionId: 's1' };
      expect((await panel.collect()).customProperties).not.to.have.property('deviceFingerprintSessionId');

      session = 'a session';
      panel.tryAgain();
      await settle();
      expect(sessions).to.deep.equal(['a session']);
      const paid = { ...aCard().customProperties, deviceFingerprintSessionId: 's1' };
      expect((await panel.collect()).customProperties).to.deep.equal(paid);
      const challenge = { kind: 'again' } as unknown as Parameters<PaymentPanel['fulfil']>[0];
      expect((await panel.fulfil(challenge)).customProperties).to.include(named);
      // Its seal has expired.
      named = {};
      expect((await panel.collect()).customProperties).to.deep.equal(aCard().customProperties);
    });

    it('pays without the device where the script that looks at it is blocked', async () => {
      session = 'blocked';
      named = { deviceFingerprintSessionId: 's1' };
      await open();
      await settle();
      expect(panel.view()).to.equal('form');
      expect((await panel.collect()).customProperties).to.deep.equal(aCard().customProperties);
    });

    it('takes a method of an unknown type: it needs no more than to be listed', async () => {
      const invoice = fakeMethod(ko, 'invoice');
      invoice.option.next = async () => ({ kind: 'generic', customProperties: { paymentType: 'invoice' } });
      const withInvoice = createPaymentPanel({
        ko,
        api: { offer: async () => ({ methods: offer(false, 'invoice') }) },
        profileDevice: async () => () => ({}),
        methods: [card, invoice],
        checkout: { isFree: () => false },
        authentication: { prepare: async (payment) => payment, fulfil: async (payment) => payment },
        text: (key) => key,
        later: (callback) => {
          callback();
        },
        isBelowProblem: () => below,
      });
      withInvoice.open();
      await settle();
      expect(withInvoice.check()).to.equal(undefined);
      expect(await withInvoice.collect()).to.have.nested.property('customProperties.paymentType', 'invoice');
    });

    it('focuses the first wrong field, and tells the shopper and OCC what to do', async () => {
      await open();
      card.option.problem = 'checkFields';
      expect(panel.check()).to.equal('<checkFields>');
      expect(panel.alert()).to.equal('<checkFields>');
      expect(panel.alertFocused()).to.equal(false);
      expect(card.log).to.include('focus card');
      card.option.problem = undefined;
      expect(panel.check()).to.equal(undefined);
      expect(panel.alert()).to.equal('');
    });

    it('is busy from the click to the answer', async () => {
      await open();
      const collecting = panel.collect();
      expect(panel.paying()).to.equal(true);
      await collecting;
      expect(panel.paying()).to.equal(true);
      panel.settled({ outcome: 'accepted' });
      expect(panel.paying()).to.equal(false);
      expect(panel.alert()).to.equal('');
      expect(card.log.at(-1)).to.equal('card accepted');
    });

    it('asks the issuer only where the site wants that', async () => {
      await open();
      expect(await panel.collect()).to.deep.equal(aCard());
      expect(authenticated).to.deep.equal([]);
      panel.settled({ outcome: 'accepted' });

      offered = async () => offer(true, 'card');
      await open();
      expect(await panel.collect()).to.deep.equal(aCard('prepared'));
      expect(authenticated).to.deep.equal([aCard()]);
    });

    it('goes on with the payment of the attempt when the issuer wants something', async () => {
      await open();
      await panel.collect();
      expect(await panel.fulfil({ kind: 'again' })).to.deep.equal(aCard('token-1 after again'));
      expect(await panel.fulfil({ kind: 'again' })).to.deep.equal(aCard('token-1 after again after again'));
    });

    it("shows OCC's message when the payment is declined, its own when OCC has none, and focuses it", async () => {
      await open();
      panel.settled({ outcome: 'declined', message: 'Use another card.' });
      expect(panel.alert()).to.equal('Use another card.');
      expect(panel.alertFocused()).to.equal(true);
      expect(card.log.at(-1)).to.equal('card not accepted');
      panel.settled({ outcome: 'declined', message: '' });
      expect(panel.alert()).to.equal('<declined>');
    });

    it('leaves another failure to OCC to explain', () => {
      panel.settled({ outcome: 'failed' });
      expect(panel.alert()).to.equal('');
    });

    it('says so where it is unknown whether the order was placed', () => {
      panel.settled({ outcome: 'unanswered' });
      expect(panel.alert()).to.equal('<unanswered>');
    });

    it('keeps saying that it is unknown when the shopper chooses another way to pay', async () => {
      await open();
      panel.settled({ outcome: 'unanswered' });
      panel.chosen('card');
      expect(panel.alert()).to.equal('<unanswered>');
    });

    it('names no option while there is none, and has come no further than at first', () => {
      expect(panel.chosen()).to.equal('');
      expect(panel.progress()).to.equal('untouched');
    });

    for (const news of ['interrupted', 'unanswered'] as const) {
      it(`alerts to a payment before this page that was ${news}, and focuses that`, () => {
        panel.tell(news);
        expect([panel.alert(), panel.alertFocused()]).to.deep.equal([`<${news}>`, true]);
        expect([panel.notice(), panel.noticeFocused()]).to.deep.equal(['', false]);
      });
    }

    it('tells that an earlier order was placed as a notice, not as an alert, and focuses it', () => {
      panel.settled({ outcome: 'declined', message: '' });
      panel.alertFocused(false);
      panel.tell('placedBefore', 'o1');
      expect([panel.notice(), panel.noticeFocused()]).to.deep.equal(['<placedBefore o1>', true]);
      expect([panel.alert(), panel.alertFocused()]).to.deep.equal(['', false]);
    });

    it('leaves the focus in its place where the shopper is busy elsewhere', () => {
      panel.tell('placedBefore', 'o1', false);
      expect([panel.notice(), panel.noticeFocused()]).to.deep.equal(['<placedBefore o1>', false]);
    });

    it('does not call the order unknown that it has just reported as placed', () => {
      panel.tell('placedBefore', 'o1');
      panel.settled({ outcome: 'unanswered' });
      expect([panel.notice(), panel.alert()]).to.deep.equal(['<placedBefore o1>', '']);
    });

    for (const [what, next] of [
      ['the next check', () => void panel.check()],
      ['the next attempt', () => void panel.collect().catch(() => undefined)],
      [
        'an alert',
        () => {
          panel.tell('interrupted');
        },
      ],
      [
        'the end of the page',
        () => {
          panel.close();
        },
      ],
    ] as const) {
      it(`takes the notice of an earlier order back with ${what}`, async () => {
        await open();
        panel.tell('placedBefore', 'o1');
        next();
        expect(panel.notice()).to.equal('');
      });
    }

    it('takes back what it said of an attempt when the shopper chooses another way, or nothing is left to pay', async () => {
      await open();
      card.option.problem = 'checkFields';
      const says = [
        () => panel.check(),
        () => {
          panel.settled({ outcome: 'declined', message: '' });
        },
      ];
      const answers = [() => void panel.chosen('googlepay'), () => void isFree(true)];
      for (const say of says)
        for (const answer of answers) {
          isFree(false);
          say();
          expect(panel.alert()).not.to.equal('');
          answer();
          expect(panel.alert()).to.equal('');
        }
    });

    it('goes on saying what the shopper has to know of an order that may have been placed', async () => {
      await open();
      panel.settled({ outcome: 'declined', message: '' });
      panel.settled({ outcome: 'unanswered' });
      panel.chosen('googlepay');
      expect(panel.alert()).to.equal('<unanswered>');
      panel.tell('interrupted');
      isFree(true);
      expect(panel.alert()).to.equal('<interrupted>');
    });

    it('says why there is no payment, and clears that with the next attempt', async () => {
      await open();
      for (const [problem, text] of [
        [new ShopperProblem('walletCancelled'), '<walletCancelled>'],
        [new Error('unexpected'), '<notCharged>'],
      ] as const) {
        card.option.next = () => Promise.reject(problem);
        expect(await panel.collect().catch(() => 'rejected')).to.equal('rejected');
        expect(panel.alert()).to.equal(text);
        expect(panel.paying()).to.equal(false);
        expect(card.log.at(-1)).to.equal('card not accepted');
        panel.check();
        expect(panel.alert()).to.equal('');
      }
    });
  });
}
