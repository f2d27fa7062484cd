import type { PaymentInput } from '../orders/order-request.ts';
import type { PaymentWebhookResponse } from '../webhooks/payment-answer.ts';
import { maskCardNumber, type Profile, type Profiles, type ProfileSavedCard } from '../profiles/profiles.ts';

/** Keeps the card of an accepted payment when the gateway returned a token for it. */
export function saveCard(
  profiles: Profiles,
  profile: Profile,
  input: Pick<
    PaymentInput,
    'cardType' | 'nameOnCard' | 'cardNumber' | 'expiryMonth' | 'expiryYear' | 'setAsDefault'
  > & { nickname?: string | undefined },
  { token, cardProps }: PaymentWebhookResponse,
  gatewayId: string,
): ProfileSavedCard | undefined {
  if (token === undefined) return undefined;
  const cardNumber = maskCardNumber(input.cardNumber ?? '');
  return profiles.save(
    profile,
    {
      gatewayId,
      nickname: input.nickname ?? `${input.cardType ?? 'card'} ${cardNumber.slice(-4)}`,
      nameOnCard: input.nameOnCard ?? '',
      cardType: input.cardType ?? '',
      cardNumber,
      expiryMonth: input.expiryMonth ?? '',
      expiryYear: input.expiryYear ?? '',
      token,
      cardProps,
    },
    { asDefault: input.setAsDefault },
  );
}
