/** Turns the payments that a storefront sends into payment groups whose amounts add up to the order. */
import { parseDecimal } from '../shop/money.ts';
import { OccProblem } from '../http/problem.ts';
import { maskCardNumber, type Profile, type ProfileSavedCard } from '../profiles/profiles.ts';
import type { SandboxOrder, OrderPaymentGroup } from './order.ts';
import { toAddress, toCustomProperties, type PaymentInput } from './order-request.ts';

/** A group and what is needed for its authorization only. */
export interface NewPayment {
  readonly group: OrderPaymentGroup;
  readonly input: PaymentInput;
  /** The card number as it was sent, and the security code. Forgotten after the call. */
  readonly cardSecrets: Readonly<Record<string, string>>;
}

interface Making {
  readonly order: SandboxOrder;
  readonly attempt: number;
  readonly total: number;
  readonly gatewayName: string;
  readonly profile: Profile | undefined;
  readonly nextPaymentGroupId: () => string;
}

/** One group for each payment; a payment that names an initial group of this order continues that group. */
export function toPaymentGroups(payments: readonly PaymentInput[], making: Making): readonly NewPayment[] {
  const amounts = shareOut(payments, making);
  return payments.map((input, index) => {
    const card = input.savedCardId === undefined ? undefined : requireCard(input.savedCardId, making.profile);
    const group: OrderPaymentGroup = {
      id: continuedGroup(input, making.order)?.id ?? making.nextPaymentGroupId(),
      paymentMethod: input.type,
      gatewayName: making.gatewayName,
      amount: amounts[index] ?? 0,
      attempt: making.attempt,
      instrument: {
        customProperties: toCustomProperties(input.customProperties),
        billingAddress:
          input.billingAddress === undefined ? making.order.billingAddress : toAddress(input.billingAddress),
        ...(input.type === 'card' ? { cardDetails: toCardDetails(input, card) } : {}),
      },
      state: 'INITIAL',
      uiIntervention: null,
      message: '',
      additionalProperties: {},
      exposedProperties: [],
      authorizationStatus: [],
      debitStatus: [],
      voidStatus: [],
      creditStatus: [],
    };
    return { group, input, cardSecrets: toCardSecrets(input) };
  });
}

/** What stays with the order about a card. OCC: generic payment webhook, cardDetails. */
function toCardDetails(input: PaymentInput, saved?: ProfileSavedCard): Readonly<Record<string, unknown>> {
  if (saved !== undefined) {
    return {
      expirationMonth: saved.expiryMonth,
      expirationYear: saved.expiryYear,
      type: saved.cardType,
      holderName: saved.nameOnCard,
      maskedCardNumber: saved.cardNumber,
      token: saved.token,
      saveCard: false,
      additionalSavedCardProperties: saved.cardProps,
    };
  }
  const masked = input.cardNumber === undefined ? undefined : maskCardNumber(input.cardNumber);
  const details = {
    expirationMonth: input.expiryMonth,
    expirationYear: input.expiryYear,
    number: masked,
    maskedCardNumber: masked,
    type: input.cardType,
    holderName: input.nameOnCard,
    saveCard: input.saveCard,
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

/** OCC hands on what the storefront sent, a full card number and security code included. */
function toCardSecrets({ cardNumber, cardCVV }: PaymentInput): Readonly<Record<string, string>> {
  return {
    ...(cardNumber === undefined ? {} : { number: cardNumber }),
    ...(cardCVV === undefined ? {} : { cvv: cardCVV }),
  };
}

/** Payments without an amount share what is left; only one of them can. */
function shareOut(payments: readonly PaymentInput[], { order, total }: Making): readonly number[] {
  const named = payments.map(({ amount }) =>
    amount === undefined ? undefined : parseDecimal(amount, order.currency),
  );
  const left = total - named.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  const open = named.filter((amount) => amount === undefined).length;
  if (open > 1 || (open === 1 && left < 0) || (open === 0 && left !== 0)) {
    throw new OccProblem(400, 'The amounts of the payments do not add up to the total of the order.', {
      errorCode: '28109',
    });
  }
  return named.map((amount) => amount ?? left);
}

function continuedGroup(
  { paymentGroupId }: PaymentInput,
  order: SandboxOrder,
): OrderPaymentGroup | undefined {
  if (paymentGroupId === undefined) return undefined;
  const group = order.paymentGroups.find(({ id }) => id === paymentGroupId);
  if (group?.state !== 'INITIAL') {
    throw new OccProblem(400, `Payment group ${paymentGroupId} cannot be completed.`, { errorCode: '28110' });
  }
  return group;
}

function requireCard(id: string, profile: Profile | undefined): ProfileSavedCard {
  const card = profile?.creditCards.find((each) => each.id === id);
  if (card === undefined) throw new OccProblem(400, 'There is no such stored card.', { errorCode: '28390' });
  return card;
}
