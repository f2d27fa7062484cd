import type { Observable, PureComputed } from 'knockout';
import type { PlaceElement } from '../knockout/bindings.ts';
import { asItIs, registerComponent } from '../knockout/component.ts';
import type { Knockout } from '../knockout/knockout.ts';
import { ShopperProblem, type Schedule } from '../payment/payment-method.ts';
import { randomId } from '../values/random-id.ts';
import type { Translate, TextKey } from '../texts.ts';
import type { StepUp } from '../payment/challenge.ts';
import template from './challenge-dialog.html';
import type { OpenStepUp } from './frames.ts';
import { toWindowSize } from './window-size.ts';

/** The issuer's page in a dialog over the shop. There is one for each widget, empty most of the time. */
export interface ChallengeDialog {
  readonly text: Translate;
  readonly stepUp: Observable<StepUp | undefined>;
  /** The issuer made its page for the whole screen. */
  readonly fillsScreen: PureComputed<boolean>;
  readonly frameSize: PureComputed<{ readonly width: string; readonly height: string }>;
  /** The shopper wants to leave, and is asked whether that is meant. */
  readonly leaving: Observable<boolean>;
  readonly placeDialog: PlaceElement;
  readonly placeFrame: PlaceElement;
  id(name: string): string;
  leave(): void;
  stay(): void;
  cancel(): void;
  /** Resolves with the transaction's id once the issuer is done. Rejects with a {@link ShopperProblem}. */
  readonly confirm: (stepUp: StepUp) => Promise<string>;
}

interface Deps {
  readonly ko: Knockout;
  readonly text: Translate;
  readonly schedule: Schedule;
  readonly openStepUp: OpenStepUp;
}

/** Issuers give their shoppers five to ten minutes. */
const LIMIT_MS = 10 * 60_000;

export function registerChallengeDialog(ko: Knockout): void {
  registerComponent(ko, 'cyb-challenge', template, asItIs);
}

export function createChallengeDialog({ ko, text, schedule, openStepUp }: Deps): ChallengeDialog {
  const stepUp = ko.observable<StepUp | undefined>();
  const leaving: Observable<boolean> = ko.observable(false);
  const size = ko.pureComputed(() => {
    const current = stepUp();
    return current === undefined ? undefined : toWindowSize(current.challengeRequest);
  });
  const prefix = randomId();
  let end: (transactionId: string | undefined, why: TextKey) => void = () => undefined;

  return {
    text,
    stepUp,
    fillsScreen: ko.pureComputed(() => size() === undefined),
    frameSize: ko.pureComputed(() => {
      const given = size();
      return given === undefined
        ? { width: '100%', height: '' }
        : { width: `${given[0]}px`, height: `${given[1]}px` };
    }),
    leaving,
    id: (name) => `${prefix}-${name}`,
    placeDialog: (element) => {
      const dialog = element as HTMLDialogElement;
      const ask = (event: Event): void => {
        event.preventDefault();
        leaving(true);
        // Browsers close a dialog at the second Escape, whatever the page says.
        if (!dialog.open) dialog.showModal();
      };
      dialog.addEventListener('cancel', ask);
      dialog.addEventListener('close', ask);
      dialog.showModal();
      return () => {
        dialog.removeEventListener('close', ask);
        dialog.close();
      };
    },
    placeFrame: (frame) => {
      const current = stepUp();
      if (current === undefined) return () => undefined;
      return openStepUp(frame as HTMLIFrameElement, current, (id) => {
        end(id, 'confirmCancelled');
      });
    },
    leave: () => {
      leaving(true);
    },
    stay: () => {
      leaving(false);
    },
    cancel: () => {
      end(undefined, 'confirmCancelled');
    },
    confirm: (wanted) =>
      new Promise((resolve, reject) => {
        const callOff = schedule(() => {
          end(undefined, 'confirmTimedOut');
        }, LIMIT_MS);
        end = (transactionId, why) => {
          callOff();
          end = () => undefined;
          leaving(false);
          stepUp(undefined);
          if (transactionId === undefined) reject(new ShopperProblem(why));
          else resolve(transactionId);
        };
        stepUp(wanted);
      }),
  };
}
