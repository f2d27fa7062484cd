import type { Knockout } from '../knockout/knockout.ts';
import type { PaymentPanel } from './payment-panel.ts';

/**
 * What the button shows that places the order. It belongs to the shop, which marks it with `data-cyb-place-order`; the
 * widget's styles do the rest by these classes on the root: they hold however often the shop draws its button anew.
 */
export function showOnPlaceOrderButton(
  ko: Knockout,
  { documentElement: { classList } }: Document,
  { paying, hasOwnButton }: Pick<PaymentPanel, 'paying' | 'hasOwnButton'>,
): void {
  ko.computed(() => {
    classList.toggle('cyb-order-busy', paying());
    classList.toggle('cyb-own-button', hasOwnButton());
  });
}

/** Whether a visible field above the payment form is marked as wrong: errors are told in the order of the page. */
export function isBelowProblem(page: Document): boolean {
  const form = page.querySelector('.cyb-payment');
  const wrong = [...page.querySelectorAll('[aria-invalid="true"]')];
  return wrong.some(
    (field) =>
      field.getClientRects().length > 0 &&
      form !== null &&
      (form.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
  );
}

/** Whether the shopper is in a field of the page that does not belong to the payment form. */
export function isTypingElsewhere({ activeElement }: Document): boolean {
  return (
    activeElement !== null &&
    activeElement.matches('input,select,textarea') &&
    activeElement.closest('.cyb-payment') === null
  );
}
