/** Merchant-initiated payments: they have to name one that the shopper initiated (credential on file). */
import type { LedgerPaymentRequest } from '../api/requests/schemas.ts';
import { toTrace, type Card } from '../model/card.ts';
import type { ValidationMode } from './follow-ons.ts';
import type { Ledger } from './ledger.ts';
import { invalid, missing, type RequestRefusal } from '../model/refusal.ts';
import type { TransactionInitiator, LedgerPayment } from '../model/transaction.ts';

const PREVIOUS =
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.previousTransactionId';

/** What the request says about consent. A saved card remembers the payment that it was saved with. */
export function toInitiator(request: LedgerPaymentRequest, card: Card): TransactionInitiator | undefined {
  const said = request.processingInformation.authorizationOptions?.initiator;
  if (!said) return undefined;
  const {
    type,
    credentialStoredOnFile,
    storedCredentialUsed,
    merchantInitiatedTransaction: initiated,
  } = said;
  const remembered = type === 'merchant' ? card.previousTransactionId : undefined;
  const previousTransactionId = initiated?.previousTransactionId ?? remembered;
  return {
    ...(type !== undefined && { type }),
    ...(credentialStoredOnFile !== undefined && { credentialStoredOnFile }),
    ...(storedCredentialUsed !== undefined && { storedCredentialUsed }),
    ...(initiated?.reason !== undefined && { reason: initiated.reason }),
    ...(previousTransactionId !== undefined && { previousTransactionId }),
  };
}

/**
 * Undefined when the payment may go ahead. A merchant-initiated one has to lead to a payment of the same merchant with
 * the same card; card networks decline others, we name the field. A lenient account takes any.
 */
export function whyNotInitiated(
  initiator: TransactionInitiator | undefined,
  { card, merchantId }: { readonly card: Card; readonly merchantId: string },
  ledger: Ledger,
  { lenient }: ValidationMode,
): RequestRefusal | undefined {
  if (initiator?.type !== 'merchant' || lenient) return undefined;
  if (initiator.previousTransactionId === undefined) return missing(PREVIOUS);
  const first = ledger.findByNetworkTransactionId(merchantId, initiator.previousTransactionId);
  return first && isSameCard(first, card) ? undefined : invalid(PREVIOUS);
}

function isSameCard({ card: first }: LedgerPayment, card: Card): boolean {
  const { prefix, suffix } = toTrace(card);
  return first.prefix === prefix && first.suffix === suffix;
}
