/**
 * What CyberSource's public test account `testrest` holds already: its sample programs ask for these records by id and date
 * (github.com/CyberSource/cybersource-rest-samples-node, Samples/Reporting, RiskManagement and TransactionBatches). Only in
 * the lenient mode, which is made for them.
 */
import type { DecisionCase } from '../decisions/review-cases.ts';
import { TESTREST } from '../../access/merchants/merchants.ts';
import type { BatchFile } from '../settlement/batch-files.ts';
import type { AdhocReport, ReportSubscription } from './report-desk.ts';

/** Records that stand in the account from the beginning. */
export interface SampleAccount {
  readonly cases: readonly DecisionCase[];
  readonly reports: readonly AdhocReport[];
  readonly subscriptions: readonly ReportSubscription[];
  readonly batchFiles: readonly BatchFile[];
}

const CASE = {
  merchantId: TESTREST.id,
  queue: 'Review Queue',
  profile: 'Default Profile',
  notes: [],
} as const;

const ORDER = {
  organizationId: TESTREST.id,
  definitionName: 'TransactionRequestClass',
  fields: ['Request.RequestID', 'Request.TransactionDate', 'Request.MerchantID'],
  mimeType: 'application/xml',
  timezone: 'GMT',
} as const;

const SUBSCRIPTION = {
  ...ORDER,
  frequency: 'WEEKLY',
  startTime: '0900',
  startDay: 1,
  type: 'CUSTOM',
} as const;

/** An account without any of it. */
export const EMPTY_ACCOUNT: SampleAccount = { cases: [], reports: [], subscriptions: [], batchFiles: [] };

/** The account as the samples expect it. */
export const SAMPLE_ACCOUNT: SampleAccount = {
  cases: [
    { ...CASE, requestId: '5825489395116729903003', openedAt: new Date('2020-02-24T12:55:39Z') },
    {
      ...CASE,
      requestId: '5531563236726263603004',
      reference: 'TC50171_3',
      openedAt: new Date('2019-03-21T08:18:43Z'),
      decision: {
        newDecision: 'ACCEPT',
        reviewer: TESTREST.id,
        comments: 'Address confirmed by telephone',
        at: new Date('2019-03-21T09:02:10Z'),
      },
    },
  ],
  reports: [
    {
      ...ORDER,
      id: '79642c43-2368-0cd5-e053-a2588e0a7b3c',
      name: 'Demo_Report',
      window: { from: new Date('2018-09-30T00:00:00Z'), to: new Date('2018-10-01T00:00:00Z') },
      orderedAt: new Date('2018-10-01T00:05:00Z'),
    },
    {
      ...ORDER,
      id: 'a2d1c1f0-7c4b-0cd6-e053-a2588e0a1f52',
      name: 'testrest_v1',
      window: { from: new Date('2020-04-01T00:00:00Z'), to: new Date('2020-04-02T00:00:00Z') },
      orderedAt: new Date('2020-04-02T00:05:00Z'),
    },
  ],
  subscriptions: [
    { ...SUBSCRIPTION, name: 'createsubscription_report' },
    { ...SUBSCRIPTION, name: 'testrest_v2' },
  ],
  batchFiles: [
    {
      id: 'Owcyk6pl',
      merchantId: TESTREST.id,
      uploadedAt: new Date('2019-06-03T10:00:00Z'),
      lines: [{ reference: 'TC50171_3', status: 'ACCEPTED' }],
    },
    {
      id: '12345',
      merchantId: TESTREST.id,
      uploadedAt: new Date('2019-08-30T10:00:00Z'),
      lines: [
        { reference: 'TC50171_3', status: 'ACCEPTED' },
        { reference: 'TC50171_4', status: 'REJECTED' },
      ],
    },
  ],
};
