import type { Knockout } from './knockout.ts';

/** Puts an element somewhere; returns how to take it back when the element leaves the page. */
export type PlaceElement = (element: HTMLElement) => () => void;

/**
 * `cybPlace: place` hands an element of the template to a {@link PlaceElement}. Bindings are page-wide, hence
 * the prefix.
 */
export function registerBindings(ko: Knockout): void {
  ko.bindingHandlers['cybPlace'] = {
    init: (element: HTMLElement, value: () => PlaceElement) => {
      const takeBack = value()(element);
      ko.utils.domNodeDisposal.addDisposeCallback(element, takeBack);
    },
  };
}
