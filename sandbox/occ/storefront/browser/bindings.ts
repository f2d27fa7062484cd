import type { BindingContext, StorefrontKnockout } from './values/knockout.ts';
import type { Navigation } from './occ-modules/navigation.ts';
import { formatPrice, type StorefrontCurrency } from './values/money.ts';
import type { WidgetInstance } from './occ-modules/layout-container.ts';
import { toRecord } from './values/record.ts';

interface LocaleText {
  readonly value: string;
  readonly attr?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The bindings of OCC's storefront that templates of widgets may use, and those of this shop. */
export function registerBindings(ko: StorefrontKnockout, navigation: Navigation, locale: string): void {
  const handlers = ko.bindingHandlers as Record<string, object>;

  handlers['widgetLocaleText'] = {
    update: (element: Element, value: () => unknown, _all: unknown, _model: unknown, at: BindingContext) => {
      const given = ko.unwrap(value()) as string | LocaleText;
      const {
        value: key,
        attr,
        params,
      } = typeof given === 'string' ? { value: given, attr: undefined, params: {} } : given;
      const text = widgetOf(ko, at).translate(key, unwrapAll(ko, params ?? {}));
      if (attr === undefined) element.textContent = text;
      else element.setAttribute(attr, text);
    },
  };

  handlers['currency'] = {
    update: (
      element: Element,
      value: () => { price: unknown; currencyObj: StorefrontCurrency; nullReplace?: string },
    ) => {
      const { price, currencyObj, nullReplace = '' } = value();
      const amount: unknown = ko.unwrap(price);
      element.textContent =
        typeof amount === 'number' ? formatPrice(amount, ko.unwrap(currencyObj), locale) : nullReplace;
    },
  };

  handlers['ccLink'] = {
    init: (element: HTMLAnchorElement, value: () => unknown) => {
      element.addEventListener('click', (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigation.goTo(element.pathname);
      });
      const given = ko.unwrap(value()) as string | { route: string };
      element.href = typeof given === 'string' ? given : given.route;
    },
    update: (element: HTMLAnchorElement, value: () => unknown) => {
      const given = ko.unwrap(value()) as string | { route: string };
      element.href = typeof given === 'string' ? given : given.route;
    },
  };

  handlers['widget'] = {
    init: (
      element: Element,
      value: () => WidgetInstance,
      _all: unknown,
      _model: unknown,
      at: BindingContext,
    ) => {
      const widget = value();
      element.innerHTML = widget.template;
      ko.applyBindingsToDescendants(at.createChildContext(widget), element);
      return { controlsDescendantBindings: true };
    },
  };
}

/** The widget in whose template a binding stands, through any `foreach` and `with` around it. */
function widgetOf(ko: StorefrontKnockout, { $data, $parents }: BindingContext): WidgetInstance {
  const candidates: unknown[] = [$data, ...($parents as unknown[])].map((data): unknown => ko.unwrap(data));
  const widget = candidates.find(isWidget);
  if (widget === undefined) throw new Error('widgetLocaleText stands outside a widget.');
  return widget;
}

function isWidget(data: unknown): data is WidgetInstance {
  return typeof data === 'object' && data !== null && 'translate' in data && 'resources' in data;
}

function unwrapAll(
  ko: StorefrontKnockout,
  params: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return toRecord(Object.entries(params).map(([name, value]) => [name, ko.unwrap(value)]));
}
