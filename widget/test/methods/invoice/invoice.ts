import { asItIs, registerComponent } from '../../../src/knockout/component.ts';
import type { PaymentMethodModule, PaymentOption } from '../../../src/payment/payment-method.ts';

/** One radio button, with the label that the extension sends. There is nothing to fill in. */
export const invoiceMethod: PaymentMethodModule = {
  type: 'invoice',
  register: (ko) => {
    registerComponent(ko, 'cyb-invoice', '', asItIs);
  },
  create: ({ ko, checkout }) => {
    const label = ko.observable('');
    const option: PaymentOption = {
      id: 'invoice',
      component: 'cyb-invoice',
      label: ko.pureComputed(() => label()),
      note: ko.pureComputed(() => ''),
      progress: () => 'complete',
      check: () => undefined,
      focusFirstProblem: () => undefined,
      collect: () => Promise.resolve({ kind: 'generic', customProperties: { paymentType: 'invoice' } }),
    };
    return {
      // A schedule charges again without the shopper, and an invoice is for one order.
      options: () => (label() === '' || checkout.isScheduled() ? [] : [option]),
      open: ({ config }) => {
        label(String(config['label']));
        return Promise.resolve();
      },
      close: () => {
        label('');
      },
    };
  },
};
