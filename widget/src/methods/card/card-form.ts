import type { PlaceElement } from '../../knockout/bindings.ts';
import { registerComponent } from '../../knockout/component.ts';
import { randomId } from '../../values/random-id.ts';
import type { Knockout } from '../../knockout/knockout.ts';
import type { CardViewModel } from './card-view-model.ts';
import template from './card-form.html';
import type { HostedCardFields } from './microform/hosted-card-fields.ts';

/** The card as an option of the payment form, together with the fields that its template places. */
export interface CardOption extends CardViewModel {
  readonly fields: HostedCardFields<HTMLElement>;
}

/** What the template of the form is bound to. */
interface CardForm extends Omit<CardViewModel, 'id'> {
  readonly placeNumber: PlaceElement;
  readonly placeSecurityCode: PlaceElement;
  /** An id that no other form on the page has. */
  id(name: string): string;
  readonly tryAgain: () => void;
}

export function registerCardForm(ko: Knockout): void {
  registerComponent(ko, 'cyb-card', template, createCardForm);
}

function createCardForm(option: CardOption): CardForm {
  const prefix = randomId();
  const { fields } = option;
  return {
    ...option,
    id: (name) => `${prefix}-${name}`,
    placeNumber: (element) => fields.place('number', element),
    placeSecurityCode: (element) => fields.place('securityCode', element),
    tryAgain: fields.open,
  };
}
