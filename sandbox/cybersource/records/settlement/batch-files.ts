/** Files of transactions that a merchant uploaded, each processed as one batch (CyberSource: transaction batches). */

/** One line of a file. */
export interface BatchFileLine {
  readonly reference: string;
  readonly status: 'ACCEPTED' | 'REJECTED';
}

/** One file. */
export interface BatchFile {
  readonly id: string;
  readonly merchantId: string;
  readonly uploadedAt: Date;
  readonly lines: readonly BatchFileLine[];
}

/** The files of all merchants. */
export interface BatchFiles {
  readonly add: (file: BatchFile) => void;
  readonly find: (merchantId: string, id: string) => BatchFile | undefined;
  readonly ofMerchant: (merchantId: string) => readonly BatchFile[];
  /** Forgets what was uploaded; the files that were there from the beginning stay. */
  readonly clear: () => void;
}

/** The given files and no others. */
export function createBatchFiles(initial: readonly BatchFile[]): BatchFiles {
  let files = initial;
  const ofMerchant = (merchantId: string): readonly BatchFile[] =>
    files.filter((file) => file.merchantId === merchantId);
  return {
    add: (file) => {
      files = [...files, file];
    },
    find: (merchantId, id) => ofMerchant(merchantId).find((file) => file.id === id),
    ofMerchant,
    clear: () => {
      files = initial;
    },
  };
}
