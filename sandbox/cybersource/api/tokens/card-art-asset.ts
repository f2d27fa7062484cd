/** Pictures of cards. CyberSource: TMS, card art: `/tms/v2/tokens/{instrumentIdentifierId}/{tokenProvider}/assets/{assetType}`. */
import { createHash } from 'node:crypto';
import type { SavedTokenizedCard, TokenizingNetwork } from '../../model/tokenized-card.ts';

/** The token services of the three networks. */
const PROVIDERS: Readonly<Record<TokenizingNetwork, string>> = {
  visa: 'vts',
  mastercard: 'mdes',
  americanexpress: 'amex',
};

const provider = ({ network }: SavedTokenizedCard): string => PROVIDERS[network ?? 'visa'];

/** An asset, and the member of `cardArt` that links to it. */
export interface CardArtAsset {
  readonly type: string;
  readonly member: string;
  readonly width: number;
  readonly height: number;
  readonly provider: (tokenizedCard: SavedTokenizedCard) => string;
}

/** CyberSource: TMS, `cardArt`. */
export const ASSET_TYPES: readonly CardArtAsset[] = [
  { type: 'card-art-combined', member: 'combinedAsset', width: 1536, height: 969, provider },
  { type: 'brand-logo', member: 'brandLogoAsset', width: 480, height: 240, provider },
  { type: 'issuer-logo', member: 'issuerLogoAsset', width: 480, height: 240, provider },
  { type: 'icon', member: 'iconAsset', width: 100, height: 100, provider },
];

/** Another picture has another id. */
export function toAssetId({ id, artRevision }: SavedTokenizedCard, type: string): string {
  return createHash('sha256').update(`${id} ${type} ${artRevision}`).digest('hex').slice(0, 32);
}

/** The asset's body: one picture, drawn for the card. */
export function toAssetBody(
  tokenizedCard: SavedTokenizedCard,
  { type, width, height }: CardArtAsset,
): object {
  const { network = '', card } = tokenizedCard;
  const id = toAssetId(tokenizedCard, type);
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="100%" height="100%" rx="24" fill="#${id.slice(0, 6)}"/>` +
    `<text x="50%" y="50%" fill="#fff" text-anchor="middle">${network} ${card.suffix}</text></svg>`;
  return {
    id,
    type,
    provider: provider(tokenizedCard),
    content: [{ type: 'image/svg+xml', data: Buffer.from(picture).toString('base64'), width, height }],
  };
}
