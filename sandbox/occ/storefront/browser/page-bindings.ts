import type { StorefrontKnockout } from './values/knockout.ts';

/** Bindings of the shop's own pages that touch the document. */
export function registerPageBindings(ko: StorefrontKnockout, page: Document): void {
  const handlers = ko.bindingHandlers as Record<string, object>;

  /** Opens and closes a modal dialog with an observable; Escape closes it too. */
  handlers['dialog'] = {
    init: (element: HTMLDialogElement, value: () => (open: boolean) => void) => {
      element.addEventListener('close', () => {
        value()(false);
      });
    },
    update: (element: HTMLDialogElement, value: () => unknown) => {
      const open = ko.unwrap(value()) === true;
      if (open && !element.open) element.showModal();
      else if (!open && element.open) element.close();
    },
  };

  /** Draws the picture of a kind of product. */
  handlers['art'] = {
    update: (element: Element, value: () => unknown) => {
      const known =
        page.getElementById(`art-${String(ko.unwrap(value()))}`) === null
          ? 'parcel'
          : String(ko.unwrap(value()));
      const use = page.createElementNS('http://www.w3.org/2000/svg', 'use');
      use.setAttribute('href', `#art-${known}`);
      element.replaceChildren(use);
    },
  };
}

/** After a change of page the heading takes the focus, as a newly loaded document would be read from its top. */
export function focusHeading(page: Document): void {
  page.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  page.defaultView?.scrollTo(0, 0);
}

/** After a refusal the first wrong field takes the focus, or else the message. */
export function focusProblem(page: Document): void {
  const target =
    page.querySelector<HTMLElement>('main [aria-invalid="true"]') ??
    page.querySelector<HTMLElement>('#notices');
  target?.focus();
}

/** Whether an alert inside the page says this already, as a payment widget does beside its fields. */
export function isSaidBelow(page: Document, sentence: string): boolean {
  return [...page.querySelectorAll('main [role="alert"]')].some(
    ({ textContent }) => textContent.trim() === sentence,
  );
}
