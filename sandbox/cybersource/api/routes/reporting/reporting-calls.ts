/** The calls of the reporting API and of transaction batches, and their paths. */
import { call, type ApiCall } from '../api-call.ts';
import type { EndpointDeps } from '../deps.ts';
import { createBatchFileEndpoints } from './batch-files.ts';
import { createConversionDetailsEndpoint } from './conversion-details.ts';
import { createDefinitionEndpoints } from './definitions.ts';
import { createDisputeEndpoints } from './disputes.ts';
import { createDownloadEndpoint } from './downloads.ts';
import { createFundingEndpoints } from './funding.ts';
import { createPurchaseRefundEndpoint } from './purchase-refund.ts';
import { createReportEndpoints } from './reports.ts';
import { createSchemaEndpoints } from './schemas.ts';
import { createSubscriptionEndpoints } from './subscriptions.ts';

/** All of them. */
export function createReportingCalls(deps: EndpointDeps): readonly ApiCall[] {
  const definitions = createDefinitionEndpoints(deps);
  const reports = createReportEndpoints(deps);
  const subscriptions = createSubscriptionEndpoints(deps);
  const schemas = createSchemaEndpoints(deps);
  const funding = createFundingEndpoints(deps);
  const disputes = createDisputeEndpoints(deps);
  const files = createBatchFileEndpoints(deps);
  const get = (path: string, endpoint: ApiCall['endpoint']): ApiCall =>
    call('get', path, 'reports', endpoint);
  const v3 = '/reporting/v3';
  return [
    get(`${v3}/report-definitions`, definitions.list),
    get(`${v3}/report-definitions/:id`, definitions.read),
    call('post', `${v3}/reports`, 'reports', reports.create),
    get(`${v3}/reports`, reports.search),
    get(`${v3}/reports/:id`, reports.read),
    get(`${v3}/report-downloads`, createDownloadEndpoint(deps)),
    call('put', `${v3}/report-subscriptions`, 'reports', subscriptions.create),
    call('put', `${v3}/predefined-report-subscriptions`, 'reports', subscriptions.createPredefined),
    get(`${v3}/report-subscriptions`, subscriptions.list),
    get(`${v3}/report-subscriptions/:id`, subscriptions.read),
    call('delete', `${v3}/report-subscriptions/:id`, 'reports', subscriptions.remove),
    get(`${v3}/dtds/:id`, schemas.dtd),
    get(`${v3}/xsds/:id`, schemas.xsd),
    get(`${v3}/conversion-details`, createConversionDetailsEndpoint(deps)),
    get(`${v3}/purchase-refund-details`, createPurchaseRefundEndpoint(deps)),
    get(`${v3}/payment-batch-summaries`, funding.batchSummaries),
    get(`${v3}/net-fundings`, funding.netFundings),
    get(`${v3}/interchange-clearing-level-details`, funding.interchange),
    get(`${v3}/notification-of-changes`, disputes.notificationsOfChange),
    get(`${v3}/chargeback-summaries`, disputes.chargebackSummaries),
    get(`${v3}/chargeback-details`, disputes.chargebackDetails),
    get(`${v3}/retrieval-summaries`, disputes.retrievalSummaries),
    get(`${v3}/retrieval-details`, disputes.retrievalDetails),
    get('/pts/v1/transaction-batches', files.list),
    get('/pts/v1/transaction-batches/:id', files.read),
    get('/pts/v1/transaction-batch-details/:id', files.details),
    call('post', '/pts/v1/transaction-batch-upload', 'reports', files.upload),
  ];
}
