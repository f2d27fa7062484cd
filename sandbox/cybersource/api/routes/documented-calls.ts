/**
 * Every call that CyberSource documents (CyberSource: REST client library 0.0.83, all its APIs; notification subscriptions
 * version 1 besides), so that the answer tells one which this sandbox does not have from one that does not exist.
 */
const DOCUMENTED = `
  GET POST /accountupdater/v1/batches
  GET /accountupdater/v1/batches/:batchId/report
  GET /accountupdater/v1/batches/:batchId/status
  POST /bavs/v1/account-validations
  POST /bin/v1/binlookup
  POST /boarding/v1/registrations
  GET PATCH /boarding/v1/registrations/:registrationId
  PATCH /dms/v2/devices/deassociate
  POST /dms/v2/devices/search
  POST /dms/v3/devices/deassociate
  POST /dms/v3/devices/search
  GET /flex/v2/payment-credentials/:paymentCredentialsReference
  GET /flex/v2/payment-details/:jti
  POST /flex/v2/sessions
  POST /icc/v1/agents
  GET PUT /icc/v1/agents/:agentId
  GET POST /icc/v1/agents/:agentId/keys
  GET PUT DELETE /icc/v1/agents/:agentId/keys/:keyId
  POST /icc/v1/agents/:agentId/keys/:keyId/activate
  POST /icc/v1/checkout-sessions
  GET PUT /icc/v1/checkout-sessions/:sessionId
  POST /icc/v1/checkout-sessions/:sessionId/cancel
  POST /icc/v1/checkout-sessions/:sessionId/complete
  POST /icc/v1/checkout_sessions
  GET POST /icc/v1/checkout_sessions/:sessionId
  POST /icc/v1/checkout_sessions/:sessionId/cancel
  POST /icc/v1/checkout_sessions/:sessionId/complete
  POST /icc/v1/instructions
  PUT /icc/v1/instructions/:instructionId
  PUT /icc/v1/instructions/:instructionId/cancel
  POST /icc/v1/instructions/:instructionId/confirmations
  POST /icc/v1/instructions/:instructionId/credentials
  POST /icc/v1/merchants
  GET PUT /icc/v1/merchants/:merchantId
  GET POST /icc/v1/merchants/:merchantId/keys
  GET PUT DELETE /icc/v1/merchants/:merchantId/keys/:keyId
  POST /icc/v1/merchants/:merchantId/keys/:keyId/activate
  POST /icc/v1/mpp/credentials
  GET /icc/v1/products
  GET /icc/v1/products/:productId
  POST /icc/v1/products/feed
  POST /icc/v1/tokens
  GET POST /invoicing/v2/:referenceType/merchantDefinedFields
  PUT DELETE /invoicing/v2/:referenceType/merchantDefinedFields/:id
  GET PUT /invoicing/v2/invoiceSettings
  GET POST /invoicing/v2/invoices
  GET PUT /invoicing/v2/invoices/:id
  POST /invoicing/v2/invoices/:id/cancelation
  POST /invoicing/v2/invoices/:id/delivery
  POST /invoicing/v2/invoices/:id/publication
  GET POST /ipl/v2/:referenceType/merchantDefinedFields
  PUT DELETE /ipl/v2/:referenceType/merchantDefinedFields/:id
  GET POST /ipl/v2/payment-links
  GET PATCH /ipl/v2/payment-links/:id
  POST /kms/egress/v2/keys-asym
  POST /kms/egress/v2/keys-sym
  POST /microform/v2/sessions
  GET /notification-subscriptions/v1/products/:organizationId
  GET POST /notification-subscriptions/v1/webhooks
  GET POST PATCH DELETE /notification-subscriptions/v1/webhooks/:webhookId
  PUT /notification-subscriptions/v1/webhooks/:webhookId/status
  GET /notification-subscriptions/v2/products/:organizationId
  GET POST /notification-subscriptions/v2/webhooks
  GET PATCH DELETE /notification-subscriptions/v2/webhooks/:webhookId
  PUT /notification-subscriptions/v2/webhooks/:webhookId/status
  POST /oauth2/v3/token
  POST /pts/v1/pull-funds-transfer
  POST /pts/v1/pull-funds-transfer/:id/refund
  POST /pts/v1/pull-funds-transfer/:id/reversal
  POST /pts/v1/push-funds-transfer
  GET /pts/v1/transaction-batch-details/:id
  POST /pts/v1/transaction-batch-upload
  GET /pts/v1/transaction-batches
  GET /pts/v1/transaction-batches/:id
  POST /pts/v2/billing-agreements
  PATCH /pts/v2/billing-agreements/:id
  POST /pts/v2/billing-agreements/:id/intimations
  POST /pts/v2/captures/:id/refunds
  POST /pts/v2/captures/:id/voids
  POST /pts/v2/credits
  POST /pts/v2/credits/:id/voids
  POST /pts/v2/intents
  PATCH /pts/v2/intents/:id
  POST /pts/v2/payment-references
  PATCH /pts/v2/payment-references/:id
  POST /pts/v2/payment-references/:id/intents
  POST /pts/v2/payment-tokens
  POST /pts/v2/payments
  PATCH /pts/v2/payments/:id
  POST /pts/v2/payments/:id/captures
  POST /pts/v2/payments/:id/refunds
  POST /pts/v2/payments/:id/reversals
  POST /pts/v2/payments/:id/voids
  POST /pts/v2/payouts
  POST /pts/v2/payouts/fx-rates
  POST /pts/v2/payouts/transaction-query/:id
  POST /pts/v2/refresh-payment-status/:id
  POST /pts/v2/refunds/:id/voids
  POST /pts/v2/reversals
  POST /pts/v2/voids
  GET POST /rbs/v1/plans
  GET PATCH DELETE /rbs/v1/plans/:id
  POST /rbs/v1/plans/:id/activate
  POST /rbs/v1/plans/:id/deactivate
  GET /rbs/v1/plans/code
  GET POST /rbs/v1/subscriptions
  GET PATCH /rbs/v1/subscriptions/:id
  POST /rbs/v1/subscriptions/:id/activate
  POST /rbs/v1/subscriptions/:id/cancel
  GET PUT /rbs/v1/subscriptions/:id/payments
  POST /rbs/v1/subscriptions/:id/suspend
  GET /rbs/v1/subscriptions/code
  GET POST /rbs/v1/subscriptions/follow-ons/:requestId
  GET /reporting/v3/chargeback-details
  GET /reporting/v3/chargeback-summaries
  GET /reporting/v3/conversion-details
  GET /reporting/v3/dtds/:reportDefinitionNameVersion
  GET /reporting/v3/interchange-clearing-level-details
  GET /reporting/v3/net-fundings
  GET /reporting/v3/notification-of-changes
  GET /reporting/v3/payment-batch-summaries
  PUT /reporting/v3/predefined-report-subscriptions
  GET /reporting/v3/purchase-refund-details
  GET /reporting/v3/report-definitions
  GET /reporting/v3/report-definitions/:reportDefinitionName
  GET /reporting/v3/report-downloads
  GET PUT /reporting/v3/report-subscriptions
  GET DELETE /reporting/v3/report-subscriptions/:reportName
  GET POST /reporting/v3/reports
  GET /reporting/v3/reports/:reportId
  GET /reporting/v3/retrieval-details
  GET /reporting/v3/retrieval-summaries
  GET /reporting/v3/xsds/:reportDefinitionNameVersion
  POST /risk/v1/address-verifications
  POST /risk/v1/authentication-results
  POST /risk/v1/authentication-setups
  POST /risk/v1/authentications
  POST /risk/v1/decisions
  POST /risk/v1/decisions/:id/actions
  POST /risk/v1/decisions/:id/comments
  POST /risk/v1/decisions/:id/marking
  POST /risk/v1/export-compliance-inquiries
  POST /risk/v1/lists/:type/entries
  GET /sfs/v1/file-details
  GET /sfs/v1/files/:fileId
  POST /tms/v1/instrumentidentifiers
  GET PATCH DELETE /tms/v1/instrumentidentifiers/:instrumentIdentifierId
  POST /tms/v1/instrumentidentifiers/:instrumentIdentifierId/enrollment
  GET /tms/v1/instrumentidentifiers/:instrumentIdentifierId/paymentinstruments
  POST /tms/v1/paymentinstruments
  GET PATCH DELETE /tms/v1/paymentinstruments/:paymentInstrumentId
  POST /tms/v2/customers
  GET PATCH DELETE /tms/v2/customers/:customerId
  GET POST /tms/v2/customers/:customerId/payment-instruments
  GET PATCH DELETE /tms/v2/customers/:customerId/payment-instruments/:paymentInstrumentId
  GET POST /tms/v2/customers/:customerId/shipping-addresses
  GET PATCH DELETE /tms/v2/customers/:customerId/shipping-addresses/:shippingAddressId
  POST /tms/v2/tokenize
  POST /tms/v2/tokenized-cards
  GET /tms/v2/tokenized-cards/:tokenizedCardId
  POST /tms/v2/tokenized-cards/:tokenizedCardId/delete
  POST /tms/v2/tokenized-cards/:tokenizedCardId/issuer-life-cycle-event-simulations
  GET /tms/v2/tokens/:instrumentIdentifierId/:tokenProvider/assets/:assetType
  POST /tms/v2/tokens/:tokenId/payment-credentials
  POST /tms/v3/tokens/:tokenId/payment-credentials
  POST /tss/v2/searches
  GET /tss/v2/searches/:searchId
  GET /tss/v2/transactions/:id
  GET POST /tss/v2/transactions/emvTagDetails
  POST /uc/v1/sessions
  GET /ums/v1/users
  POST /ums/v1/users/search
  POST /unifiedrisk
  POST /up/v1/capture-contexts
  GET /up/v1/payment-details/:transientToken
  POST /vas/v1/currencyconversion
  GET /vas/v1/currencyconversion/:id
  POST /vas/v2/tax
  PATCH /vas/v2/tax/:id
`;

/** A method in capitals and a path in Express's notation. */
export interface DocumentedCall {
  readonly method: string;
  readonly path: string;
}

/** The list, one entry a method. */
export const documentedCalls: readonly DocumentedCall[] = DOCUMENTED.trim()
  .split('\n')
  .flatMap((line) => {
    const words = line.trim().split(' ');
    const path = words.at(-1) ?? '';
    return words.slice(0, -1).map((method) => ({ method, path }));
  });
