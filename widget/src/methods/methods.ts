import { cardMethod, createMicroformFields } from './card/card-method.ts';
import { onDemand } from './on-demand.ts';
import type { PaymentMethodModule } from '../payment/payment-method.ts';

/** Every way to pay, in the order in which shoppers see them. A new one is a module and a line here. */
export const paymentMethods: readonly PaymentMethodModule[] = [
  onDemand(
    'card',
    async () => (await import('js/cybersource-saved-card-options')).savedCardMethod(createMicroformFields),
    ({ checkout }) => checkout.profileId() !== '',
  ),
  cardMethod,
  onDemand('googlepay', async () => (await wallets()).googlePayMethod),
  onDemand('applepay', async () => (await wallets()).applePayMethod),
];

/** A module of its own beside this one: a card payment never loads it (OCC: `js/` is the widget's own folder). */
function wallets(): Promise<typeof import('../entries/cybersource-wallets.ts')> {
  return import('js/cybersource-wallets');
}
