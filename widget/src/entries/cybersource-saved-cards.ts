/** The module of the profile page's widget (OCC: widget module contract): the shopper's saved cards. */
import * as ko from 'knockout';
import jquery from 'jquery';
import pubsub from 'pubsub';
import { registerBindings } from '../knockout/bindings.ts';
import { toShop } from '../occ/shop.ts';
import type { OccWidget } from '../occ/occ-widget.ts';
import { createPaymentApi } from '../payment/payment-api.ts';
import { registerSavedCardActions } from '../saved-cards/saved-card-actions.ts';
import { createSavedCardApi } from '../saved-cards/saved-card-api.ts';
import { createSavedCards, type SavedCards } from '../saved-cards/saved-cards.ts';
import type { Translate } from '../texts.ts';

type ProfileWidget = Pick<OccWidget, 'site' | 'user' | 'isPreview' | 'translate'>;

/** What `onLoad` adds to OCC's widget instance; the template is bound to it. */
interface LoadedWidget extends ProfileWidget {
  cybersourceSavedCards: SavedCards & {
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
  const cards = createSavedCards({
    ko,
    text,
    api: createSavedCardApi(
      createPaymentApi({
        fetch: (url, init) => fetch(url, init),
        shop: () => toShop(widget, [() => sessionStorage, () => localStorage]),
      }),
    ),
  });
  const appear = (): void => {
    cards.forget();
    if (widget.user().loggedIn()) void cards.load();
    else cards.phase('guest');
  };
  const { topicNames } = pubsub;
  for (const name of [topicNames.USER_LOGIN_SUCCESSFUL, topicNames.USER_LOGOUT_SUCCESSFUL])
    jquery.Topic(name).subscribe(appear);
  return {
    ...cards,
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
