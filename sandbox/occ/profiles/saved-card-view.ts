import type { ProfileSavedCard } from './profiles.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a shopper sees of a stored card. OCC: listCreditCards. */
export function toStoreCard(card: ProfileSavedCard, at: Date): Json {
  return {
    savedCardId: card.id,
    repositoryId: card.id,
    nickname: card.nickname,
    nameOnCard: card.nameOnCard,
    cardType: card.cardType,
    cardNumber: card.cardNumber,
    expiryMonth: card.expiryMonth,
    expiryYear: card.expiryYear,
    iin: /^\d{6}/.exec(card.cardNumber)?.[0] ?? '',
    isDefault: card.isDefault,
    hasExpired: hasExpired(card, at),
    additionalInfo: null,
  };
}

/** The same with what only administrators and extensions may see: the gateway's token and properties. */
export function toAdminCard(card: ProfileSavedCard, at: Date): Json {
  return {
    ...toStoreCard(card, at),
    gatewayId: card.gatewayId,
    token: card.token,
    cardProps: card.cardProps,
  };
}

/** A card is good until the end of its month. */
function hasExpired({ expiryMonth, expiryYear }: ProfileSavedCard, at: Date): boolean {
  return at.getTime() >= Date.UTC(Number(expiryYear), Number(expiryMonth), 1);
}
