/** The module for pages that run their own checkout: the same form, without OCC's storefront around it. */
import * as ko from 'knockout';
import template from '../extension/widget/cybersourcePayment/templates/display.template';
import type { Checkout } from './checkout.ts';
import { paymentMethods } from './methods/methods.ts';
import type { PagePayment, PagePaymentOptions } from './page/page-payment.ts';
import { createSubmit } from './page/submit.ts';
import { createPaymentApi } from './payment-api.ts';
import { createPaymentWidget } from './payment-widget.ts';
import { createScriptLoader } from './script.ts';
import type { Text } from './texts.ts';

const loadScript = createScriptLoader<HTMLScriptElement>(document);

/** Puts the payment form into an element of the page. */
export function mountPayment(place: HTMLElement, options: PagePaymentOptions): PagePayment {
  const { texts, sendOrder, readOrder, placeOrder, siteId, isPreview, needsSecurityCode } = options;
  const changes = ko.observable(0);
  let orderId = '';
  const text: Text = (key, params = {}) =>
    (texts[key] ?? '').replace(/__(\w+?)__/g, (_placeholder, name: string) => params[name] ?? '');
  const checkout: Checkout = {
    total: () => {
      changes();
      return options.total();
    },
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
  const widget = createPaymentWidget({
    ko,
    page: window,
    api: createPaymentApi({
      fetch: (url, init) => fetch(url, init),
      shop: () => ({
        siteId,
        channel: isPreview === true ? 'preview' : 'storefront',
        token: options.shopper?.()?.token,
      }),
    }),
    checkout,
    text,
    loadScript,
    methods: paymentMethods,
  });

  place.append(...ko.utils.parseHtmlFragment(template));
  ko.applyBindings({ cybersourcePayment: widget }, place);
  widget.open();
  return {
    submit: createSubmit({
      form: widget,
      sendOrder,
      ...(readOrder && { readOrder }),
      orderIs: (id) => {
        orderId = id;
      },
    }),
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
