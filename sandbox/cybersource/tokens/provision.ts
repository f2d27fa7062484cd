/** Network tokens: which cards get one, and what it looks like. CyberSource: network tokens. */
import { hasExpired } from '../model/card.ts';
import type { NetworkToken, SavedTokenizedCard, TokenizingNetwork } from '../model/tokenized-card.ts';
import type { Ids } from '../values/ids.ts';
import { passesLuhn } from '../values/ids.ts';
import type { TokenVault } from './token-vault.ts';

/** The card that a token is asked for. */
export interface ProvisioningRequest {
  readonly merchantId: string;
  readonly number: string;
  /** Three digits. */
  readonly type: string;
  readonly expirationMonth?: string | undefined;
  readonly expirationYear?: string | undefined;
  readonly source?: SavedTokenizedCard['source'] | undefined;
  /** The instrument identifier that the token belongs to. */
  readonly identifierId?: string | undefined;
}

/** What provisioning needs. */
export interface ProvisioningDeps {
  readonly vault: TokenVault;
  readonly ids: Ids;
  readonly now: () => Date;
}

/** The networks that give tokens, with the beginnings and lengths of their tokens. */
const NETWORKS: Readonly<
  Partial<
    Record<string, { readonly network: TokenizingNetwork; readonly prefix: string; readonly length: number }>
  >
> = {
  '001': { network: 'visa', prefix: '489537', length: 16 },
  '002': { network: 'mastercard', prefix: '520473', length: 16 },
  '003': { network: 'americanexpress', prefix: '379999', length: 15 },
};

/** Years that a token lasts when nothing is known of the card's expiry. */
const YEARS = 3;

/**
 * The card's token; the one that it has already when it has one that was not deleted. A card that the network gives no token
 * gets a tokenized card with a reason in place of one.
 */
export function provision(request: ProvisioningRequest, deps: ProvisioningDeps): SavedTokenizedCard {
  const { vault, ids } = deps;
  const { merchantId, type, number, expirationMonth, expirationYear, identifierId } = request;
  const identifier = vault.identifiers.find(merchantId, identifierId);
  const known = vault.tokenizedCards.find(merchantId, identifier?.tokenizedCardId);
  if (known?.token && known.state !== 'DELETED') return known;

  const rule = NETWORKS[type];
  const reason = whyNot(request, rule !== undefined, deps.now());
  const tokenizedCard = vault.tokenizedCards.put({
    merchantId,
    id: ids.token(),
    source: request.source ?? 'ONFILE',
    card: {
      type,
      suffix: number.slice(-4),
      ...(expirationMonth !== undefined && { expirationMonth }),
      ...(expirationYear !== undefined && { expirationYear }),
    },
    artRevision: 0,
    ...(identifier && { identifierId: identifier.id }),
    ...(rule && { network: rule.network }),
    ...(reason === undefined && rule
      ? { state: 'ACTIVE', token: toNetworkToken(rule, request, deps) }
      : { reason: reason ?? 'CARD_NOT_ELIGIBLE' }),
  });
  if (identifier) vault.identifiers.put({ ...identifier, tokenizedCardId: tokenizedCard.id });
  if (tokenizedCard.token) vault.tell({ kind: 'provisioned', tokenizedCard });
  return tokenizedCard;
}

function whyNot(
  { number, type, expirationMonth, expirationYear }: ProvisioningRequest,
  isEligible: boolean,
  now: Date,
): SavedTokenizedCard['reason'] {
  if (!isEligible) return 'CARD_NOT_ELIGIBLE';
  const expiry = {
    ...(expirationMonth !== undefined && { expirationMonth }),
    ...(expirationYear !== undefined && { expirationYear }),
  };
  const isGenuine = passesLuhn(number) && !hasExpired({ number, type, ...expiry }, now);
  return isGenuine ? undefined : 'CARD_VERIFICATION_FAILED';
}

function toNetworkToken(
  { prefix, length }: { readonly prefix: string; readonly length: number },
  { expirationMonth, expirationYear }: ProvisioningRequest,
  { ids, now }: ProvisioningDeps,
): NetworkToken {
  return {
    number: ids.networkToken(prefix, length),
    expirationMonth: expirationMonth ?? '12',
    expirationYear: expirationYear ?? String(now().getUTCFullYear() + YEARS),
    enrollmentId: ids.uuid(),
    referenceId: ids.token(),
    requestorId: REQUESTOR_ID,
    // 29 characters. EMVCo: payment account reference.
    paymentAccountReference: `V001${ids.token().slice(0, 25)}`,
    cryptograms: 0,
  };
}

/** Eleven digits that name the asker to the card networks; the sandbox asks for all its merchants. */
const REQUESTOR_ID = '40010052242';
