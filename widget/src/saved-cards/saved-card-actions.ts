import { asItIs, registerComponent } from '../knockout/component.ts';
import type { Knockout } from '../knockout/knockout.ts';
import template from './saved-card-actions.html';

/** What a shopper can do with a saved card, in the checkout and on the profile page alike. */
export function registerSavedCardActions(ko: Knockout): void {
  registerComponent(ko, 'cyb-saved-card-actions', template, asItIs);
}
