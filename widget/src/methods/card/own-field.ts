import type { Observable } from 'knockout';
import type { Knockout } from '../../knockout/knockout.ts';

/** A field of our own, beside those that the payment provider hosts. */
export interface OwnField {
  readonly value: Observable<string>;
  /** Bound both ways with `hasFocus`. */
  readonly focused: Observable<boolean>;
  /** The shopper has been in the field and has left it. */
  readonly left: Observable<boolean>;
}

export function createOwnField(ko: Knockout): OwnField {
  const value = ko.observable('');
  const focused: Observable<boolean> = ko.observable(false);
  const left: Observable<boolean> = ko.observable(false);
  focused.subscribe((isFocused) => {
    if (!isFocused) left(true);
  });
  return { value, focused, left };
}
