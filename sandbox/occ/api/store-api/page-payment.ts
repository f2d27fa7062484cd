import type { PaymentTypeView } from '../../shop/payment-types.ts';
import type { InstanceValues } from '../../settings/site-settings.ts';

/**
 * What OCC's pages know about payment, and widgets read as `order().contextData.page.payment`. OCC takes these settings
 * of a gateway by their ids, public or not. OCC: view models; gateway settings, ids with a meaning.
 */
export function toPagePayment(
  settings: InstanceValues,
  cards: readonly PaymentTypeView[],
): Readonly<Record<string, unknown>> {
  return {
    cards,
    enabledTypes: toList(settings['paymentMethodTypes']),
    isCVVRequiredForSavedCards: settings['isCVVRequiredForSavedCards'] === true,
    isCVVRequiredForScheduledOrders: settings['isCVVRequiredForScheduledOrders'] === true,
    isCardGatewayGeneric: true,
    isCardPaymentClientSide: false,
    IINPromotionsEnabled: false,
  };
}

function toList(choices: unknown): readonly string[] {
  if (Array.isArray(choices)) return choices.map(String);
  return typeof choices === 'string' ? choices.split(',') : ['card'];
}
