/** Which notifications the vault sets off. CyberSource: webhooks, product `tokenManagement`. */
import type { InstrumentIdentifier } from '../../model/saved-token.ts';
import type { SavedTokenizedCard } from '../../model/tokenized-card.ts';
import type { NotificationEvent } from '../../notifications/notification-event.ts';
import type { TokenChange } from '../../tokens/token-changes.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';

const TYPES: Readonly<Record<TokenChange['kind'], readonly [eventType: string, type: string]>> = {
  provisioned: ['tms.networktoken.provisioned', 'tokenizedCardEnrollments'],
  'network-token-updated': ['tms.networktoken.updated', 'tokenizedCardUpdates'],
  created: ['tms.token.created', 'instrumentIdentifiers'],
  updated: ['tms.token.updated', 'instrumentIdentifierUpdates'],
  'number-updated': ['tms.token.pan_updated', 'instrumentIdentifierUpdates'],
};

/** The event of a change; `id` names it, and links lead to every token that is concerned. */
export function tokenEventOf(
  change: TokenChange,
  vault: TokenVault,
  id: string,
  at: Date,
): NotificationEvent {
  const [eventType, type] = TYPES[change.kind];
  const tokenizedCard = 'tokenizedCard' in change ? change.tokenizedCard : undefined;
  const { merchantId } = tokenizedCard ?? identifierIn(change);
  const identifier =
    'identifier' in change
      ? change.identifier
      : vault.identifiers.find(merchantId, change.tokenizedCard.identifierId);
  return {
    merchantId,
    eventType,
    at,
    data: {
      id,
      type,
      version: '1.0',
      reason: change.kind === 'provisioned' ? 'PROVISIONED' : 'TOKEN_STATUS_UPDATED',
      _links: toLinks(tokenizedCard, identifier, vault),
    },
  };
}

function identifierIn(change: TokenChange): InstrumentIdentifier {
  if ('identifier' in change) return change.identifier;
  throw new Error('A change of a network token has no identifier of its own.');
}

function toLinks(
  tokenizedCard: SavedTokenizedCard | undefined,
  identifier: InstrumentIdentifier | undefined,
  vault: TokenVault,
): object {
  const instruments = identifier ? vault.instrumentsWith(identifier) : [];
  const customers = new Set(instruments.flatMap(({ customerId }) => customerId ?? []));
  const card = tokenizedCard;
  return {
    ...(card && {
      'tokenized-cards': [
        { href: `/tms/v2/tokenized-cards/${card.id}`, id: card.id, ...(card.state && { state: card.state }) },
      ],
    }),
    ...(identifier && {
      instrumentIdentifiers: [{ href: `/tms/v1/instrumentidentifiers/${identifier.id}`, id: identifier.id }],
    }),
    ...(instruments.length > 0 && {
      paymentInstruments: instruments.map(({ id }) => ({ href: `/tms/v1/paymentinstruments/${id}`, id })),
    }),
    ...(customers.size > 0 && {
      customers: [...customers].map((id) => ({ href: `/tms/v2/customers/${id}`, id })),
    }),
  };
}
