import { createRequire } from 'node:module';
import { expect } from 'chai';
import { createI18n } from '../../../occ/storefront/browser/occ-modules/i18n.ts';
import type { StorefrontKnockout } from '../../../occ/storefront/browser/values/knockout.ts';
import type { OrderData } from '../../../occ/storefront/browser/models/order-data.ts';
import { toOrderOutcome } from '../../../occ/storefront/browser/models/order-outcome.ts';
import {
  formatPrice,
  sum,
  times,
  type StorefrontCurrency,
} from '../../../occ/storefront/browser/values/money.ts';
import { toRoute } from '../../../occ/storefront/browser/routes.ts';
import { attachTopics, type CallbackLists } from '../../../occ/storefront/browser/occ-modules/topics.ts';
import { copyToInstance } from '../../../occ/storefront/browser/occ-modules/widget-instance.ts';

const require = createRequire(import.meta.url);

for (const [version, name] of [
  ['3.5', 'knockout'],
  ['3.4', 'knockout34'],
] as const) {
  describe(`a widget's module under Knockout ${version}`, () => {
    const ko = require(name) as StorefrontKnockout;

    it('gives each placement observables of its own, with the same start', () => {
      const module = { text: ko.observable('start'), list: ko.observableArray([1, 2]) };
      const [one, two]: [typeof module, typeof module] = [{ ...module }, { ...module }];
      copyToInstance(ko, module, one);
      copyToInstance(ko, module, two);
      one.text('typed');
      one.list.push(3);
      expect(two.text()).to.equal('start');
      expect(two.list()).to.deep.equal([1, 2]);
      expect(module.list()).to.deep.equal([1, 2]);
    });

    it('copies functions and computeds as they are and loses what sits on a prototype', () => {
      class Module {
        readonly own = (): string => 'own';
        readonly computed = ko.pureComputed(() => 1);
        inherited(): string {
          return 'lost';
        }
      }
      const module = new Module();
      const instance: Record<string, unknown> = {};
      copyToInstance(ko, module, instance);
      expect(instance['own']).to.equal(module.own);
      expect(instance['computed']).to.equal(module.computed);
      expect(instance).not.to.have.property('inherited');
    });

    it('calls a module that is a function', () => {
      const instance: Record<string, unknown> = {};
      copyToInstance(ko, () => ({ made: true }), instance);
      expect(instance['made']).to.equal(true);
    });
  });
}

describe('topics', () => {
  const topics = attachTopics(aCallbackLibrary());

  it('tell late listeners the last message only when their name ends in .memory', () => {
    const received: string[] = [];
    topics('page.ready.memory').publish('page');
    topics('order.completed').publish('order');
    topics('page.ready.memory').subscribe((word: string) => received.push(word));
    topics('order.completed').subscribe((word: string) => received.push(word));
    expect(received).to.deep.equal(['page']);
  });

  it('are the same topic for every caller that names it', () => {
    expect(topics('a')).to.equal(topics('a'));
  });
});

describe('the answer to an order', () => {
  const order = (state: string, payment: object = {}): OrderData =>
    ({
      id: 'o1',
      state,
      payments: [{ paymentMethod: 'card', paymentState: 'AUTHORIZED', ...payment }],
    }) as unknown as OrderData;

  it('is a placed order when OCC submitted it', () => {
    expect(toOrderOutcome(order('SUBMITTED'))).to.deep.equal({ kind: 'placed' });
  });

  it('is a failure with the gateway’s sentence when a payment was declined, whatever the order’s state', () => {
    const declined = { paymentState: 'AUTHORIZE_FAILED', message: 'Use another card.' };
    expect(toOrderOutcome(order('SUBMITTED', declined))).to.deep.equal({
      kind: 'failed',
      message: 'Use another card.',
    });
  });

  it('says what to do when the gateway had no sentence, and claims nothing about an unknown outcome', () => {
    const message = (paymentState: string): string => {
      const outcome = toOrderOutcome(order('INCOMPLETE', { paymentState, message: '' }));
      return outcome.kind === 'failed' ? outcome.message : '';
    };
    expect(message('AUTHORIZE_FAILED')).to.contain('another card');
    expect(message('PAYMENT_REQUEST_FAILED')).to.contain('could not be confirmed');
  });

  it('asks for payer authentication when a payment does', () => {
    const challenged = { paymentState: 'INITIAL', uiIntervention: 'payerAuthRequired' };
    expect(toOrderOutcome(order('INCOMPLETE', challenged)).kind).to.equal('payer-authentication');
  });

  it('never takes a state that is not listed for a placed order', () => {
    expect(toOrderOutcome(order('SOMETHING_NEW')).kind).to.equal('failed');
  });
});

describe('texts and prices of the shop', () => {
  const usd: StorefrontCurrency = { currencyCode: 'USD', fractionalDigits: 2, symbol: '$' };

  it('fills in what a text leaves open and shows a key that has no text', () => {
    const i18n = createI18n();
    i18n.addResources('ns.pay', { hello: 'Hello __name__, __unknown__' });
    expect(i18n.t('ns.pay:resources.hello', { name: 'you' })).to.equal('Hello you, __unknown__');
    expect(i18n.t('ns.pay:resources.none')).to.equal('ns.pay:resources.none');
  });

  it('adds prices without losing a cent', () => {
    expect(sum([0.1, 0.2], usd)).to.equal(0.3);
    expect(times(0.01, 57_501, usd)).to.equal(575.01);
  });

  it('writes the decimals that the site’s currency has', () => {
    expect(formatPrice(1000, { ...usd, currencyCode: 'JPY', fractionalDigits: 0 }, 'en')).to.equal('¥1,000');
    expect(formatPrice(1, { ...usd, currencyCode: 'KWD', fractionalDigits: 3 }, 'en')).to.match(
      /^KWD\s1\.000$/,
    );
    expect(formatPrice(12.5, usd, 'de')).to.match(/^12,50\s\$$/);
  });

  it('knows its pages and calls every other address unknown', () => {
    expect(toRoute('/confirmation/o10001')).to.include({ pageType: 'confirmation', orderId: 'o10001' });
    expect(toRoute('/checkout/').pageType).to.equal('checkout');
    expect(toRoute('/admin.php').pageType).to.equal('error');
  });
});

/** jQuery needs a document for anything but this: its callback lists, in the part that topics use. */
function aCallbackLibrary(): CallbackLists {
  return {
    Callbacks: (flags) => {
      const listeners: ((...data: never[]) => void)[] = [];
      let last: unknown[] | undefined;
      const fire = (...data: unknown[]): void => {
        if (flags === 'memory') last = data;
        for (const listener of listeners) listener(...(data as never[]));
      };
      return {
        fire,
        fireWith: (_context, data) => {
          fire(...data);
        },
        add: (listener) => {
          listeners.push(listener);
          if (last !== undefined) listener(...(last as never[]));
        },
        remove: (listener) => listeners.splice(listeners.indexOf(listener), 1),
      };
    },
  };
}
