import type { PureComputed } from 'knockout';
import type { PlaceElement } from '../../knockout/bindings.ts';
import { asItIs, registerComponent } from '../../knockout/component.ts';
import type { Knockout } from '../../knockout/knockout.ts';
import { randomId } from '../../values/random-id.ts';
import { registerSavedCardActions } from '../../saved-cards/saved-card-actions.ts';
import type { SavedCardEntry } from '../../saved-cards/saved-card-entry.ts';
import type { Translate } from '../../texts.ts';
import type { HostedCardFields } from '../card/microform/hosted-card-fields.ts';
import type { PaymentOption } from '../../payment/payment-method.ts';
import template from './saved-card-form.html';

/** A saved card as an option of the payment form. */
export interface SavedCardOption extends PaymentOption {
  readonly entry: SavedCardEntry;
  readonly text: Translate;
  readonly fields: HostedCardFields<HTMLElement>;
  readonly needsCode: PureComputed<boolean>;
  readonly codeError: PureComputed<string>;
}

/** What the template is bound to. */
interface SavedCardForm extends Omit<SavedCardOption, 'id'> {
  readonly placeSecurityCode: PlaceElement;
  id(name: string): string;
}

export function registerSavedCardForm(ko: Knockout): void {
  registerSavedCardActions(ko);
  registerComponent(ko, 'cyb-saved-card-form', template, createSavedCardForm);
}

function createSavedCardForm(option: SavedCardOption): SavedCardForm {
  const prefix = randomId();
  return {
    ...asItIs(option),
    id: (name) => `${prefix}-${name}`,
    placeSecurityCode: (element) => option.fields.place('securityCode', element),
  };
}
