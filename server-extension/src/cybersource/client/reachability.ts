import { Problem } from '../../domain/problem.ts';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { ClientFor } from './client.ts';

/** Asks CyberSource whether it answers this account. Rejects with a Problem that says what is wrong. */
export type ReachGateway = (account: GatewayAccount, deadlineMs: number) => Promise<void>;

/** The details of a transaction that cannot be there: CyberSource checks the signature, finds nothing and says 404. */
const NO_TRANSACTION = '0';

export function createReachGateway(clientFor: ClientFor): ReachGateway {
  return async (account, deadlineMs) => {
    const reply = await clientFor(account).send(
      (operations) => operations.transactionDetails(NO_TRANSACTION),
      deadlineMs,
    );
    if (reply.kind === 'silent')
      throw new Problem(
        'gateway-failure',
        `CyberSource cannot be reached (${reply.cause}). Check network, proxy and CyberSource’s status page.`,
      );
    if (reply.status === 401 || reply.status === 403)
      throw new Problem(
        'gateway-failure',
        `CyberSource refuses the credentials (HTTP ${reply.status}). Check the gateway settings of the site; the log line credentials.refused names them.`,
      );
    if (reply.status >= 500)
      throw new Problem(
        'gateway-failure',
        `CyberSource answers HTTP ${reply.status}. Check CyberSource’s status page; payments are recovered by themselves.`,
      );
  };
}
