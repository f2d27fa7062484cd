import type { Observable, PureComputed } from 'knockout';
import type { Knockout } from './knockout.ts';
import type { CardViewModel } from './methods/card/card-view-model.ts';
import { ShopperProblem } from './methods/payment-method.ts';
import type { PaymentApi } from './payment-api.ts';
import type { PaymentForm } from './payment-form.ts';
import type { Text } from './texts.ts';

/** The widget's view-model: the card form, or why there is none, and how the last attempt went. */
export interface PaymentPanel extends PaymentForm {
  readonly text: Text;
  readonly view: PureComputed<PanelView>;
  readonly paying: Observable<boolean>;
  /** Why the last attempt did not pay and what to do. Empty when there is nothing to say. */
  readonly alert: Observable<string>;
  /** Bound both ways with `hasFocus`. */
  readonly alertFocused: Observable<boolean>;
  /** The page has appeared. */
  open(): void;
  /** The page has gone. */
  close(): void;
  tryAgain(): void;
}

/** `closed` is before the page has appeared and after it has gone. */
export type PanelView = 'closed' | 'form' | 'unavailable' | 'notOffered';

interface Deps {
  readonly ko: Knockout;
  readonly api: Pick<PaymentApi, 'offeredMethods'>;
  readonly card: Pick<CardViewModel, 'check' | 'collect' | 'focusFirstProblem' | 'progress' | 'unavailable'>;
  readonly fields: { open(): void; close(): void };
  readonly text: Text;
  /** Runs something after OCC has finished what it is doing, so that our focus is the one that stays. */
  readonly later: (callback: () => void) => void;
}

export function createPaymentPanel({ ko, api, card, fields, text, later }: Deps): PaymentPanel {
  const offer = ko.observable<PanelView>('closed');
  const view = ko.pureComputed<PanelView>(() =>
    offer() === 'form' && card.unavailable() ? 'unavailable' : offer(),
  );
  const paying: Observable<boolean> = ko.observable(false);
  const alert = ko.observable('');
  const alertFocused: Observable<boolean> = ko.observable(false);
  /** Counts openings, so that an answer for a page that has gone is dropped. */
  let opening = 0;

  async function open(): Promise<void> {
    const mine = ++opening;
    offer('form');
    const answer = await api.offeredMethods().then(
      (methods): PanelView => (methods.includes('card') ? 'form' : 'notOffered'),
      (): PanelView => 'unavailable',
    );
    if (mine !== opening) return;
    offer(answer);
    if (answer === 'form') fields.open();
  }

  function close(): void {
    opening += 1;
    fields.close();
    offer('closed');
    paying(false);
    alert('');
  }

  function say(message: string): void {
    alert(message);
    later(() => {
      alertFocused(true);
    });
  }

  return {
    text,
    view,
    paying,
    alert,
    alertFocused,
    open: () => void open(),
    close,
    tryAgain: () => {
      close();
      void open();
    },
    isOpen: () => view() === 'form' || view() === 'unavailable',
    progress: () => card.progress(),
    check: () => {
      alert('');
      if (view() !== 'form') return text('unavailable');
      const problem = card.check();
      if (problem === undefined) return undefined;
      later(() => {
        card.focusFirstProblem();
      });
      return text(problem);
    },
    collect: async () => {
      paying(true);
      alert('');
      try {
        return await card.collect();
      } catch (problem) {
        paying(false);
        say(text(problem instanceof ShopperProblem ? problem.text : 'notCharged'));
        throw problem;
      }
    },
    settled: (settled) => {
      paying(false);
      if (settled.outcome === 'declined') say(settled.message === '' ? text('declined') : settled.message);
    },
  };
}
