import type { Observable, PureComputed } from 'knockout';
import type { Checkout } from '../payment/checkout.ts';
import type { Knockout } from '../knockout/knockout.ts';
import {
  isShopperProblem,
  withProperties,
  type CollectedPayment,
  type WidgetPaymentMethod,
  type PaymentOption,
} from '../payment/payment-method.ts';
import type { PayerAuthenticationFlow } from '../payer-authentication/payer-authentication.ts';
import type { FingerprintProperties } from '../fingerprint/profile-device.ts';
import { isShopFault, type PaymentApi } from '../payment/payment-api.ts';
import type { PaymentForm } from '../payment/payment-form.ts';
import { randomId } from '../values/random-id.ts';
import type { Translate } from '../texts.ts';

/** The widget's view-model: the ways to pay, or why there are none, and how the last attempt went. */
export interface PaymentPanel extends PaymentForm {
  readonly text: Translate;
  /** The same for the radio buttons of one panel. */
  readonly group: string;
  readonly view: PureComputed<PanelView>;
  readonly options: PureComputed<readonly PaymentOption[]>;
  /** The id of the option that pays. */
  readonly chosen: (id?: string) => unknown;
  readonly paying: Observable<boolean>;
  /** What is chosen has a button of its own, which stands in for the shop's. */
  readonly hasOwnButton: PureComputed<boolean>;
  /** Why the last attempt did not pay and what to do. Empty when there is nothing to say. */
  readonly alert: Observable<string>;
  /** Why nothing can be paid now, in place of the ways to pay; empty when there is nothing to wait for. */
  readonly held: Observable<'checking' | ''>;
  /** Bound both ways with `hasFocus`. */
  readonly alertFocused: Observable<boolean>;
  /** That an earlier order was placed: good news, which stands apart from alerts. Empty when there is none. */
  readonly notice: Observable<string>;
  /** Bound both ways with `hasFocus`. */
  readonly noticeFocused: Observable<boolean>;
  /** The page has appeared. */
  open(): void;
  /** The page has gone. */
  close(): void;
  tryAgain(): void;
}

/** `closed` is before the page has appeared and after it has gone. */
export type PanelView =
  'closed' | 'opening' | 'held' | 'form' | OpeningFailure | 'notOffered' | 'nothingToPay';

/** Why there is no form, by the text that says so: no answer came, or one that only the shop can put right. */
type OpeningFailure = 'unavailable' | 'shopFault';

/** A method that the site may offer. */
export interface ListedMethod {
  readonly type: string;
  readonly method: WidgetPaymentMethod;
}

interface Deps {
  readonly ko: Knockout;
  readonly api: Pick<PaymentApi, 'offer'>;
  readonly methods: readonly ListedMethod[];
  readonly checkout: Pick<Checkout, 'isFree'>;
  readonly authentication: PayerAuthenticationFlow;
  /** Has the device looked at under the session that the extension has opened. Rejects where that cannot be done. */
  readonly profileDevice: (session: unknown) => Promise<FingerprintProperties>;
  readonly text: Translate;
  /** Runs something after OCC has finished what it is doing, so that our focus is the one that stays. */
  readonly later: (callback: () => void) => void;
  /** Whether a field above the form is wrong, which then keeps the focus. */
  readonly isBelowProblem: () => boolean;
}

export function createPaymentPanel(deps: Deps): PaymentPanel {
  const { ko, api, methods, checkout, authentication, profileDevice, text, later, isBelowProblem } = deps;
  const offer = ko.observable<PanelView>('closed');
  const opened = ko.observable<readonly WidgetPaymentMethod[]>([]);
  const picked = ko.observable('');
  const paying: Observable<boolean> = ko.observable(false);
  const alert = ko.observable('');
  const held: PaymentPanel['held'] = ko.observable<'checking' | ''>('');
  const alertFocused: Observable<boolean> = ko.observable(false);
  const notice = ko.observable('');
  const noticeFocused: Observable<boolean> = ko.observable(false);
  let asksIssuer = false;
  /** What was said is about the last attempt only: another choice answers it. */
  let isPassing = false;
  /** The payment of the attempt that runs. */
  let current: CollectedPayment | undefined;
  /** Names the session that the device was last looked at under. It never delays nor stops a payment. */
  let fingerprint: FingerprintProperties | undefined;
  /** Counts openings, so that an answer for a page that has gone is dropped. */
  let opening = 0;

  const options = ko.pureComputed(() =>
    opened().reduce<readonly PaymentOption[]>((all, method) => [...all, ...method.options()], []),
  );
  const option = ko.pureComputed(() => {
    const usable = options().filter(({ disabled }) => disabled !== true);
    return usable.find(({ id }) => id === picked()) ?? usable.find(({ preferred }) => preferred) ?? usable[0];
  });
  option.subscribe((chosen) => chosen?.choose?.());
  const view = ko.pureComputed<PanelView>(() => {
    if (offer() !== 'closed' && held() !== '') return 'held';
    if (offer() !== 'form') return offer();
    if (checkout.isFree()) return 'nothingToPay';
    return option() === undefined ? 'notOffered' : 'form';
  });

  view.subscribe((shown) => {
    if (shown === 'nothingToPay') forget();
  });

  async function open(): Promise<void> {
    const mine = ++opening;
    offer('opening');
    const answer = await api
      .offer()
      .catch((problem: unknown): OpeningFailure => (isShopFault(problem) ? 'shopFault' : 'unavailable'));
    if (mine !== opening) return;
    if (typeof answer === 'string') {
      offer(answer);
      return;
    }
    const { methods: offered } = answer;
    if (answer.fingerprint)
      profileDevice(answer.fingerprint).then(
        (properties) => {
          fingerprint = properties;
        },
        // Blocked, or not to be reached: the payment is screened without the device.
        () => undefined,
      );
    asksIssuer = offered.some(({ type, config }) => type === 'card' && config['payerAuthEnabled'] === true);
    const usable: WidgetPaymentMethod[] = [];
    const ready: Promise<void>[] = [];
    for (const { type, method } of methods) {
      const wanted = offered.find((each) => each.type === type);
      if (wanted === undefined) continue;
      usable.push(method);
      ready.push(method.open(wanted));
    }
    await Promise.all(ready);
    if (mine !== opening) return;
    opened(usable);
    offer('form');
  }

  function close(): void {
    opening += 1;
    offer('closed');
    opened([]);
    for (const { method } of methods) method.close();
    paying(false);
    clear();
  }

  function clear(): void {
    alert('');
    notice('');
  }

  function say(
    message: string,
    passes = true,
    shown = alert,
    focused = alertFocused,
    takesFocus = true,
  ): void {
    clear();
    shown(message);
    isPassing = passes;
    later(() => {
      focused(takesFocus);
    });
  }

  function forget(): void {
    if (isPassing) alert('');
  }

  /** A wallet's API may throw at any call; what the shopper and the checkout hear does not depend on it. */
  function tellOption(accepted?: boolean): void {
    try {
      option()?.settled?.(accepted);
    } catch {
      // Its sheet is closed already, or will close by itself.
    }
  }

  /** Runs a part of an attempt; when it cannot go on, says why. */
  async function step(work: (chosen: PaymentOption) => Promise<CollectedPayment>): Promise<CollectedPayment> {
    paying(true);
    clear();
    try {
      const chosen = option();
      if (chosen === undefined) throw new Error('No option');
      current = withProperties(await work(chosen), fingerprint?.());
      return current;
    } catch (problem) {
      paying(false);
      tellOption(false);
      say(text(isShopperProblem(problem) ? problem.text : 'notCharged'));
      throw problem;
    }
  }

  return {
    text,
    group: randomId(),
    view,
    options,
    chosen: ko.pureComputed({
      read: () => option()?.id ?? '',
      write: (id) => {
        picked(id);
        forget();
      },
    }),
    paying,
    hasOwnButton: ko.pureComputed(() => view() === 'form' && option()?.hasOwnButton === true),
    alert,
    held,
    alertFocused,
    notice,
    noticeFocused,
    open: () => void open(),
    close,
    tryAgain: () => {
      close();
      void open();
    },
    isOpen: () => ['opening', 'held', 'form', 'unavailable', 'shopFault'].includes(view()),
    progress: () => option()?.progress() ?? 'untouched',
    check: () => {
      clear();
      const chosen = option();
      const wait = held();
      if (wait !== '') return text(wait);
      if (view() !== 'form' || chosen === undefined)
        return text(offer() === 'shopFault' ? 'shopFault' : 'unavailable');
      const problem = chosen.check();
      if (problem === undefined) return undefined;
      // Heard at once; the focus goes on to the field that it is about.
      isPassing = true;
      alert(text(problem));
      later(() => {
        if (!isBelowProblem()) chosen.focusFirstProblem();
      });
      return alert();
    },
    collect: () =>
      step(async (chosen) => {
        const payment = await chosen.collect();
        return asksIssuer ? authentication.prepare(payment) : payment;
      }),
    fulfil: (challenge) =>
      step(async (chosen) => authentication.fulfil(current ?? (await chosen.collect()), challenge)),
    settled: (settled) => {
      paying(false);
      tellOption(settled.outcome === 'unanswered' ? undefined : settled.outcome === 'accepted');
      if (settled.outcome === 'declined') say(settled.message === '' ? text('declined') : settled.message);
      // What it waits for, or how that ended, is on the form already.
      if (settled.outcome === 'unanswered' && held() + notice() === '') say(text('unanswered'), false);
    },
    tell: (news, order, takesFocus) => {
      if (order === undefined) say(text(news), false);
      else say(text(news, { order }), false, notice, noticeFocused, takesFocus);
    },
    hold: (why = '') => {
      held(why);
    },
  };
}
