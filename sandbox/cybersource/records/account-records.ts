/** What an account holds beside its transactions: batches, Decision Manager's cases and lists, disputes, changed bank accounts and reports. */
import { createReviewCases, type ReviewCases } from './decisions/review-cases.ts';
import { createRiskLists, type RiskLists } from './decisions/risk-lists.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createReportDesk, type ReportDesk } from './reports/report-desk.ts';
import { EMPTY_ACCOUNT, SAMPLE_ACCOUNT } from './reports/sample-account.ts';
import { createAccountChanges, type AccountChanges } from './settlement/account-changes.ts';
import { createBatchFiles, type BatchFiles } from './settlement/batch-files.ts';
import { createBatches, type Batches, type BatchTimes } from './settlement/batches.ts';
import { createDisputes, type Disputes } from './settlement/disputes.ts';

/** The records of all merchants. */
export interface AccountRecords {
  readonly batches: Batches;
  readonly batchFiles: BatchFiles;
  readonly cases: ReviewCases;
  readonly riskLists: RiskLists;
  readonly disputes: Disputes;
  readonly accountChanges: AccountChanges;
  readonly reports: ReportDesk;
}

/** Empty records; with `lenient` those that CyberSource's samples ask for. */
export function createAccountRecords(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly lenient: boolean;
  readonly batchTimes: BatchTimes;
}): AccountRecords {
  const { ledger, now, lenient, batchTimes } = options;
  const account = lenient ? SAMPLE_ACCOUNT : EMPTY_ACCOUNT;
  return {
    batches: createBatches(ledger, now, batchTimes),
    batchFiles: createBatchFiles(account.batchFiles),
    cases: createReviewCases(ledger, now, account.cases),
    riskLists: createRiskLists(),
    disputes: createDisputes(),
    accountChanges: createAccountChanges(),
    reports: createReportDesk(account),
  };
}
