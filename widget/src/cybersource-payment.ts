/** The module that OCC's storefront loads (OCC: widget module contract). Everything is built here. */
import * as ko from 'knockout';
import jquery from 'jquery';
import pubsub from 'pubsub';
import { registerBindings } from './bindings.ts';
import { registerCardForm, type CardFormParams } from './methods/card/card-form.ts';
import { createCardViewModel } from './methods/card/card-view-model.ts';
import { createFlexLoader } from './methods/card/microform/flex-script.ts';
import { createHostedCardFields } from './methods/card/microform/hosted-card-fields.ts';
import { createMicroformSession } from './methods/card/microform/microform-session.ts';
import { checkoutHostOf, type OrderTopics } from './occ/checkout-host.ts';
import type { OccPage, OccWidget } from './occ/occ-widget.ts';
import { toShop } from './occ/shop.ts';
import { createPaymentApi } from './payment-api.ts';
import { createPaymentPanel, type PaymentPanel } from './payment-panel.ts';
import type { Text } from './texts.ts';

/** What `onLoad` adds to OCC's widget instance; the template is bound to it. */
interface LoadedWidget extends OccWidget {
  cybersourcePayment: PaymentPanel & {
    readonly form: CardFormParams;
    /** OCC shows the page, or shows it again. */
    appear(page: OccPage | undefined): void;
    /** The widget's texts have arrived or changed. */
    textsChanged(): void;
  };
}

const topics: OrderTopics = {
  topic: (name) => jquery.Topic(name),
  submissionFailed: pubsub.topicNames.ORDER_SUBMISSION_FAIL,
  submissionSucceeded: pubsub.topicNames.ORDER_SUBMISSION_SUCCESS,
};
const loadFlex = createFlexLoader<HTMLElement, HTMLScriptElement>(document);

function load(widget: OccWidget): LoadedWidget['cybersourcePayment'] {
  const textVersion = ko.observable(0);
  const text: Text = (key) => {
    textVersion();
    return widget.translate(key) ?? '';
  };
  const api = createPaymentApi({ fetch: (url, init) => fetch(url, init), shop: () => toShop(widget) });
  const fields = createHostedCardFields<HTMLElement>({
    createSession: (host) => createMicroformSession({ api, page: window, loadFlex, text }, host),
    now: Date.now,
    schedule: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  });
  const card = createCardViewModel({ ko, fields, text, today: () => new Date() });
  const later = (callback: () => void): void => void setTimeout(callback, 0);
  const panel = createPaymentPanel({ ko, api, card, fields, text, later });
  let shownOn: string | undefined;

  jquery.Topic(pubsub.topicNames.PAGE_CHANGED).subscribe((page) => {
    const { pageId } = (page ?? {}) as OccPage;
    if (pageId !== undefined && pageId === shownOn) return;
    checkoutHostOf(widget.order(), topics).leave(panel);
    panel.close();
  });

  return {
    ...panel,
    form: { card, fields },
    appear: (page) => {
      shownOn = page?.pageId;
      checkoutHostOf(widget.order(), topics).join(panel);
      panel.open();
    },
    textsChanged: () => {
      textVersion(textVersion() + 1);
    },
  };
}

export default {
  onLoad(widget: OccWidget): void {
    registerBindings(ko);
    registerCardForm(ko);
    (widget as LoadedWidget).cybersourcePayment = load(widget);
  },
  resourcesLoaded(widget: Partial<LoadedWidget>): void {
    widget.cybersourcePayment?.textsChanged();
  },
  beforeAppear(this: LoadedWidget, page?: OccPage): void {
    this.cybersourcePayment.appear(page);
  },
};
