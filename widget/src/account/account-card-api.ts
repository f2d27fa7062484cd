import { toCardType, toPropertyTexts } from '../occ/order-payment.ts';
import type { PayerAuthenticationFlow } from '../payer-authentication/payer-authentication.ts';
import { MOST_CHALLENGES } from '../payment/challenge.ts';
import { toOrderAnswer } from '../payment/order-answer.ts';
import { isShopFault, type PaymentApi } from '../payment/payment-api.ts';
import { ShopperProblem, type CollectedCard, type CollectedPayment } from '../payment/payment-method.ts';
import { dig } from '../values/dig.ts';
import { randomBits } from '../values/random-bits.ts';

/** A billing address as the extension takes it. */
export interface AccountAddress {
  readonly address1: string;
  readonly address2: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  /** ISO 3166-1, two letters */
  readonly country: string;
}

/** What the vault has of a card's billing address. Rejects where it cannot be asked. */
export async function readCardAddress(
  { call }: Pick<PaymentApi, 'call'>,
  cardId: string,
): Promise<Partial<AccountAddress>> {
  const answer = await call(`/savedCards/billingAddress?id=${encodeURIComponent(cardId)}`);
  return dig(answer, ['billingAddress']) as Partial<AccountAddress>;
}

/** What the shopper says of a new card beside its digits. */
interface NewCardDetails {
  readonly nickname: string;
  readonly isDefault: boolean;
  readonly billingAddress: AccountAddress;
}

/** A sentence of the shop's for the shopper: why the card was declined. Empty where it has none. */
export class CardDeclined extends Error {}

interface Deps {
  readonly api: Pick<PaymentApi, 'call'>;
  readonly authentication: PayerAuthenticationFlow;
  /** Whether the site asks the issuer of cards. */
  readonly asksIssuer: () => boolean;
}

type NewCard = CollectedCard & Pick<CollectedPayment, 'customProperties' | 'authenticate'>;

/** The shop waits for its payment provider, and that one for the bank. */
const ADDITION_MS = 40_000;

/**
 * Adds a card to the shopper's account: verified without a charge, with the issuer's question where it has one. Rejects with
 * {@link CardDeclined} or a {@link ShopperProblem}: the card is then kept nowhere, but for `noAnswer`, after which it is unknown. The same
 * card can be added again in every case; it stays one entry.
 */
export function createAddNewCard({
  api,
  authentication,
  asksIssuer,
}: Deps): (card: NewCard, details: NewCardDetails) => Promise<void> {
  return async (card, { nickname, isDefault, billingAddress }) => {
    const additionId = randomBits();
    const [firstName = '', ...others] = card.nameOnCard.split(/\s+/);
    let payment: CollectedPayment = asksIssuer() ? await authentication.prepare(card) : card;
    for (let nth = 0; ; nth += 1) {
      const answer = await api
        .call(
          '/savedCards/add',
          {
            additionId,
            type: toCardType(card.cardTypeCode),
            maskedNumber: card.maskedNumber,
            nameOnCard: card.nameOnCard,
            expiryMonth: card.expiryMonth,
            expiryYear: card.expiryYear,
            ...(nickname !== '' && { nickname }),
            isDefault,
            billingAddress: { ...billingAddress, firstName, lastName: others.join(' ') || firstName },
            customProperties: toPropertyTexts(payment.customProperties),
          },
          ADDITION_MS,
        )
        .catch((problem: unknown) => {
          throw new ShopperProblem(isShopFault(problem) ? 'notAdded' : 'noAnswer');
        });
      const outcome = dig(answer, ['outcome']);
      if (outcome === 'saved') return;
      const wish =
        outcome === 'challenge' && nth < MOST_CHALLENGES
          ? toOrderAnswer({
              payments: [{ uiIntervention: true, customPaymentProperties: dig(answer, ['properties']) }],
            })
          : undefined;
      if (wish?.outcome !== 'challenge') throw new CardDeclined(sentenceIn(answer));
      payment = await authentication.fulfil(payment, wish.challenge);
    }
  };
}

function sentenceIn(answer: unknown): string {
  const message = dig(answer, ['message']);
  return typeof message === 'string' ? message : '';
}
