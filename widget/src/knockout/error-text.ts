import type { Observable } from 'knockout';
import type { Knockout } from './knockout.ts';

/**
 * `cybError: text` says what is wrong with a field, below it; not while the shopper presses something. A press takes the focus from the
 * field. A message that came or went then would move the pressed button from under the pointer, and the browser would make no click of it.
 */
export function registerErrorText(ko: Knockout): void {
  const press: Observable<MouseEvent | undefined> = ko.observable();
  addEventListener('mousedown', press, true);
  // The click follows `mouseup` within the same task.
  addEventListener('mouseup', () => setTimeout(press, 0, undefined), true);
  ko.bindingHandlers['cybError'] = {
    update: (element: HTMLElement, value: () => unknown) => {
      const text = ko.unwrap(value()) as string;
      if (press() === undefined) element.textContent = text;
    },
  };
}
