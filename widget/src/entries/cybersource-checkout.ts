/** The module for pages that run their own checkout: the same form, without OCC's storefront around it. */
import * as ko from 'knockout';
import template from '../../extension/widget/cybersourcePayment/templates/display.template';
import type { Checkout } from '../payment/checkout.ts';
import { createBrowserStore } from '../one-order/browser-store.ts';
import { createCheckoutRecord } from '../one-order/checkout-record.ts';
import { earlierOrderCheck } from '../one-order/earlier-order.ts';
import { paymentMethods } from '../methods/methods.ts';
import type { PagePayment, PagePaymentOptions } from '../page/page-payment.ts';
import { createSubmit } from '../page/submit.ts';
import { createPaymentApi } from '../payment/payment-api.ts';
import { createPaymentWidget } from '../panel/payment-widget.ts';
import { createScriptLoader } from '../payment/script.ts';
import type { Translate } from '../texts.ts';

const loadScript = createScriptLoader<HTMLScriptElement>(document);

/** Puts the payment form into an element of the page. */
export function mountPayment(place: HTMLElement, options: PagePaymentOptions): PagePayment {
  const { texts, sendOrder, readOrder, orderPlaced, placeOrder, siteId, isPreview, needsSecurityCode } =
    options;
  const changes = ko.observable(0);
  let orderId = '';
  const text: Translate = (key, params = {}) =>
    (texts[key] ?? '').replace(/__(\w+?)__/g, (_placeholder, name: string) => params[name] ?? '');
  const checkout: Checkout = {
    total: () => {
      changes();
      return options.total();
    },
    goods: () => options.cart?.(),
    billingAddress: () => options.billingAddress?.() ?? {},
    isFree: () => {
      changes();
      return Number(options.total().amount) === 0;
    },
    profileId: () => options.shopper?.()?.profileId ?? '',
    orderId: () => orderId,
    isScheduled: () => false,
    needsSecurityCode: () => needsSecurityCode === true,
    placeOrder,
  };
  const api = createPaymentApi({
    fetch: (url, init) => fetch(url, init),
    shop: () => ({
      siteId,
      channel: isPreview === true ? 'preview' : 'storefront',
      token: options.shopper?.()?.token,
    }),
  });
  const widget = createPaymentWidget({
    ko,
    page: window,
    api,
    checkout,
    text,
    loadScript,
    methods: paymentMethods,
  });

  const record = createCheckoutRecord({
    store: createBrowserStore(() => localStorage),
    now: Date.now,
    cart: () => [checkout.goods(), checkout.total()],
  });
  const { submit, resume } = createSubmit({
    form: widget,
    sendOrder,
    ...(orderPlaced && { orderPlaced }),
    record,
    earlierOrder: (show) =>
      earlierOrderCheck(async () => {
        const { createPageCheck } = await import('js/cybersource-earlier-order');
        return createPageCheck({ api, record, show, readOrder, total: () => Number(options.total().amount) });
      }),
    orderIs: (id) => {
      orderId = id;
    },
  });

  place.append(...ko.utils.parseHtmlFragment(template));
  ko.applyBindings({ cybersourcePayment: widget }, place);
  resume();
  widget.open();
  return {
    submit,
    totalChanged: () => {
      changes(changes() + 1);
    },
    dispose: () => {
      widget.close();
      ko.cleanNode(place);
      place.replaceChildren();
    },
  };
}
