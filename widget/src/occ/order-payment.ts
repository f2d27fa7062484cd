import type { CollectedPayment } from '../payment/payment-method.ts';
import type { OccOrder, OccPayment } from './occ-widget.ts';

/** CyberSource's card type codes in OCC's words (OCC: payment types). */
const CARD_TYPES: Readonly<Record<string, string>> = {
  '001': 'visa',
  '002': 'mastercard',
  '003': 'amex',
  '004': 'discover',
  '005': 'diners',
  '007': 'jcb',
  '042': 'maestro',
  '062': 'unionpay',
};

/** OCC's word for CyberSource's card type code; a code without one stays as it is. */
export function toCardType(code: string): string {
  return CARD_TYPES[code] ?? code;
}

/**
 * A collected payment as OCC's order takes it (OCC: what to put into `payments[]`).
 *
 * @param checkoutId of all orders that carry it the extension lets one pay.
 */
export function toOrderPayment(payment: CollectedPayment, checkoutId?: string): OccPayment {
  const customProperties = toPropertyTexts({
    ...payment.customProperties,
    ...(checkoutId !== undefined && { checkoutId }),
  });
  switch (payment.kind) {
    case 'card':
      return {
        type: 'card',
        cardType: toCardType(payment.cardTypeCode),
        nameOnCard: payment.nameOnCard,
        cardNumber: payment.maskedNumber,
        expiryMonth: payment.expiryMonth,
        expiryYear: payment.expiryYear,
        ...(payment.save && { saveCard: true, setAsDefault: payment.asDefault }),
        customProperties,
      };
    case 'saved-card':
      return { type: 'card', savedCardId: payment.savedCardId, customProperties };
    case 'generic':
      return { type: 'generic', customProperties };
  }
}

/**
 * Stands in for our payment while OCC validates, so that its own card form is not asked. Never sent: the wrapped
 * `createOrder` replaces it.
 */
export const PLACEHOLDER: OccPayment = { type: 'card', customProperties: { paymentType: 'card' } };

/** Whether an entry of `payments[]` was put there by this widget: it always says how it pays. */
export function isOurs({ customProperties }: OccPayment): boolean {
  return customProperties?.['paymentType'] !== undefined;
}

/** Puts our payments on the order in place of those that we put there before; the payments of others stay. */
export function replacePayments(
  order: Pick<OccOrder, 'payments' | 'updatePayments'>,
  ours: readonly OccPayment[],
): void {
  const payments = order.payments();
  if (ours.length === 0 && !payments.some(isOurs)) return;
  order.updatePayments([...payments.filter((payment) => !isOurs(payment)), ...ours]);
}

/** OCC drops every `=` from custom properties; the extension turns this spelling back. */
export function toPropertyTexts(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(properties)) texts[name] = value.replace(/=/g, '~W!C@O#n');
  return texts;
}
