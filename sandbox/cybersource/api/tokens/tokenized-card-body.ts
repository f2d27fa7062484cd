import type { SavedTokenizedCard } from '../../model/tokenized-card.ts';
import { hiddenNumber } from '../../values/mask.ts';
import { ASSET_TYPES, toAssetId } from './card-art-asset.ts';

/** A network token on its own: `GET /tms/v2/tokenized-cards/{id}`. */
export function toTokenizedCardBody(tokenizedCard: SavedTokenizedCard): object {
  const { id, identifierId } = tokenizedCard;
  return {
    _links: {
      self: { href: `/tms/v2/tokenized-cards/${id}` },
      ...(identifierId !== undefined && {
        instrumentIdentifier: { href: `/tms/v1/instrumentidentifiers/${identifierId}` },
      }),
    },
    ...toTokenizedCardPart(tokenizedCard),
  };
}

/** A network token as a part of another body. CyberSource: TMS, `tokenizedCard`. Its number is masked. */
export function toTokenizedCardPart(tokenizedCard: SavedTokenizedCard): object {
  const { id, merchantId, source, state, reason, token, network, card, identifierId } = tokenizedCard;
  return {
    id,
    object: 'tokenizedCard',
    source,
    ...(state !== undefined && { state }),
    ...(reason !== undefined && { reason }),
    ...(network !== undefined && { type: network }),
    ...(token && {
      enrollmentId: token.enrollmentId,
      tokenReferenceId: token.referenceId,
      number: hiddenNumber(token.number),
      expirationMonth: token.expirationMonth,
      expirationYear: token.expirationYear,
      requestorId: token.requestorId,
      paymentAccountReference: token.paymentAccountReference,
    }),
    card,
    metadata: {
      creator: merchantId,
      ...(token && identifierId !== undefined && { cardArt: toCardArt(tokenizedCard, identifierId) }),
    },
  };
}

function toCardArt(tokenizedCard: SavedTokenizedCard, identifierId: string): object {
  return Object.fromEntries(
    ASSET_TYPES.map(({ type, member, provider }) => [
      member,
      {
        id: toAssetId(tokenizedCard, type),
        _links: {
          self: {
            href: `/tms/v2/tokens/${identifierId}/${provider(tokenizedCard)}/assets/${type}`,
          },
        },
      },
    ]),
  );
}
