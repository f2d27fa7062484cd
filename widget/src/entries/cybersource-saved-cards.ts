/** The module of the profile page's widget (OCC: widget module contract): the shopper's saved cards. */
import * as ko from 'knockout';
import jquery from 'jquery';
import pubsub from 'pubsub';
import { createCardForms, type CardForms } from '../account/card-forms.ts';
import { registerBindings } from '../knockout/bindings.ts';
import { toShop } from '../occ/shop.ts';
import type { OccWidget } from '../occ/occ-widget.ts';
import { createPaymentApi } from '../payment/payment-api.ts';
import type { Schedule } from '../payment/payment-method.ts';
import { createScriptLoader } from '../payment/script.ts';
import { registerSavedCardActions } from '../saved-cards/saved-card-actions.ts';
import { createSavedCardApi } from '../saved-cards/saved-card-api.ts';
import { createSavedCards, type SavedCards } from '../saved-cards/saved-cards.ts';
import type { Translate } from '../texts.ts';

const loadScript = createScriptLoader<HTMLScriptElement>(document);
const schedule: Schedule = (callback, ms) => {
  const timer = setTimeout(callback, ms);
  return () => {
    clearTimeout(timer);
  };
};

type ProfileWidget = Pick<OccWidget, 'site' | 'user' | 'isPreview' | 'translate'>;

/** What `onLoad` adds to OCC's widget instance; the template is bound to it. */
interface LoadedWidget extends ProfileWidget {
  cybersourceSavedCards: SavedCards &
    CardForms & {
      readonly text: Translate;
      appear(): void;
      textsChanged(): void;
    };
}

function load(widget: ProfileWidget): LoadedWidget['cybersourceSavedCards'] {
  const textVersion = ko.observable(0);
  const text: Translate = (key, params) => {
    textVersion();
    return widget.translate(key, params) ?? '';
  };
  const api = createPaymentApi({
    fetch: (url, init) => fetch(url, init),
    shop: () => toShop(widget, [() => sessionStorage, () => localStorage]),
  });
  const cards = createSavedCards({ ko, text, api: createSavedCardApi(api) });
  const forms = createCardForms({ ko, api, text, page: window, loadScript, schedule, cards });
  const appear = (): void => {
    forms.closeForms();
    cards.forget();
    if (widget.user().loggedIn()) void cards.load();
    else cards.phase('guest');
  };
  const { topicNames } = pubsub;
  for (const name of [topicNames.USER_LOGIN_SUCCESSFUL, topicNames.USER_LOGOUT_SUCCESSFUL])
    jquery.Topic(name).subscribe(appear);
  return {
    ...cards,
    ...forms,
    text,
    appear,
    textsChanged: () => {
      textVersion(textVersion() + 1);
    },
  };
}

export default {
  onLoad(widget: ProfileWidget): void {
    registerBindings(ko);
    registerSavedCardActions(ko);
    (widget as LoadedWidget).cybersourceSavedCards = load(widget);
  },
  resourcesLoaded(widget: Partial<LoadedWidget>): void {
    widget.cybersourceSavedCards?.textsChanged();
  },
  beforeAppear(this: LoadedWidget): void {
    this.cybersourceSavedCards.appear();
  },
};
