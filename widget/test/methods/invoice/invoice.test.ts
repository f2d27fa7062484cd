import { expect } from 'chai';
import type { MethodContext } from '../../../src/payment/payment-method.ts';
import { createPaymentPanel, type PaymentPanel } from '../../../src/panel/payment-panel.ts';
import type { OfferedMethod } from '../../../src/payment/payment-api.ts';
import { fakeMethod } from '../../fakes/methods.ts';
import { knockouts } from '../../fakes/knockouts.ts';
import { invoiceMethod } from './invoice.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const [name, ko] of knockouts) {
  describe(`A way to pay that is one folder and one line, the invoice, on ${name}`, () => {
    let isScheduled: boolean;

    function panelWith(offered: readonly OfferedMethod[]): PaymentPanel {
      const context = { ko, checkout: { isScheduled: () => isScheduled } } as unknown as MethodContext;
      const { type, register, create } = invoiceMethod;
      register(ko);
      const methods = [fakeMethod(ko, 'card'), { type, method: create(context) }];
      return createPaymentPanel({
        ko,
        api: { offer: async () => ({ methods: offered }) },
        profileDevice: async () => () => ({}),
        methods,
        checkout: { isFree: () => false },
        authentication: {
          prepare: async () => Promise.reject(new Error('No issuer is asked about an invoice.')),
          fulfil: async () => Promise.reject(new Error('No issuer is asked about an invoice.')),
        },
        text: (key) => key,
        later: (callback) => {
          callback();
        },
        isBelowProblem: () => false,
      });
    }

    async function opened(): Promise<PaymentPanel> {
      const panel = panelWith([{ type: 'invoice', config: { label: 'Pay by invoice' } }]);
      panel.open();
      await settle();
      return panel;
    }

    beforeEach(() => {
      isScheduled = false;
    });

    it('is an option with the label that the extension sends', async () => {
      const panel = await opened();
      expect(panel.view()).to.equal('form');
      expect(panel.options().map(({ label, component }) => [label(), component])).to.deep.equal([
        ['Pay by invoice', 'cyb-invoice'],
      ]);
      expect(ko.components.isRegistered('cyb-invoice')).to.equal(true);
    });

    it('pays with the custom property that the extension knows it by', async () => {
      const panel = await opened();
      expect(panel.check()).to.equal(undefined);
      expect(await panel.collect()).to.deep.equal({
        kind: 'generic',
        customProperties: { paymentType: 'invoice' },
      });
    });

    it('is not offered for a schedule, and not where the site does not offer it', async () => {
      isScheduled = true;
      expect((await opened()).view()).to.equal('notOffered');
      const panel = panelWith([]);
      panel.open();
      await settle();
      expect(panel.view()).to.equal('notOffered');
    });
  });
}
