import { registerErrorText } from './error-text.ts';
import type { Knockout } from './knockout.ts';

/** Puts an element somewhere; returns how to take it back when the element leaves the page. */
export type PlaceElement = (element: HTMLElement) => () => void;

/**
 * `cybMark: names` draws marks of cards or wallets, whose names have commas between them; they are loaded with the first.
 * Where that fails, the words beside them say it all.
 *
 * `cybPlace: place` hands an element of the template to a {@link PlaceElement}. Bindings are page-wide, hence
 * the prefix.
 */
export function registerBindings(ko: Knockout): void {
  registerErrorText(ko);
  ko.bindingHandlers['cybPlace'] = {
    init: (element: HTMLElement, value: () => PlaceElement) => {
      ko.utils.domNodeDisposal.addDisposeCallback(element, value()(element));
    },
  };
  ko.bindingHandlers['cybMark'] = {
    update: (element: HTMLElement, value: () => unknown) => {
      const names = (): string => (ko.unwrap(value()) ?? '') as string;
      element.textContent = '';
      if (names() === '') return;
      import('js/cybersource-marks').then(
        ({ drawMarks }) => {
          drawMarks(element, names());
        },
        () => undefined,
      );
    },
  };
}
