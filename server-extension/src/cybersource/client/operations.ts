import ApiClient from 'cybersource-rest-client/src/ApiClient.js';
import CaptureApi from 'cybersource-rest-client/src/api/CaptureApi.js';
import ConversionDetailsApi from 'cybersource-rest-client/src/api/ConversionDetailsApi.js';
import CreateNewWebhooksApi from 'cybersource-rest-client/src/api/CreateNewWebhooksApi.js';
import CustomerPaymentInstrumentApi from 'cybersource-rest-client/src/api/CustomerPaymentInstrumentApi.js';
import DecisionManagerApi from 'cybersource-rest-client/src/api/DecisionManagerApi.js';
import InstrumentIdentifierApi from 'cybersource-rest-client/src/api/InstrumentIdentifierApi.js';
import ManageWebhooksApi from 'cybersource-rest-client/src/api/ManageWebhooksApi.js';
import MicroformIntegrationApi from 'cybersource-rest-client/src/api/MicroformIntegrationApi.js';
import PayerAuthenticationApi from 'cybersource-rest-client/src/api/PayerAuthenticationApi.js';
import PaymentInstrumentApi from 'cybersource-rest-client/src/api/PaymentInstrumentApi.js';
import PaymentsApi from 'cybersource-rest-client/src/api/PaymentsApi.js';
import PurchaseAndRefundDetailsApi from 'cybersource-rest-client/src/api/PurchaseAndRefundDetailsApi.js';
import RefundApi from 'cybersource-rest-client/src/api/RefundApi.js';
import ReportDownloadsApi from 'cybersource-rest-client/src/api/ReportDownloadsApi.js';
import ReversalApi from 'cybersource-rest-client/src/api/ReversalApi.js';
import SearchTransactionsApi from 'cybersource-rest-client/src/api/SearchTransactionsApi.js';
import TransactionDetailsApi from 'cybersource-rest-client/src/api/TransactionDetailsApi.js';
import VoidApi from 'cybersource-rest-client/src/api/VoidApi.js';
import ExternalLoggerWrapper from 'cybersource-rest-client/src/authentication/logging/ExternalLoggerWrapper.js';
import type { GatewayAccount } from '../../domain/settings.ts';
import type { FittedRequest } from '../fields/grammar.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];

/** A call as CyberSource's SDK composed it: which operation, where, and with what. Not signed and not sent yet. */
export interface ComposedCall {
  readonly method: Method;
  readonly path: string;
  /** The path without ids: `/pts/v2/payments/{id}/captures`. */
  readonly template: string;
  readonly accept: string;
  readonly contentType: string;
  /** Beside those of every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent for GET and DELETE. */
  readonly body?: object;
  /** Whether CyberSource takes it with message-level encryption. */
  readonly encryptable: boolean;
  /** Whether it can hold, capture or refund money, or undo that: such a call is sent once, whatever happens to it. */
  readonly movesMoney: boolean;
  /** Whether it may be sent once more where its connection broke: it only reads, or what it makes is made anew each time. */
  readonly repeatable: boolean;
}

/** Calls by POST that move no money and leave nothing behind. */
const REPEATABLE_POSTS: ReadonlySet<string> = new Set([
  '/microform/v2/sessions',
  '/risk/v1/authentication-setups',
  '/tss/v2/searches',
]);

/**
 * The operations of CyberSource that we use, each composed by the SDK's own API class. What can hold a shopper's words is
 * taken only after every field was made to fit.
 */
export interface Operations {
  createPayment(request: FittedRequest): ComposedCall;
  incrementAuthorization(authorizationId: string, request: FittedRequest): ComposedCall;
  capturePayment(authorizationId: string, request: FittedRequest): ComposedCall;
  reverseAuthorization(authorizationId: string, request: FittedRequest): ComposedCall;
  /** By the merchant transaction id in the request: for an authorization whose answer was lost. */
  reverseLost(request: FittedRequest): ComposedCall;
  voidSale(saleId: string, request: FittedRequest): ComposedCall;
  voidCapture(captureId: string, request: FittedRequest): ComposedCall;
  voidRefund(refundId: string, request: FittedRequest): ComposedCall;
  /** By the merchant transaction id in the request: for a sale, capture or refund whose answer was lost. */
  voidLost(request: FittedRequest): ComposedCall;
  refundCapture(captureId: string, request: FittedRequest): ComposedCall;
  refundPayment(saleId: string, request: FittedRequest): ComposedCall;
  createMicroformSession(request: object): ComposedCall;
  setUpAuthentication(request: FittedRequest): ComposedCall;
  searchTransactions(request: object): ComposedCall;
  transactionDetails(id: string): ComposedCall;
  listCustomerPaymentInstruments(customerId: string): ComposedCall;
  changeCustomerPaymentInstrument(customerId: string, id: string, request: object): ComposedCall;
  deleteCustomerPaymentInstrument(customerId: string, id: string): ComposedCall;
  customerPaymentInstrument(customerId: string, id: string): ComposedCall;
  paymentInstrument(id: string): ComposedCall;
  changePaymentInstrument(id: string, request: object): ComposedCall;
  instrumentIdentifier(id: string): ComposedCall;
  paymentInstrumentsOf(instrumentIdentifierId: string): ComposedCall;
  notificationProducts(organizationId: string): ComposedCall;
  createSubscription(request: object): ComposedCall;
  subscriptions(organizationId: string): ComposedCall;
  /** Those of the API's first version, which can be read until the end of 2026. */
  subscriptionsOfVersion1(organizationId: string): ComposedCall;
  subscription(id: string): ComposedCall;
  changeSubscriptionStatus(id: string, request: object): ComposedCall;
  deleteSubscription(id: string): ComposedCall;
  /** Has CyberSource send a sample to the address of a subscription. */
  testSubscription(id: string): ComposedCall;
  createSigningKey(organizationId: string, request: object): ComposedCall;
  /** One that belongs to no customer. */
  deletePaymentInstrument(id: string): ComposedCall;
  /** Decisions of reviewers. Times in ISO 8601. */
  conversionDetails(startTime: string, endTime: string): ComposedCall;
  /** A report as a file. */
  downloadReport(reportDate: string, reportName: string): ComposedCall;
  /** Closes a case of Decision Manager. */
  decideCase(id: string, request: object): ComposedCall;
  /** Movements of money with their batches, page by page. */
  purchaseRefundDetails(startTime: string, endTime: string, page: object): ComposedCall;
}

/**
 * The one seam in the SDK: its API classes decide operation, path and headers and hand them to `callApi`, which here
 * gives them back instead of sending. The SDK's own way of sending follows redirects with a signed body, takes a
 * truncated 201 for success and has no total deadline: not fit for money.
 */
class ComposingClient extends ApiClient<ComposedCall> {
  override callApi(
    path: string,
    method: string,
    pathParams: object,
    queryParams: object,
    headerParams: object,
    _formParams: object,
    body: object | null,
    _authNames: readonly string[],
    contentTypes: readonly string[],
    accepts: readonly string[],
  ): ComposedCall {
    const isPayment = path.startsWith('/pts/');
    return {
      method: METHODS.find((each) => each === method) ?? 'POST',
      path: this.buildRequestTarget(path, pathParams, queryParams),
      template: path,
      accept: this.jsonPreferredMime(accepts) ?? 'application/json',
      contentType: this.jsonPreferredMime(contentTypes) ?? 'application/json',
      ...headersIn(headerParams),
      ...(body !== null && { body }),
      // Payments and their follow-ons; not the card fields' sessions, nor the transaction search.
      encryptable: isPayment,
      movesMoney: isPayment,
      repeatable: method === 'GET' || (method === 'POST' && REPEATABLE_POSTS.has(path)),
    };
  }
}

/** The SDK lists every header that an operation may have; most have no value. */
function headersIn(params: object): Pick<ComposedCall, 'headers'> {
  const given = Object.entries(params).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  return given.length === 0 ? {} : { headers: Object.fromEntries(given) };
}

/**
 * What the SDK's API classes are made with, so that they compose calls and send none.
 *
 * @param account only its name and host reach the SDK; the secret stays with the signer
 */
export function sdkFor({ host, merchantId }: GatewayAccount): {
  readonly configuration: object;
  readonly client: ApiClient<ComposedCall>;
} {
  const configuration = {
    authenticationType: 'http_signature',
    merchantID: merchantId,
    merchantKeyId: 'kept by our signer',
    merchantsecretKey: 'kept by our signer',
    runEnvironment: host,
    logConfiguration: SILENT,
  };
  return { configuration, client: new ComposingClient() };
}

/** Every operation, composed for one account. */
export function createOperations(account: GatewayAccount): Operations {
  const { configuration, client } = sdkFor(account);
  const payments = new PaymentsApi(configuration, client);
  const captures = new CaptureApi(configuration, client);
  const reversals = new ReversalApi(configuration, client);
  const voids = new VoidApi(configuration, client);
  const refunds = new RefundApi(configuration, client);
  const searches = new SearchTransactionsApi(configuration, client);
  const details = new TransactionDetailsApi(configuration, client);
  const ofCustomers = new CustomerPaymentInstrumentApi(configuration, client);
  const instruments = new PaymentInstrumentApi(configuration, client);
  const identifiers = new InstrumentIdentifierApi(configuration, client);
  const newWebhooks = new CreateNewWebhooksApi(configuration, client);
  const webhooks = new ManageWebhooksApi(configuration, client);
  const payerAuthentication = new PayerAuthenticationApi(configuration, client);
  const microform = new MicroformIntegrationApi(configuration, client);
  const conversions = new ConversionDetailsApi(configuration, client);
  const downloads = new ReportDownloadsApi(configuration, client);
  const decisions = new DecisionManagerApi(configuration, client);
  const movements = new PurchaseAndRefundDetailsApi(configuration, client);
  const ofMerchant = { organizationId: account.merchantId };
  return {
    createPayment: (request) => payments.createPayment(request),
    incrementAuthorization: (id, request) => payments.incrementAuth(id, request),
    capturePayment: (id, request) => captures.capturePayment(request, id),
    reverseAuthorization: (id, request) => reversals.authReversal(id, request),
    reverseLost: (request) => reversals.mitReversal(request),
    voidSale: (id, request) => voids.voidPayment(request, id),
    voidCapture: (id, request) => voids.voidCapture(request, id),
    voidRefund: (id, request) => voids.voidRefund(request, id),
    voidLost: (request) => voids.mitVoid(request),
    refundCapture: (id, request) => refunds.refundCapture(request, id),
    refundPayment: (id, request) => refunds.refundPayment(request, id),
    setUpAuthentication: (request) => payerAuthentication.payerAuthSetup(request),
    createMicroformSession: (request) => microform.generateCaptureContext(request),
    searchTransactions: (request) => searches.createSearch(request),
    transactionDetails: (id) => details.getTransaction(id),
    listCustomerPaymentInstruments: (customerId) =>
      ofCustomers.getCustomerPaymentInstrumentsList(customerId, {}),
    changeCustomerPaymentInstrument: (customerId, id, request) =>
      ofCustomers.patchCustomersPaymentInstrument(customerId, id, request, {}),
    deleteCustomerPaymentInstrument: (customerId, id) =>
      ofCustomers.deleteCustomerPaymentInstrument(customerId, id, {}),
    customerPaymentInstrument: (customerId, id) =>
      ofCustomers.getCustomerPaymentInstrument(customerId, id, {}),
    paymentInstrument: (id) => instruments.getPaymentInstrument(id, {}),
    changePaymentInstrument: (id, request) => instruments.patchPaymentInstrument(id, request, {}),
    instrumentIdentifier: (id) => identifiers.getInstrumentIdentifier(id, {}),
    paymentInstrumentsOf: (id) =>
      identifiers.getInstrumentIdentifierPaymentInstrumentsList(id, { limit: 100 }),
    notificationProducts: (organizationId) => newWebhooks.findProductsToSubscribe(organizationId),
    createSubscription: (request) =>
      newWebhooks.notificationSubscriptionsV2WebhooksPost({ createWebhook: request }),
    subscriptions: (organizationId) => webhooks.getWebhookSubscriptionsByOrg(organizationId, {}),
    subscriptionsOfVersion1(organizationId) {
      const call = webhooks.getWebhookSubscriptionsByOrg(organizationId, {});
      return { ...call, path: call.path.replace('/v2/', '/v1/') };
    },
    subscription: (id) => webhooks.getWebhookSubscriptionById(id),
    changeSubscriptionStatus: (id, request) =>
      webhooks.notificationSubscriptionsV2WebhooksWebhookIdStatusPut(id, { updateStatus: request }),
    deleteSubscription: (id) => webhooks.deleteWebhookSubscription(id),
    // The SDK gives the empty body as a text.
    testSubscription: (id) => ({
      ...webhooks.notificationSubscriptionsV1WebhooksWebhookIdPost(id),
      body: {},
    }),
    createSigningKey: (organizationId, request) =>
      newWebhooks.saveSymEgressKey({ saveSymEgressKey: request, vCSenderOrganizationId: organizationId }),
    deletePaymentInstrument: (id) => instruments.deletePaymentInstrument(id, {}),
    conversionDetails: (startTime, endTime) =>
      conversions.getConversionDetail(startTime, endTime, ofMerchant),
    downloadReport: (date, name) => downloads.downloadReport(date, name, ofMerchant),
    decideCase: (id, request) => decisions.actionDecisionManagerCase(id, request),
    purchaseRefundDetails: (startTime, endTime, page) =>
      movements.getPurchaseAndRefundDetails(startTime, endTime, { ...ofMerchant, ...page }),
  };
}

function ignore(): void {
  // The SDK logs bodies and headers. We write our own log, without them.
}

/** One silent logger for all clients; without it the SDK registers new winston loggers for each client, for ever. */
const SILENT = {
  enableLog: false,
  hasExternalLogger: true,
  externalLogger: new ExternalLoggerWrapper({ debug: ignore, info: ignore, warn: ignore, error: ignore }),
};
