import { createAddressCheck } from './address-check.ts';
import type { CardFieldName } from './fields/card-fields.ts';
import { registerCardForm, type CardOption } from './card-form.ts';
import { createCardViewModel } from './card-view-model.ts';
import { createHostedCardFields, type HostedCardFields } from './microform/hosted-card-fields.ts';
import { createMicroformSession } from './microform/microform-session.ts';
import type { PaymentMethodModule, MethodContext } from '../../payment/payment-method.ts';

/** A new card, typed into fields that the payment provider hosts. */
export const cardMethod: PaymentMethodModule = {
  type: 'card',
  register: registerCardForm,
  create: (surroundings) => {
    const fields = createMicroformFields(surroundings, ['number', 'securityCode'], LONGEST_CODE);
    const checkAddress = createAddressCheck(surroundings.api, surroundings.checkout);
    const card = createCardViewModel({ ...surroundings, fields, checkAddress, today: () => new Date() });
    // The fields cost a call, so they open when the shopper wants them.
    const option: CardOption = { ...card, fields, choose: fields.open };
    return { options: () => [option], open: () => Promise.resolve(), close: fields.close };
  },
};

/** The number field knows the brand and asks for fewer digits where that has fewer. */
const LONGEST_CODE = 4;

/** Card fields of CyberSource's Microform for this page. `codeLength` is how long the security code is at most. */
export function createMicroformFields(
  surroundings: MethodContext,
  names: readonly CardFieldName[],
  codeLength: number,
): HostedCardFields<HTMLElement> {
  return createHostedCardFields<HTMLElement>({
    names,
    createSession: (host) => createMicroformSession(surroundings, names, codeLength, host),
    now: Date.now,
    schedule: surroundings.schedule,
    submit: surroundings.checkout.placeOrder,
  });
}
