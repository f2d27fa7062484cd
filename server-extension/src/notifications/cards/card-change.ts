import type { ProfileCardChange, SavedProfileCard, VaultedCardState } from '../ports.ts';

/**
 * What has to change in the shop so that its card is as the gateway's vault has it; undefined when it is. What is deleted
 * stays deleted: a network token that was deleted does not come back under its id.
 */
export function changeOf(known: SavedProfileCard, vaulted: VaultedCardState): ProfileCardChange | undefined {
  if (vaulted.kind === 'deleted') return { id: known.id, removed: true };
  const { networkToken } = known;
  const isDeleted = networkToken?.state === 'DELETED' && networkToken.id === vaulted.networkToken?.id;
  const card = isDeleted ? { ...vaulted, networkToken } : vaulted;
  const isSame =
    isKept(card.lastDigits, known.lastDigits) &&
    isKept(card.expirationMonth, known.expirationMonth) &&
    isKept(card.expirationYear, known.expirationYear) &&
    isKept(card.state, known.state ?? 'ACTIVE') &&
    card.networkToken?.state === known.networkToken?.state &&
    card.networkToken?.id === known.networkToken?.id;
  return isSame ? undefined : { id: known.id, card };
}

/** What the vault does not state is kept. */
function isKept(vaulted: string | undefined, known: string | undefined): boolean {
  return vaulted === undefined || vaulted === known;
}
