/** The forms for a new card and for changes of a saved one, as the module that the account page loads when a shopper wants one. */
import type { Knockout } from '../knockout/knockout.ts';
import { registerCardEdit } from '../account/card-edit.ts';
import { registerNewCard } from '../account/new-card.ts';
export { createCardEdit } from '../account/card-edit.ts';
export { createNewCard } from '../account/new-card.ts';

export function registerAccountCards(ko: Knockout): void {
  registerNewCard(ko);
  registerCardEdit(ko);
}
