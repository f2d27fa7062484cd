/**
 * The calls that CyberSource's Node sample programs make, with their parameters: Samples/Reporting, RiskManagement,
 * TransactionBatches and TransactionSearch of github.com/CyberSource/cybersource-rest-samples-node.
 */
import { writeFile, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { at } from '../client.ts';
import { callLibrary, downloadWithLibrary, model, type LibraryAnswer } from '../official-client.ts';

const ORDER = {
  reportDefinitionName: 'TransactionRequestClass',
  reportFields: ['Request.RequestID', 'Request.TransactionDate', 'Request.MerchantID'],
  reportMimeType: 'application/xml',
  timezone: 'GMT',
};
const ACCOUNT = { organizationId: 'testrest' };
const ADDRESS = {
  address1: '1234 Sample St.',
  locality: 'California',
  country: 'US',
  administrativeArea: 'CA',
  postalCode: '94043',
};

interface Sample {
  readonly name: string;
  readonly api: string;
  readonly operation: string;
  readonly input: readonly unknown[];
  readonly status: number;
  /** A path into the answer's body, and what stands there. */
  readonly finds?: readonly [path: string, value: unknown];
}

const sample = (
  api: string,
  operation: string,
  input: readonly unknown[],
  status = 200,
  finds?: Sample['finds'],
): Sample => ({ name: operation, api, operation, input, status, ...(finds && { finds }) });

const samples: readonly Sample[] = [
  sample('ReportDefinitionsApi', 'getResourceV2Info', [{}], 200, [
    'reportDefinitions.0.reportDefinitionId',
    210,
  ]),
  sample(
    'ReportDefinitionsApi',
    'getResourceInfoByReportDefinition',
    ['AcquirerExceptionDetailClass', ACCOUNT],
    200,
    ['reportDefintionName', 'AcquirerExceptionDetailClass'],
  ),
  sample(
    'ReportsApi',
    'createReport',
    [
      model('CreateAdhocReportRequest', {
        ...ORDER,
        reportName: 'testrest_v2',
        reportStartTime: '2020-03-01T12:30:00.000+05:30',
        reportEndTime: '2020-03-02T12:30:00.000+05:30',
        reportPreferences: { signedAmounts: true, fieldNameConvention: 'SOAPI' },
      }),
      ACCOUNT,
    ],
    201,
  ),
  sample(
    'ReportsApi',
    'searchReports',
    ['2020-04-01T00:00:00Z', '2020-04-03T23:59:59Z', 'executedTime', { reportMimeType: 'application/xml' }],
    200,
    ['reportSearchResults.0.reportName', 'testrest_v1'],
  ),
  sample('ReportsApi', 'getReportByReportId', ['79642c43-2368-0cd5-e053-a2588e0a7b3c', ACCOUNT], 200, [
    'reportName',
    'Demo_Report',
  ]),
  sample('ReportSubscriptionsApi', 'getAllSubscriptions', [{}], 200, [
    'subscriptions.0.reportName',
    'TransactionRequestReport_Daily_Classic',
  ]),
  sample('ReportSubscriptionsApi', 'getSubscription', ['createsubscription_report', {}], 200, [
    'reportFrequency',
    'WEEKLY',
  ]),
  sample(
    'ReportSubscriptionsApi',
    'createSubscription',
    [
      model('CreateReportSubscriptionRequest', {
        ...ORDER,
        reportFrequency: 'WEEKLY',
        reportName: 'testrest_subcription_v1',
        startTime: '0900',
        startDay: 1,
      }),
      {},
    ],
    201,
  ),
  sample(
    'ReportSubscriptionsApi',
    'createStandardOrClassicSubscription',
    [
      model('PredefinedSubscriptionRequestBean', {
        reportDefinitionName: 'TransactionRequestClass',
        subscriptionType: 'CLASSIC',
      }),
      {},
    ],
    200,
  ),
  sample('ReportSubscriptionsApi', 'deleteSubscription', ['testrest_v2', {}]),
  sample(
    'ConversionDetailsApi',
    'getConversionDetail',
    ['2019-03-21T00:00:00Z', '2019-03-21T23:00:00Z', ACCOUNT],
    200,
    ['conversionDetails.0.newDecision', 'ACCEPT'],
  ),
  sample('NetFundingsApi', 'getNetFundingDetails', ['2019-08-01T00:00:00Z', '2019-09-01T23:59:59Z', ACCOUNT]),
  sample('NotificationOfChangesApi', 'getNotificationOfChangeReport', [
    '2019-09-01T12:00:00Z',
    '2019-09-10T12:00:00Z',
  ]),
  sample('PaymentBatchSummariesApi', 'getPaymentBatchSummary', [
    '2019-05-01T12:00:00Z',
    '2019-08-30T12:00:00Z',
    ACCOUNT,
  ]),
  sample('PurchaseAndRefundDetailsApi', 'getPurchaseAndRefundDetails', [
    '2020-01-01T12:00:00Z',
    '2020-01-30T12:00:00Z',
    {
      ...ACCOUNT,
      paymentSubtype: 'VI',
      viewBy: 'requestDate',
      groupName: 'groupName',
      offset: 20,
      limit: 2000,
    },
  ]),
  sample('InterchangeClearingLevelDetailsApi', 'getInterchangeClearingLevelDetails', [
    '2024-08-01T00:00:00Z',
    '2024-09-01T23:59:59Z',
    ACCOUNT,
  ]),
  sample('ChargebackDetailsApi', 'getChargebackDetails', [
    '2021-07-01T00:00:00Z',
    '2021-09-01T23:59:59Z',
    ACCOUNT,
  ]),
  sample('ChargebackSummariesApi', 'getChargebackSummaries', [
    '2024-08-01T00:00:00Z',
    '2024-09-01T23:59:59Z',
    ACCOUNT,
  ]),
  sample('RetrievalDetailsApi', 'getRetrievalDetails', [
    '2021-07-01T00:00:00Z',
    '2021-09-01T23:59:59Z',
    ACCOUNT,
  ]),
  sample('RetrievalSummariesApi', 'getRetrievalSummary', [
    '2024-08-01T00:00:00Z',
    '2024-09-01T23:59:59Z',
    ACCOUNT,
  ]),
  sample(
    'TransactionBatchesApi',
    'getTransactionBatches',
    ['2019-05-22T01:47:57.000Z', '2019-07-22T22:47:57.000Z'],
    200,
    ['transactionBatches.0.id', 'Owcyk6pl'],
  ),
  sample('TransactionBatchesApi', 'getTransactionBatchId', ['Owcyk6pl'], 200, [
    'acceptedTransactionCount',
    1,
  ]),
  sample(
    'SearchTransactionsApi',
    'createSearch',
    [
      {
        save: false,
        name: 'MRN',
        timezone: 'America/Chicago',
        query: 'clientReferenceInformation.code:TC50171_3 AND submitTimeUtc:[NOW/DAY-7DAYS TO NOW/DAY+1DAY}',
        offset: 0,
        limit: 100,
        sort: 'id:asc,submitTimeUtc:asc',
      },
    ],
    201,
  ),
  sample(
    'DecisionManagerApi',
    'addNegative',
    [
      'negative',
      model('AddNegativeListRequest', {
        orderInformation: {
          address: ADDRESS,
          billTo: { firstName: 'John', lastName: 'Doe', email: 'listed@example.com' },
        },
        paymentInformation: {},
        clientReferenceInformation: { code: '54323007' },
        riskInformation: { markingDetails: { action: 'add' } },
      }),
    ],
    201,
    ['status', 'COMPLETED'],
  ),
  sample(
    'DecisionManagerApi',
    'fraudUpdate',
    [
      '5825489395116729903003',
      model('FraudMarkingActionRequest', {
        riskInformation: {
          markingDetails: {
            notes: 'Adding this transaction as suspect',
            reason: 'suspected',
            fieldsIncluded: ['customer_email', 'customer_phone'],
            action: 'add',
          },
        },
        clientReferenceInformation: { code: '12345' },
      }),
    ],
    201,
  ),
  sample(
    'DecisionManagerApi',
    'commentDecisionManagerCase',
    ['5825489395116729903003', model('CaseManagementCommentsRequest', { comments: 'Called the customer' })],
    201,
    ['status', 'COMPLETED'],
  ),
  sample(
    'DecisionManagerApi',
    'actionDecisionManagerCase',
    [
      '5825489395116729903003',
      model('CaseManagementActionsRequest', { decisionInformation: { decision: 'ACCEPT', comments: 'ok' } }),
    ],
    200,
    ['status', 'ACCEPTED'],
  ),
  sample(
    'DecisionManagerApi',
    'createBundledDecisionManagerCase',
    [
      {
        clientReferenceInformation: { code: '54323007' },
        paymentInformation: {
          card: { number: '4444444444444448', expirationMonth: '12', expirationYear: 2035 },
        },
        orderInformation: { amountDetails: { currency: 'USD', totalAmount: '144.14' }, billTo: ADDRESS },
      },
    ],
    201,
    ['errorInformation.reason', 'SCORE_EXCEEDS_THRESHOLD'],
  ),
  sample(
    'VerificationApi',
    'verifyCustomerAddress',
    [
      {
        clientReferenceInformation: { code: 'addressEg', comments: 'dav-All fields' },
        orderInformation: {
          billTo: { ...ADDRESS, address2: '1' },
          shipTo: { ...ADDRESS, address2: ' ', address3: '' },
          lineItems: [{ unitPrice: '120.50', quantity: 3 }],
        },
        buyerInformation: { merchantCustomerId: 'ABCD' },
      },
    ],
    201,
    ['status', 'COMPLETED'],
  ),
  sample(
    'VerificationApi',
    'validateExportCompliance',
    [
      {
        clientReferenceInformation: { code: 'verification example' },
        orderInformation: {
          billTo: { ...ADDRESS, firstName: 'Suman', lastName: 'Kumar' },
          shipTo: { country: 'be' },
        },
        exportComplianceInformation: { addressOperator: 'and', sanctionLists: ['abc'] },
      },
    ],
    201,
    ['status', 'COMPLETED'],
  ),
  sample('DownloadDTDApi', 'getDTDV2', ['TransactionRequestClass']),
  sample('DownloadXSDApi', 'getXSDV2', ['DecisionManagerDetailReport']),
];

describe('CyberSource’s sample programs, in the lenient mode', () => {
  let sandbox: CyberSourceSandbox;
  before(async () => {
    sandbox = await startCybersourceSandbox({ lenient: true });
  });
  after(() => sandbox.close());
  const run = ({ api, operation, input }: Sample): Promise<LibraryAnswer> =>
    callLibrary(sandbox.url, api, operation, input);

  const download = (
    api: string,
    operation: string,
    input: readonly unknown[],
    accept: 'application/xml' | 'text/csv',
  ): Promise<string> => downloadWithLibrary(sandbox.url, api, operation, input, accept);

  for (const each of samples) {
    it(`${each.api}.${each.operation} is answered with ${each.status}`, async () => {
      const answer = await run(each);
      expect(answer.status, answer.text).to.equal(each.status);
      if (each.finds) expect(at(JSON.parse(answer.text), each.finds[0])).to.equal(each.finds[1]);
    });
  }

  it('downloads the report of 2018-09-30', async () => {
    const input = ['2018-09-30', 'Demo_Report', { ...ACCOUNT, reportTime: '00:00:00Z' }];
    const text = await download('ReportDownloadsApi', 'downloadReport', input, 'application/xml');
    expect(text).to.include('ReportStartDate="2018-09-30T00:00:00+00:00"');
  });

  it('downloads the rejected transactions of a batch', async () => {
    const input = ['12345', { uploadDate: '2019-08-30', status: 'Rejected' }];
    const text = await download('TransactionBatchesApi', 'getTransactionBatchDetails', input, 'text/csv');
    expect(text).to.equal('batchId,merchantReferenceCode,status\n12345,TC50171_4,REJECTED\n');
  });

  it('uploads a file of transactions, which is listed then without its card numbers', async () => {
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'batch-')), 'batch.csv');
    await writeFile(
      file,
      'merchantReferenceCode,card_accountNumber\nTC1,4111111111111111\nTC2,4111111111111111\nEND,SUM\n',
    );
    const uploaded = await callLibrary(sandbox.url, 'TransactionBatchesApi', 'uploadTransactionBatch', [
      file,
    ]);
    expect(uploaded.status).to.equal(201);
    const id = String(at(JSON.parse(uploaded.text), 'id'));
    const details = await download(
      'TransactionBatchesApi',
      'getTransactionBatchDetails',
      [id, {}],
      'text/csv',
    );
    expect(details).to.equal(
      `batchId,merchantReferenceCode,status\n${id},TC1,ACCEPTED\n${id},TC2,ACCEPTED\n`,
    );
  });
});
