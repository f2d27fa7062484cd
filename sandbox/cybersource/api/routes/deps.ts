import type { AccountRecords } from '../../records/account-records.ts';
import type { FaultQueue } from '../http/fault-queue.ts';
import type { Ids } from '../../values/ids.ts';
import type { Authentications } from '../../payer-authentication/authentications.ts';
import type { ValidationMode } from '../../ledger/follow-ons.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TriggerTable } from '../../ledger/trigger-table.ts';
import type { CardSources } from '../../tokens/resolve-card.ts';

/** What the endpoints are built from. */
export interface EndpointDeps extends CardSources, AccountRecords {
  readonly ledger: Ledger;
  readonly authentications: Authentications;
  /** How long the card network's directory server is waited for, in milliseconds. */
  readonly directoryTimeoutMs: number;
  readonly triggers: TriggerTable;
  readonly desk: FaultQueue;
  readonly ids: Ids;
  readonly now: () => Date;
  readonly rules: AccountRules;
  /** How long a transaction stays invisible to search and details, in milliseconds. */
  readonly searchLagMs: () => number;
}

/** How the account is set up. */
export interface AccountRules extends ValidationMode {
  /** What the void of a capture does to the hold behind it: give it up (CyberSource's way), or leave it open. */
  readonly voidedCapture: 'reverses-hold' | 'reopens-hold';
}
