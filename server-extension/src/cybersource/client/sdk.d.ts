/** What we use of CyberSource's SDK (cybersource-rest-client 0.0.83), which ships no types. */

declare module 'cybersource-rest-client/src/ApiClient.js' {
  /** `Sent` is what `callApi` returns; the API classes hand it through. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the API classes are typed by it
  export default class ApiClient<Sent> {
    buildRequestTarget(path: string, pathParams: object, queryParams: object): string;
    jsonPreferredMime(mimeTypes: readonly string[]): string | undefined;
    callApi(
      path: string,
      httpMethod: string,
      pathParams: object,
      queryParams: object,
      headerParams: object,
      formParams: object,
      body: unknown,
      authNames: readonly string[],
      contentTypes: readonly string[],
      accepts: readonly string[],
    ): Sent;
  }
}

declare module 'cybersource-rest-client/src/authentication/logging/ExternalLoggerWrapper.js' {
  type Logger = Record<'debug' | 'info' | 'warn' | 'error', (message: string) => void>;
  export default class ExternalLoggerWrapper {
    constructor(logger: Logger);
    getLogger(): Logger;
  }
}

declare module 'cybersource-rest-client/src/api/PaymentsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class PaymentsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    createPayment(request: object): Sent;
    incrementAuth(id: string, request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/CaptureApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class CaptureApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    capturePayment(request: object, id: string): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/ReversalApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class ReversalApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    authReversal(id: string, request: object): Sent;
    mitReversal(request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/VoidApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class VoidApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    voidPayment(request: object, id: string): Sent;
    voidCapture(request: object, id: string): Sent;
    voidRefund(request: object, id: string): Sent;
    mitVoid(request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/RefundApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class RefundApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    refundCapture(request: object, id: string): Sent;
    refundPayment(request: object, id: string): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/MicroformIntegrationApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class MicroformIntegrationApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    generateCaptureContext(request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/SearchTransactionsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class SearchTransactionsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    createSearch(request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/TransactionDetailsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class TransactionDetailsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getTransaction(id: string): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/CustomerPaymentInstrumentApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class CustomerPaymentInstrumentApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getCustomerPaymentInstrument(customerId: string, id: string, options: object): Sent;
    getCustomerPaymentInstrumentsList(customerId: string, options: object): Sent;
    patchCustomersPaymentInstrument(customerId: string, id: string, request: object, options: object): Sent;
    deleteCustomerPaymentInstrument(customerId: string, id: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/PaymentInstrumentApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class PaymentInstrumentApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getPaymentInstrument(id: string, options: object): Sent;
    patchPaymentInstrument(id: string, request: object, options: object): Sent;
    deletePaymentInstrument(id: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/PayerAuthenticationApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class PayerAuthenticationApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    payerAuthSetup(request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/ConversionDetailsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class ConversionDetailsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getConversionDetail(startTime: string, endTime: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/ReportDownloadsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class ReportDownloadsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    downloadReport(reportDate: string, reportName: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/DecisionManagerApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class DecisionManagerApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    actionDecisionManagerCase(id: string, request: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/PurchaseAndRefundDetailsApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class PurchaseAndRefundDetailsApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getPurchaseAndRefundDetails(startTime: string, endTime: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/InstrumentIdentifierApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class InstrumentIdentifierApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getInstrumentIdentifier(id: string, options: object): Sent;
    getInstrumentIdentifierPaymentInstrumentsList(id: string, options: object): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/CreateNewWebhooksApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class CreateNewWebhooksApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    findProductsToSubscribe(organizationId: string): Sent;
    notificationSubscriptionsV2WebhooksPost(options: { readonly createWebhook: object }): Sent;
    saveSymEgressKey(options: {
      readonly saveSymEgressKey: object;
      readonly vCSenderOrganizationId: string;
    }): Sent;
  }
}

declare module 'cybersource-rest-client/src/api/ManageWebhooksApi.js' {
  import type ApiClient from 'cybersource-rest-client/src/ApiClient.js';
  export default class ManageWebhooksApi<Sent> {
    constructor(configuration: object, client: ApiClient<Sent>);
    getWebhookSubscriptionsByOrg(organizationId: string, options: object): Sent;
    getWebhookSubscriptionById(id: string): Sent;
    deleteWebhookSubscription(id: string): Sent;
    notificationSubscriptionsV1WebhooksWebhookIdPost(id: string): Sent;
    notificationSubscriptionsV2WebhooksWebhookIdStatusPut(
      id: string,
      options: { readonly updateStatus: object },
    ): Sent;
  }
}
