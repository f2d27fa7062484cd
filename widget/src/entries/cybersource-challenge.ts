/** The dialog for the issuer's page, as the module that the widget loads when an issuer wants to hear from the shopper. */
import type { Knockout } from '../knockout/knockout.ts';
import type { Schedule } from '../payment/payment-method.ts';
import {
  createChallengeDialog,
  registerChallengeDialog,
  type ChallengeDialog,
} from '../payer-authentication/challenge-dialog.ts';
import { createOpenStepUp } from '../payer-authentication/frames.ts';
import type { Translate } from '../texts.ts';

interface Deps {
  readonly ko: Knockout;
  readonly page: Window;
  readonly text: Translate;
  readonly schedule: Schedule;
}

export function openChallengeDialog({ ko, page, text, schedule }: Deps): ChallengeDialog {
  registerChallengeDialog(ko);
  return createChallengeDialog({ ko, text, schedule, openStepUp: createOpenStepUp(page) });
}
