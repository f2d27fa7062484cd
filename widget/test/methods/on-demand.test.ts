import { expect } from 'chai';
import { onDemand } from '../../src/methods/on-demand.ts';
import type {
  WidgetPaymentMethod,
  PaymentMethodModule,
  MethodContext,
} from '../../src/payment/payment-method.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { fakeMethod } from '../fakes/methods.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const OFFERED = { type: 'card', config: {} };

for (const [name, ko] of knockouts) {
  describe(`A way to pay that is loaded on demand, on ${name}`, () => {
    const ids = (method: WidgetPaymentMethod): string[] => method.options().map(({ id }) => id);
    const surroundings = { ko } as MethodContext;
    let loads: number;
    let finish: (module: PaymentMethodModule | undefined) => void;

    const load = (): Promise<PaymentMethodModule> => {
      loads += 1;
      return new Promise((resolve, reject) => {
        finish = (module) => {
          if (module === undefined) reject(new Error('offline'));
          else resolve(module);
        };
      });
    };
    const theModule = (): PaymentMethodModule => ({
      type: 'card',
      register: () => undefined,
      create: () => fakeMethod(ko, 'loaded').method,
    });

    beforeEach(() => {
      loads = 0;
    });

    it('loads nothing for a shopper who cannot use it', async () => {
      const method = onDemand('card', load, () => false).create(surroundings);
      await method.open(OFFERED);
      expect(loads).to.equal(0);
      expect(ids(method)).to.deep.equal([]);
    });

    it('keeps the form waiting where its options come first', async () => {
      const method = onDemand('card', load, () => true).create(surroundings);
      let opened = false;
      void method.open(OFFERED).then(() => (opened = true));
      await settle();
      expect(opened).to.equal(false);
      finish(theModule());
      await settle();
      expect(opened).to.equal(true);
      expect(ids(method)).to.deep.equal(['loaded']);
    });

    it('does not keep the form waiting otherwise', async () => {
      const method = onDemand('card', load).create(surroundings);
      await method.open(OFFERED);
      expect(ids(method)).to.deep.equal([]);
      finish(theModule());
      await settle();
      expect(ids(method)).to.deep.equal(['loaded']);
    });

    it('has no options where its code does not come, and lets the form open', async () => {
      const method = onDemand('card', load, () => true).create(surroundings);
      const opened = method.open(OFFERED);
      finish(undefined);
      await opened;
      expect(ids(method)).to.deep.equal([]);
    });

    it('is dropped where its code comes after the page has gone', async () => {
      const method = onDemand('card', load).create(surroundings);
      await method.open(OFFERED);
      method.close();
      finish(theModule());
      await settle();
      expect(ids(method)).to.deep.equal([]);
    });
  });
}
