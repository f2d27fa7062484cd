/** What can be subscribed to. CyberSource: webhooks, supported products and event types. */

/** A product with its event types. */
export interface NotificationProduct {
  readonly productId: string;
  readonly productName: string;
  readonly eventTypes: readonly string[];
  /** CyberSource sends these only encrypted. */
  readonly isEncrypted?: true;
}

const TOKEN_EVENTS = [
  'tms.networktoken.provisioned',
  'tms.networktoken.updated',
  'tms.networktoken.binding',
  'tms.token.created',
  'tms.token.updated',
  'tms.token.pan_updated',
];

/** The products of every account. */
export const PRODUCTS: readonly NotificationProduct[] = [
  {
    productId: 'payments',
    productName: 'Payments',
    isEncrypted: true,
    eventTypes: [
      'payments.authorization.status.accepted',
      'payments.authorization.status.reviewed',
      'payments.authorization.status.rejected',
      'payments.authorization.status.partiallyApproved',
      'payments.capture.status.accepted',
      'payments.capture.status.updated',
      'payments.refund.status.accepted',
      'payments.refund.status.updated',
      'payments.credit.status.accepted',
      'payments.credit.status.updated',
      'payments.void.status.accepted',
      'payments.void.status.rejected',
      'payments.reversal.status.accepted',
      'payments.reversal.status.rejected',
    ],
  },
  { productId: 'tokenManagement', productName: 'Token Management Service', eventTypes: TOKEN_EVENTS },
  {
    productId: 'ctNetworkTokenSubscription',
    productName: 'Network tokens for commercetools',
    eventTypes: TOKEN_EVENTS,
  },
  {
    productId: 'decisionManager',
    productName: 'Decision Manager',
    eventTypes: [
      'risk.casemanagement.decision.accept',
      'risk.casemanagement.decision.reject',
      'risk.casemanagement.addnote',
      'risk.profile.decision.reject',
    ],
  },
  {
    productId: 'fraudManagementEssentials',
    productName: 'Fraud Management Essentials',
    eventTypes: [
      'risk.casemanagement.decision.accept',
      'risk.casemanagement.decision.reject',
      'risk.casemanagement.addnote',
      'risk.profile.decision.reject',
      'risk.profile.decision.review',
      'risk.profile.decision.monitor',
    ],
  },
  {
    productId: 'alternativePaymentMethods',
    productName: 'Alternative Payment Methods',
    eventTypes: ['payments.payments.updated'],
  },
  {
    productId: 'unifiedCheckout',
    productName: 'Unified Checkout',
    isEncrypted: true,
    eventTypes: ['uc.orders.transactionresults'],
  },
  {
    productId: 'payByLink',
    productName: 'Pay by Link',
    eventTypes: ['payByLink.customer.payment', 'payByLink.merchant.payment'],
  },
  {
    productId: 'customerInvoicing',
    productName: 'Invoicing',
    eventTypes: [
      'invoicing.customer.invoice.send',
      'invoicing.customer.invoice.cancel',
      'invoicing.customer.invoice.paid',
      'invoicing.customer.invoice.partial-payment',
      'invoicing.customer.invoice.reminder',
      'invoicing.customer.invoice.overdue-reminder',
    ],
  },
  {
    productId: 'recurringBilling',
    productName: 'Recurring Billing',
    eventTypes: [
      'rbs.subscriptions.charge.created',
      'rbs.subscriptions.charge.failed',
      'rbs.subscriptions.charge.pre-notified',
    ],
  },
  {
    productId: 'cns',
    productName: 'Outages and expiring keys',
    eventTypes: ['cns.outage.notify.freeform', 'cns.report.keyExpiration.detail'],
  },
  {
    productId: 'secureAcceptance',
    productName: 'Secure Acceptance',
    eventTypes: [
      'sa.orders.rawtransactionresults',
      'sa.orders.cardholderreceipts',
      'sa.orders.merchantreceipts',
    ],
  },
  {
    productId: 'terminalManagement',
    productName: 'Terminal Management',
    eventTypes: [
      'terminalManagement.assignment.update',
      'terminalManagement.status.update',
      'terminalManagement.reAssignment.update',
    ],
  },
  { productId: 'accountUpdater', productName: 'Account Updater', eventTypes: ['aura.batch.status.update'] },
];

/** The product of that id. */
export const productOf = (productId: string): NotificationProduct | undefined =>
  PRODUCTS.find((product) => product.productId === productId);
