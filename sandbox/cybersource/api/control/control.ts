/** What tests and people may do to the sandbox that no merchant could do to CyberSource. */
import type { AccountRecords } from '../../records/account-records.ts';
import type { Trigger } from '../../../triggers.ts';
import type { SandboxClock, ClockSetting } from '../../values/clock.ts';
import type { Calls, ReceivedCall } from '../http/calls.ts';
import type { FaultQueue, FaultOrder } from '../http/fault-queue.ts';
import { isVoided, toSums, type LedgerTotals } from '../../ledger/ledger-totals.ts';
import type { Ids } from '../../values/ids.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TriggerTable } from '../../ledger/trigger-table.ts';
import type { LedgerPayment, LedgerTransaction } from '../../model/transaction.ts';
import { masked } from '../../values/mask.ts';
import type { CertifiedKey } from '../../access/encryption/identity.ts';
import type { MerchantDirectory } from '../../access/merchants/merchant-directory.ts';
import type { DeviceProfile, DeviceProfiles } from '../../device-fingerprint/device-profiles.ts';
import type { Authentications } from '../../payer-authentication/authentications.ts';
import type { Merchant } from '../../access/merchants/merchants.ts';
import type { CaseDecision, DecisionCase, ReviewCases } from '../../records/decisions/review-cases.ts';
import type { SettlementChange, SettlementItem } from '../../records/settlement/batches.ts';
import type { Dispute } from '../../records/settlement/disputes.ts';
import type { Notifications } from '../../notifications/notifications.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import {
  createIssuerControl,
  createNotificationControl,
  type IssuerControl,
  type NotificationControl,
} from './notification-control.ts';

/** A payment (or a stand-alone credit) with what was done to it and what that adds up to, in minor units. */
export interface LedgerView {
  readonly transactions: readonly LedgerTransaction[];
  readonly voided: readonly string[];
  readonly sums?: LedgerTotals;
}

/** Which part of the ledger to show. */
export interface LedgerFilter {
  readonly reference?: string | undefined;
  readonly merchantId?: string | undefined;
}

/** The control API, as functions. */
export interface Control {
  readonly ledger: (filter?: LedgerFilter) => readonly LedgerView[];
  readonly calls: () => readonly ReceivedCall[];
  /** The browsers that the device fingerprint has looked at. */
  readonly deviceProfiles: () => readonly DeviceProfile[];
  readonly orderFault: (order: FaultOrder) => void;
  readonly pendingFaults: () => readonly FaultOrder[];
  readonly clearFaults: () => void;
  readonly setSearchLagMs: (milliseconds: number) => void;
  readonly searchLagMs: () => number;
  readonly setClock: (setting: ClockSetting) => void;
  readonly now: () => Date;
  /** A row that goes before the table until the next reset. */
  readonly addTrigger: (row: Trigger) => void;
  readonly triggers: () => readonly Trigger[];
  readonly clearTriggers: () => void;
  /** Closes every merchant's batch: what was captured, refunded or credited so far cannot be voided any more. */
  readonly closeBatch: () => void;
  /** The acquirer pays out all closed batches. */
  readonly settleBatches: () => void;
  readonly settlements: (merchantId: string) => readonly SettlementItem[];
  /** The acquirer refuses a transaction, takes another amount, none at all, or one that was voided. Throws when there is no such transaction. */
  readonly changeSettlement: (id: string, change: SettlementChange) => void;
  readonly addDispute: (dispute: Omit<Dispute, 'at'>) => void;
  readonly cases: (merchantId: string) => readonly DecisionCase[];
  /** A reviewer decides in the Business Center. Throws when there is no such open case. */
  readonly decideCase: (merchantId: string, requestId: string, decision: Omit<CaseDecision, 'at'>) => void;
  readonly onCaseDecided: ReviewCases['onDecided'];
  readonly notifications: NotificationControl;
  readonly issuer: IssuerControl;
  /** Adds a merchant, or more keys and certificates to one. Throws when another merchant owns one of them. */
  readonly addMerchant: (merchant: Merchant) => void;
  /** From now on nothing is believed that this key or certificate signed; false when there is none of that id. */
  readonly retireKey: (keyId: string) => boolean;
  /** The certificate that requests are encrypted for, PEM. */
  readonly mleCertificate: () => Promise<string>;
  /** Forgets all transactions, calls, saved cards, faults and added triggers. Merchants, clock, lag, subscriptions and their keys stay. */
  readonly reset: () => void;
}

/** What is controlled. */
export interface ControlledParts extends AccountRecords {
  readonly ledger: Ledger;
  readonly calls: Calls;
  readonly desk: FaultQueue;
  readonly ids: Ids;
  readonly clock: SandboxClock;
  readonly triggers: TriggerTable;
  readonly savedCards: TokenVault;
  readonly notifications: Notifications;
  readonly authentications: Authentications;
  readonly deviceProfiles: DeviceProfiles;
  readonly merchants: MerchantDirectory;
  readonly gateway: () => Promise<CertifiedKey>;
  /** Closes the batches of all merchants and tells those who subscribed to it. */
  readonly closeBatch: () => void;
  /** Puts the tokens of CyberSource's samples into an empty vault. */
  readonly addSamples: () => void;
}

/** Builds the functions over the parts that they control. */
export function createControl(parts: ControlledParts, initialSearchLagMs: number): Control {
  const { ledger, calls, desk, ids, clock, triggers, savedCards, authentications, merchants, gateway } =
    parts;
  const { batches, batchFiles, cases, riskLists, disputes, accountChanges, reports } = parts;
  let searchLagMs = initialSearchLagMs;
  return {
    ledger: (filter = {}) => toViews(ledger, filter),
    calls: calls.list,
    deviceProfiles: parts.deviceProfiles.list,
    orderFault: desk.order,
    pendingFaults: desk.pending,
    clearFaults: desk.clear,
    setSearchLagMs: (milliseconds) => {
      searchLagMs = milliseconds;
    },
    searchLagMs: () => searchLagMs,
    setClock: clock.set,
    now: clock.now,
    addTrigger: triggers.add,
    triggers: triggers.rows,
    clearTriggers: triggers.clear,
    closeBatch: parts.closeBatch,
    settleBatches: batches.settle,
    settlements: batches.items,
    changeSettlement: (id, change) => {
      if (!batches.change(id, change)) throw new Error(`No transaction ${id} moves money.`);
    },
    addDispute: (dispute) => {
      disputes.add({ ...dispute, at: clock.now() });
    },
    cases: cases.ofMerchant,
    decideCase: (merchantId, requestId, decision) => {
      if (!cases.decide(merchantId, requestId, decision))
        throw new Error(`There is no open case ${requestId}.`);
    },
    onCaseDecided: cases.onDecided,
    notifications: createNotificationControl(parts.notifications, ids, clock.now),
    issuer: createIssuerControl(savedCards, accountChanges, clock.now),
    addMerchant: merchants.add,
    retireKey: merchants.retire,
    mleCertificate: async () => (await gateway()).certificate.toString(),
    reset: () => {
      const { sender } = parts.notifications;
      const own = [sender, ledger, batches, batchFiles, cases, riskLists, disputes, accountChanges, reports];
      for (const part of [...own, calls, desk, triggers, savedCards, authentications, parts.deviceProfiles])
        part.clear();
      ids.restart();
      parts.addSamples();
    },
  };
}

function toViews(ledger: Ledger, { reference, merchantId }: LedgerFilter): readonly LedgerView[] {
  return ledger
    .all()
    .filter(({ id, rootId }) => id === rootId)
    .filter((root) => merchantId === undefined || root.merchantId === merchantId)
    .map(({ rootId }) => ledger.family(rootId))
    .filter((family) => reference === undefined || family.some((entry) => entry.reference === reference))
    .map(toView);
}

function toView(family: readonly LedgerTransaction[]): LedgerView {
  const payment = family.find((entry): entry is LedgerPayment => entry.kind === 'payment');
  return {
    transactions: family.map((entry) => masked(entry) as LedgerTransaction),
    voided: family.filter(({ id }) => isVoided(id, family)).map(({ id }) => id),
    ...(payment && { sums: toSums(payment, family) }),
  };
}
