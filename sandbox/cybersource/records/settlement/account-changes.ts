/** What banks say of accounts whose eChecks they corrected. CyberSource: Notification of Change report. */

/** Why a bank corrects an account, in the codes of NACHA's notifications of change. */
type AccountChangeCode = 'C01' | 'C02' | 'C03' | 'C05' | 'C06' | 'C07';

/** An account as the bank has it now. */
export interface AccountChange {
  readonly merchantId: string;
  readonly code: AccountChangeCode;
  /** `checking`, `savings` …; undefined where no instrument says it. */
  readonly accountType?: string;
  readonly routingNumber: string;
  /** Masked but for the last digits. */
  readonly accountNumber: string;
  readonly consumerName: string;
  readonly at: Date;
}

/** The changes of all merchants; only the control API makes them. */
export interface AccountChanges {
  readonly add: (change: AccountChange) => void;
  /** Oldest first. */
  readonly ofMerchant: (merchantId: string) => readonly AccountChange[];
  readonly clear: () => void;
}

/** No bank has changed anything yet. */
export function createAccountChanges(): AccountChanges {
  let changes: readonly AccountChange[] = [];
  return {
    add: (change) => {
      changes = [...changes, change];
    },
    ofMerchant: (merchantId) => changes.filter((change) => change.merchantId === merchantId),
    clear: () => {
      changes = [];
    },
  };
}

/** The code for what is corrected: number, routing number, type of the account. */
export function toAccountChangeCode(corrected: {
  readonly number: boolean;
  readonly routingNumber: boolean;
  readonly accountType: boolean;
}): AccountChangeCode {
  const { number, routingNumber, accountType } = corrected;
  // There is no code for routing number and type alone: then all three are stated.
  if (accountType && routingNumber) return 'C07';
  if (accountType) return number ? 'C06' : 'C05';
  if (number && routingNumber) return 'C03';
  return routingNumber ? 'C02' : 'C01';
}
