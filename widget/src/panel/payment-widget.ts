import type { Observable } from 'knockout';
import type { Checkout } from '../payment/checkout.ts';
import type { Knockout } from '../knockout/knockout.ts';
import type { PaymentMethodModule, MethodContext } from '../payment/payment-method.ts';
import { toBrowserDetails } from '../payer-authentication/browser-details.ts';
import type { ChallengeDialog } from '../payer-authentication/challenge-dialog.ts';
import { createDeviceDataCollection } from '../payer-authentication/frames.ts';
import { createPayerAuthentication, RETURN_ROUTE } from '../payer-authentication/payer-authentication.ts';
import type { PaymentApi } from '../payment/payment-api.ts';
import { createPaymentPanel, type PaymentPanel } from './payment-panel.ts';
import { isBelowProblem, showOnPlaceOrderButton } from './surrounding-page.ts';
import { registerBindings } from '../knockout/bindings.ts';
import type { ScriptLoader } from '../payment/script.ts';
import type { Translate } from '../texts.ts';

/** What the widget's template is bound to. */
export interface PaymentWidget extends PaymentPanel {
  /** Where the issuer's page is shown; none before an issuer has asked for it. */
  readonly dialog: Observable<ChallengeDialog | undefined>;
}

interface Deps {
  readonly ko: Knockout;
  readonly page: Window;
  readonly api: PaymentApi;
  readonly checkout: Checkout;
  readonly text: Translate;
  readonly loadScript: ScriptLoader;
  readonly methods: readonly PaymentMethodModule[];
}

/** Builds the payment form with everything behind it, in OCC's checkout and on pages of their own alike. */
export function createPaymentWidget(deps: Deps): PaymentWidget {
  const { ko, page, api, checkout, methods, text, loadScript } = deps;
  const surroundings: MethodContext = {
    ...deps,
    schedule: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  const { schedule } = surroundings;
  registerBindings(ko);
  for (const { register } of methods) register(ko);

  const dialog: PaymentWidget['dialog'] = ko.observable<ChallengeDialog | undefined>();
  const authentication = createPayerAuthentication({
    api,
    checkout,
    collectDeviceData: createDeviceDataCollection(page, schedule),
    confirm: async (stepUp) => {
      const { openChallengeDialog } = await import('js/cybersource-challenge');
      if (panel.view() === 'closed') throw new Error('No page');
      const shown = dialog() ?? openChallengeDialog({ ko, page, text, schedule });
      dialog(shown);
      return shown.confirm(stepUp);
    },
    browserDetails: () => toBrowserDetails(page),
    returnUrl: page.location.origin + RETURN_ROUTE,
  });
  const panel = createPaymentPanel({
    ko,
    api,
    methods: methods.map(({ type, create }) => ({ type, method: create(surroundings) })),
    checkout,
    authentication,
    profileDevice: async (session) => {
      const { profileDevice } = await import('js/cybersource-device-fingerprint');
      return profileDevice(session, { loadScript, now: Date.now });
    },
    text,
    later: (callback) => void schedule(callback, 0),
    isBelowProblem: () => isBelowProblem(page.document),
  });
  showOnPlaceOrderButton(ko, page.document, panel);
  return {
    ...panel,
    dialog,
    close: () => {
      panel.close();
      dialog()?.cancel();
    },
  };
}
