/** The kinds of reports, with the fields that each can show (CyberSource: reporting, report definitions). */

/** A field by the name under which it is ordered, `Request.RequestID`. */
export interface ReportField {
  readonly id: string;
  readonly name: string;
  /** In XML an attribute of its record, else an element in it. */
  readonly isAttribute: boolean;
}

/** One kind. */
export interface ReportDefinition {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** The XML element of one record. */
  readonly record: string;
  readonly fields: readonly ReportField[];
}

const REQUEST = `@RequestID @TransactionDate @MerchantID @MerchantReferenceNumber TransactionType Amount CurrencyCode Status`;
const BATCH = `@RequestID @MerchantID @MerchantReferenceNumber @BatchID @BatchDate TransactionType PaymentType Amount CurrencyCode TransactionReferenceNumber Status`;
const CONVERSION = `@RequestID @MerchantReferenceNumber @ConversionDate OriginalDecision NewDecision Reviewer ReviewerComments Notes Queue Profile`;

/** Which of them the sandbox fills. The others exist, and never have data. */
export const FILLED = {
  requests: 'TransactionRequestClass',
  batches: 'PaymentBatchDetailClass',
  conversions: 'ConversionDetailClass',
} as const;

const TABLE: readonly (readonly [id: number, name: string, record: string, fields: string])[] = [
  [210, FILLED.requests, 'Request', REQUEST],
  [211, FILLED.batches, 'Batch', BATCH],
  [212, 'ExceptionDetailClass', 'Exception', REQUEST],
  [213, 'ProcessorSettlementDetailClass', 'ProcessorSettlement', REQUEST],
  [214, 'ProcessorEventsDetailClass', 'ProcessorEvent', REQUEST],
  [215, 'FundingDetailClass', 'Funding', REQUEST],
  [216, 'AgingDetailClass', 'Aging', REQUEST],
  [217, 'ChargebackAndRetrievalDetailClass', 'ChargebackAndRetrieval', REQUEST],
  [218, 'DepositDetailClass', 'Deposit', REQUEST],
  [219, 'FeeDetailClass', 'Fee', REQUEST],
  [220, 'InvoiceSummaryClass', 'Invoice', REQUEST],
  [221, 'PayerAuthDetailClass', 'PayerAuth', REQUEST],
  [222, FILLED.conversions, 'Conversion', CONVERSION],
  [225, 'BillableTransactionsDetailClass', 'BillableTransaction', REQUEST],
  [270, 'JPTransactionDetailClass', 'JPTransaction', REQUEST],
  [271, 'ServiceFeeDetailClass', 'ServiceFee', REQUEST],
  [310, 'GatewayTransactionRequestClass', 'GatewayTransaction', REQUEST],
  [400, 'DecisionManagerEventDetailClass', 'DecisionManagerEvent', REQUEST],
  [401, 'DecisionManagerDetailClass', 'DecisionManager', REQUEST],
  [410, 'FeeSummaryClass', 'FeeSummary', REQUEST],
  [420, 'TaxCalculationClass', 'TaxCalculation', REQUEST],
  [520, 'POSTerminalExceptionClass', 'TerminalException', REQUEST],
  [620, 'SubscriptionDetailClass', 'Subscription', REQUEST],
  [650, 'AcquirerExceptionDetailClass', 'AcquirerException', REQUEST],
];

/** All kinds. */
export const reportDefinitions: readonly ReportDefinition[] = TABLE.map(([id, name, record, fields]) => ({
  id,
  name,
  description: `${name.replace(/Class$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')} report`,
  record,
  fields: fields.split(' ').map((word) => {
    const field = word.replace('@', '');
    return { id: `${record}.${field}`, name: field, isAttribute: word.startsWith('@') };
  }),
}));

/** One by its name. */
export const definitionOf = (name: string): ReportDefinition | undefined =>
  reportDefinitions.find((definition) => definition.name === name);
