/** What a request says about itself, as the ledger keeps it. */
import type { RequestOrigin, RequestReferences } from '../../model/transaction.ts';
import type { ClientReference } from './schemas.ts';

/** The merchant's reference and transaction id, and who sent it; nothing for what was not said. */
export function toReferences(reference: ClientReference | undefined): RequestReferences {
  const { code, transactionId, comments, applicationName, applicationVersion, applicationUser, partner } =
    reference ?? {};
  const origin: RequestOrigin = {
    ...(comments !== undefined && { comments }),
    ...(applicationName !== undefined && { applicationName }),
    ...(applicationVersion !== undefined && { applicationVersion }),
    ...(applicationUser !== undefined && { applicationUser }),
    ...(partner !== undefined && { partner }),
  };
  return {
    ...(code !== undefined && { reference: code }),
    ...(transactionId !== undefined && { merchantTransactionId: transactionId }),
    ...(Object.keys(origin).length > 0 && { origin }),
  };
}
