import type { StorefrontKnockout } from '../values/knockout.ts';

/** What a widget's AMD module returned: an object, or a function that makes one. */
export type WidgetModule = object | (() => object);

/**
 * Copies the module's own properties to one placement of the widget. Observables are cloned, so that two placements
 * do not share what the shopper types; computeds and functions are copied as they are; what sits on a prototype is
 * lost. OCC: widgets, module contract.
 */
export function copyToInstance(
  ko: StorefrontKnockout,
  module: WidgetModule,
  instance: Record<string, unknown>,
): void {
  const source = typeof module === 'function' ? (module as () => object)() : module;
  for (const [name, value] of Object.entries(source)) instance[name] = clone(ko, value);
}

function clone(ko: StorefrontKnockout, value: unknown): unknown {
  if (!ko.isObservable(value) || ko.isComputed(value)) return value;
  const content: unknown = value.peek();
  return 'removeAll' in value && Array.isArray(content)
    ? ko.observableArray([...(content as unknown[])])
    : ko.observable(content);
}
