import type { Observable } from 'knockout';
import { asItIs, registerComponent } from '../knockout/component.ts';
import type { Knockout } from '../knockout/knockout.ts';
import { type CardOption, registerCardForm } from '../methods/card/card-form.ts';
import { createMicroformFields } from '../methods/card/card-method.ts';
import { createCardViewModel } from '../methods/card/card-view-model.ts';
import { toBrowserDetails } from '../payer-authentication/browser-details.ts';
import type { ChallengeDialog } from '../payer-authentication/challenge-dialog.ts';
import { createDeviceDataCollection } from '../payer-authentication/frames.ts';
import { createPayerAuthentication, RETURN_ROUTE } from '../payer-authentication/payer-authentication.ts';
import type { Checkout } from '../payment/checkout.ts';
import { isShopperProblem, type MethodContext } from '../payment/payment-method.ts';
import type { Translate } from '../texts.ts';
import { CardDeclined, createAddNewCard } from './account-card-api.ts';
import { type AddressFields, createAddressFields, registerAddressFields } from './address-fields.ts';
import template from './new-card.html';

/** The form for a new card on the account page, as its template sees it. */
export interface NewCard {
  readonly text: Translate;
  readonly option: CardOption;
  readonly address: AddressFields;
  readonly nickname: Observable<string>;
  readonly isDefault: Observable<boolean>;
  readonly busy: Observable<boolean>;
  readonly alert: Observable<string>;
  readonly alertFocused: Observable<boolean>;
  readonly dialog: Observable<ChallengeDialog | undefined>;
  save(): void;
  cancel(): void;
}

interface Deps extends Pick<MethodContext, 'ko' | 'api' | 'text' | 'page' | 'loadScript' | 'schedule'> {
  /** The module of the issuer's dialog. It is loaded by the widget's own module: only from there the loader finds it. */
  readonly loadChallenge: () => Promise<typeof import('js/cybersource-challenge')>;
  /** The card was saved, or the shopper has changed their mind. */
  readonly done: (isSaved: boolean) => void;
}

export function registerNewCard(ko: Knockout): void {
  registerCardForm(ko);
  registerAddressFields(ko);
  registerComponent(ko, 'cyb-new-card', template, asItIs);
}

export function createNewCard(deps: Deps): NewCard {
  const { ko, api, text, page, schedule, done } = deps;
  const busy: Observable<boolean> = ko.observable(false);
  const isDefault: Observable<boolean> = ko.observable(false);
  const alertFocused: Observable<boolean> = ko.observable(false);
  const [nickname, alert] = [ko.observable(''), ko.observable('')];
  const dialog = ko.observable<ChallengeDialog | undefined>();
  let asksIssuer = true;
  void api.offer().then(
    ({ methods }) => {
      asksIssuer = methods.some(({ type, config }) => type === 'card' && config['payerAuthEnabled'] === true);
    },
    () => undefined,
  );

  // No order is behind this page, and no guest: what a checkout knows of both is empty.
  const checkout: Checkout = {
    total: () => ({ amount: '0', currency: '' }),
    goods: () => undefined,
    billingAddress: () => ({}),
    isFree: () => false,
    profileId: () => '',
    orderId: () => '',
    isScheduled: () => false,
    placeOrder: save,
  };
  const fields = createMicroformFields({ ...deps, checkout }, ['number', 'securityCode'], 4);
  const card = createCardViewModel({
    ko,
    text,
    fields,
    checkout,
    checkAddress: async () => undefined,
    today: () => new Date(),
  });
  const address = createAddressFields({ ko, text, api, page });
  const addNewCard = createAddNewCard({
    api,
    asksIssuer: () => asksIssuer,
    authentication: createPayerAuthentication({
      api,
      checkout,
      collectDeviceData: createDeviceDataCollection(page, schedule),
      confirm: async (stepUp) => {
        const { openChallengeDialog } = await deps.loadChallenge();
        const shown = dialog() ?? openChallengeDialog({ ko, page, text, schedule });
        dialog(shown);
        return shown.confirm(stepUp);
      },
      browserDetails: () => toBrowserDetails(page),
      returnUrl: page.location.origin + RETURN_ROUTE,
    }),
  });

  function say(message: string): void {
    alert(message);
    schedule(() => {
      alertFocused(true);
    }, 0);
  }

  async function add(): Promise<void> {
    alert('');
    const problem = card.check();
    const isIncomplete = address.check();
    if (problem !== undefined || isIncomplete) {
      alert(text('checkFields'));
      if (problem !== undefined) card.focusFirstProblem();
      else address.focusFirstProblem();
      return;
    }
    busy(true);
    try {
      if (!(await address.checkWithShop())) return;
      const collected = await card.collect();
      if (collected.kind !== 'card') return;
      await addNewCard(collected, {
        nickname: nickname().trim(),
        isDefault: isDefault(),
        billingAddress: address.value(),
      });
      fields.close();
      done(true);
    } catch (problem) {
      if (problem instanceof CardDeclined) say(problem.message || text('declined'));
      else say(text(isShopperProblem(problem) ? problem.text : 'notAdded'));
    } finally {
      busy(false);
    }
  }

  function save(): void {
    if (!busy()) void add();
  }

  fields.open();
  return {
    text,
    option: { ...card, fields },
    address,
    nickname,
    isDefault,
    busy,
    alert,
    alertFocused,
    dialog,
    save,
    cancel: () => {
      dialog()?.cancel();
      fields.close();
      done(false);
    },
  };
}
