/** The book: append-only, with the indexes that CyberSource's calls ask by. */
import type { LedgerPayment, LedgerTransaction } from '../model/transaction.ts';

/** Everything that happened, per merchant where a merchant asks. */
export interface Ledger {
  readonly append: (transaction: LedgerTransaction) => void;
  readonly find: (merchantId: string, id: string) => LedgerTransaction | undefined;
  readonly findByMerchantTransactionId: (merchantId: string, id: string) => LedgerTransaction | undefined;
  /** The payment that the card network knows under this id. */
  readonly findByNetworkTransactionId: (merchantId: string, id: string) => LedgerPayment | undefined;
  /** A payment and all that was done to it, oldest first. */
  readonly family: (rootId: string) => readonly LedgerTransaction[];
  /** What carries this merchant reference, in capitals or not. */
  readonly ofReference: (merchantId: string, reference: string) => readonly LedgerTransaction[];
  readonly ofMerchant: (merchantId: string) => readonly LedgerTransaction[];
  readonly all: () => readonly LedgerTransaction[];
  readonly payments: () => readonly LedgerPayment[];
  readonly clear: () => void;
}

/** An empty book. */
export function createLedger(): Ledger {
  const transactions: LedgerTransaction[] = [];
  const byId = new Map<string, LedgerTransaction>();
  const byMerchantTransactionId = new Map<string, LedgerTransaction>();
  const byNetworkTransactionId = new Map<string, LedgerPayment>();
  const families = new Map<string, LedgerTransaction[]>();
  const byReference = new Map<string, LedgerTransaction[]>();

  return {
    append: (transaction) => {
      const { id, rootId, merchantId, merchantTransactionId, reference } = transaction;
      transactions.push(transaction);
      byId.set(id, transaction);
      if (merchantTransactionId)
        byMerchantTransactionId.set(`${merchantId} ${merchantTransactionId}`, transaction);
      if (transaction.kind === 'payment' && transaction.networkTransactionId !== undefined)
        byNetworkTransactionId.set(`${merchantId} ${transaction.networkTransactionId}`, transaction);
      addTo(families, rootId, transaction);
      if (reference !== undefined) addTo(byReference, referenceKey(merchantId, reference), transaction);
    },
    find: (merchantId, id) => {
      const found = byId.get(id);
      return found?.merchantId === merchantId ? found : undefined;
    },
    findByMerchantTransactionId: (merchantId, id) => byMerchantTransactionId.get(`${merchantId} ${id}`),
    findByNetworkTransactionId: (merchantId, id) => byNetworkTransactionId.get(`${merchantId} ${id}`),
    family: (rootId) => families.get(rootId) ?? [],
    ofReference: (merchantId, reference) => byReference.get(referenceKey(merchantId, reference)) ?? [],
    ofMerchant: (merchantId) => transactions.filter((transaction) => transaction.merchantId === merchantId),
    all: () => transactions,
    payments: () => transactions.filter((transaction) => transaction.kind === 'payment'),
    clear: () => {
      transactions.length = 0;
      for (const index of [byId, byMerchantTransactionId, byNetworkTransactionId, families, byReference])
        index.clear();
    },
  };
}

function addTo(index: Map<string, LedgerTransaction[]>, key: string, transaction: LedgerTransaction): void {
  const others = index.get(key);
  if (others) others.push(transaction);
  else index.set(key, [transaction]);
}

const referenceKey = (merchantId: string, reference: string): string =>
  `${merchantId} ${reference.toLowerCase()}`;
