/** The module that OCC's storefront loads (OCC: widget module contract). Everything is built here. */
import ccRestClient from 'ccRestClient';
import * as ko from 'knockout';
import jquery from 'jquery';
import notifier from 'notifier';
import pubsub from 'pubsub';
import { onCardNotSaved } from '../occ/card-not-saved.ts';
import { paymentMethods } from '../methods/methods.ts';
import { checkoutHostOf, type OrderTopics } from '../occ/checkout-host.ts';
import { toCheckout } from '../occ/occ-checkout.ts';
import type { OccPage, OccWidget } from '../occ/occ-widget.ts';
import { toShop } from '../occ/shop.ts';
import { createBrowserStore } from '../one-order/browser-store.ts';
import { createCheckoutRecord } from '../one-order/checkout-record.ts';
import { earlierOrderCheck } from '../one-order/earlier-order.ts';
import { createPaymentApi } from '../payment/payment-api.ts';
import { createPaymentWidget, type PaymentWidget } from '../panel/payment-widget.ts';
import { createScriptLoader } from '../payment/script.ts';
import type { Translate } from '../texts.ts';

/** What `onLoad` adds to OCC's widget instance; the template is bound to it. */
interface LoadedWidget extends OccWidget {
  cybersourcePayment: PaymentWidget & {
    /** OCC shows the page, or shows it again. */
    appear(page: OccPage | undefined): void;
    /** The widget's texts have arrived or changed. */
    textsChanged(): void;
  };
}

const { topicNames } = pubsub;
const topics: OrderTopics = {
  topic: (name) => jquery.Topic(name),
  submissionFailed: topicNames.ORDER_SUBMISSION_FAIL,
  submissionSucceeded: topicNames.ORDER_SUBMISSION_SUCCESS,
};
const loadScript = createScriptLoader<HTMLScriptElement>(document);

function load(widget: OccWidget): LoadedWidget['cybersourcePayment'] {
  const textVersion = ko.observable(0);
  const text: Translate = (key, params) => {
    textVersion();
    return widget.translate(key, params) ?? '';
  };
  const api = createPaymentApi({
    fetch: (url, init) => fetch(url, init),
    shop: () => toShop(widget, [() => sessionStorage, () => localStorage]),
  });
  const checkout = toCheckout(widget, () => {
    jquery.Topic(topicNames.ORDER_CREATE).publish();
  });
  const panel = createPaymentWidget({
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
  const host = (): ReturnType<typeof checkoutHostOf> =>
    checkoutHostOf(widget.order(), topics, record, (show) =>
      earlierOrderCheck(async () => {
        const { createOccCheck } = await import('js/cybersource-earlier-order');
        return createOccCheck({ api, record, show, rest: ccRestClient, total: () => widget.cart().total() });
      }),
    );
  onCardNotSaved(jquery.Topic, topicNames.ORDER_COMPLETED, topicNames.PAGE_READY, () => {
    notifier.sendError('cybersource-payment', text('cardNotSaved'), true);
  });
  let shownOn: string | undefined;

  jquery.Topic(topicNames.PAGE_CHANGED).subscribe((page) => {
    const { pageId } = (page ?? {}) as OccPage;
    if (pageId !== undefined && pageId === shownOn) return;
    host().leave(panel);
    panel.close();
  });
  for (const name of [topicNames.USER_LOGIN_SUCCESSFUL, topicNames.USER_LOGOUT_SUCCESSFUL]) {
    // Another shopper has other saved cards.
    jquery.Topic(name).subscribe(() => {
      if (panel.view() !== 'closed' && !panel.paying()) panel.tryAgain();
    });
  }

  return {
    ...panel,
    appear: (page) => {
      shownOn = page?.pageId;
      host().join(panel);
      panel.open();
    },
    textsChanged: () => {
      textVersion(textVersion() + 1);
    },
  };
}

export default {
  onLoad(widget: OccWidget): void {
    (widget as LoadedWidget).cybersourcePayment = load(widget);
  },
  resourcesLoaded(widget: Partial<LoadedWidget>): void {
    widget.cybersourcePayment?.textsChanged();
  },
  beforeAppear(this: LoadedWidget, page?: OccPage): void {
    this.cybersourcePayment.appear(page);
  },
};
