import type { PlaceElement } from '../../bindings.ts';
import type { Knockout } from '../../knockout.ts';
import type { CardViewModel } from './card-view-model.ts';
import template from './card-form.html';
import type { HostedCardFields } from './microform/hosted-card-fields.ts';

export interface CardFormParams {
  readonly card: CardViewModel;
  readonly fields: HostedCardFields<HTMLElement>;
}

/** What the template of the form is bound to. */
interface CardForm extends CardViewModel {
  readonly placeNumber: PlaceElement;
  readonly placeSecurityCode: PlaceElement;
  /** An id that no other form on the page has. */
  id(name: string): string;
}

export const CARD_FORM = 'cyb-card';

/** Knockout's component registry is page-wide and refuses a second registration of a name. */
export function registerCardForm(ko: Knockout): void {
  if (ko.components.isRegistered(CARD_FORM)) return;
  ko.components.register(CARD_FORM, {
    template,
    viewModel: { createViewModel: ({ card, fields }: CardFormParams) => createCardForm(card, fields) },
  });
}

function createCardForm(card: CardViewModel, fields: HostedCardFields<HTMLElement>): CardForm {
  const prefix = `cyb-${Math.random().toString(36).slice(2, 8)}`;
  return {
    ...card,
    // The form may leave the page and come back; its view-model lives as long as the widget.
    dispose: () => undefined,
    id: (name) => `${prefix}-${name}`,
    placeNumber: (element) => fields.place('number', element),
    placeSecurityCode: (element) => fields.place('securityCode', element),
  };
}
