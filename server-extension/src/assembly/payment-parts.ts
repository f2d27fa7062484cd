import { createOrderAcceptance } from '../occ/orders/order-acceptance.ts';
import { createReadPurchase } from '../occ/orders/purchase-details.ts';
import type { ExecutePayment } from '../payments/execute-payment.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import type { OrderAccepted } from '../payments/recovery/confirm-order.ts';
import { withWriteBack } from '../payments/write-back/with-write-back.ts';
import { assembleExpiringHolds, type AssembledExpiringHolds } from './after-order/expiring-holds.ts';
import { type AssembledNotifications, assembleNotifications } from './after-order/notifications.ts';
import { type AssembledReviews, assembleReviews } from './after-order/reviews.ts';
import { type AssembledSettlement, assembleSettlement } from './after-order/settlement.ts';
import { type AssembledWriteBack, assembleWriteBack } from './after-order/write-back.ts';
import type { AssembledConnections } from './connections.ts';
import type { Installation } from './installation.ts';
import type { OpenedJournal } from './journal/open-journal.ts';
import { logRefusedVoidOrRefund } from './payments/attempt-log-fields.ts';
import {
  assembleAuthorizationReconciliation,
  type AuthorizationReconciliation,
} from './payments/authorization-reconciliation.ts';
import { assemblePaymentReading, type PaymentReading } from './payments/payment-reading.ts';
import { type AssembledPayments, assemblePayments } from './payments/payments.ts';

/** Everything that works on payments. */
export interface PaymentParts {
  readonly payments: AssembledPayments;
  /** As `payments.executePayment`; what it came to is written to OCC's order. */
  readonly executePayment: ExecutePayment;
  readonly orderAccepted: OrderAccepted;
  readonly reading: PaymentReading;
  readonly reviewing: AssembledReviews;
  readonly writing: AssembledWriteBack;
  readonly reconciliation: AuthorizationReconciliation;
  readonly expiring: AssembledExpiringHolds;
  readonly notifications: AssembledNotifications;
  readonly settling: AssembledSettlement;
  /** Starts the jobs of all. */
  start(): void;
  /** No further round of any job; resolves when those under way are over and what they ended is noted. */
  stop(): Promise<void>;
}

/**
 * Payments, recovery, and what happens to payments after the order. Each part is called with the attempts that another part has
 * completed.
 */
export function assemblePaymentParts(
  { config, methods, log }: Installation,
  { now, occ, settingsFor, allSettings, cyberSource, readKeyFile, telemetry }: AssembledConnections,
  { journal, cases, notifications: notificationStore }: OpenedJournal,
): PaymentParts {
  const { attemptListener, runs } = telemetry;
  const shared = { config, methods, journal, cases, occ, settingsFor, allSettings, runs, now, log };
  const ofGateway = { records: cyberSource.paymentRecords, orderRecords: cyberSource.orderRecords };
  const orderAccepted = createOrderAcceptance(occ);
  const changedElsewhere = (attempt: PaymentAttempt): void => {
    writing.writeBack.attemptEnded(attempt);
  };

  const payments = assemblePayments({
    ...shared,
    ...ofGateway,
    gateway: cyberSource.gateway,
    readPurchase: createReadPurchase(occ),
    orderAccepted,
    requireAccepted: (authorization) => reviewing.reviews.requireAccepted(authorization),
    attemptListener: {
      attemptCompleted: (attempt) => {
        attemptListener.attemptCompleted(attempt);
        reviewing.attemptCompleted(attempt);
        writing.writeBack.attemptEnded(attempt);
        void notifications.attemptCompleted(attempt);
        logRefusedVoidOrRefund(log, attempt);
      },
      attemptResolved: (attempt, result) => {
        attemptListener.attemptResolved(attempt, result);
        reviewing.attemptCompleted({ ...attempt, result });
        writing.writeBack.attemptEnded({ ...attempt, result });
        logRefusedVoidOrRefund(log, { ...attempt, result });
      },
    },
  });
  const reviewing: AssembledReviews = assembleReviews({
    ...shared,
    reviewDecisions: cyberSource.reviewDecisions,
    executePayment: payments.executePayment,
    changed: (review) => {
      writing.writeBack.reviewChanged(review);
    },
  });
  const reading = assemblePaymentReading({ ...shared, ...ofGateway, changedElsewhere });
  const writing: AssembledWriteBack = assembleWriteBack({
    ...shared,
    readOrderPayments: reading.readOrderPayments,
  });
  const executePayment = withWriteBack(payments.executePayment, writing.writeBack);
  const reconciliation = assembleAuthorizationReconciliation({
    ...shared,
    authorizationSearch: cyberSource.authorizationSearch,
    records: cyberSource.paymentRecords,
    executePayment,
    changedElsewhere,
  });
  const notifications: AssembledNotifications = assembleNotifications({
    ...shared,
    readKeyFile,
    store: notificationStore,
    settleNotified: payments.settleNotified,
    readReviews: () => reviewing.reviews.catchUp('notification'),
    cardSource: cyberSource.cardSource,
  });
  const settling = assembleSettlement({ ...shared, movements: cyberSource.movements });
  const expiring = assembleExpiringHolds(shared);

  return {
    payments,
    executePayment,
    orderAccepted,
    reading,
    reviewing,
    writing,
    reconciliation,
    expiring,
    notifications,
    settling,
    start() {
      payments.start();
      reconciliation.start();
      expiring.start();
      reviewing.start();
      settling.start();
      writing.start();
      notifications.start();
    },
    async stop() {
      await notifications.stop();
      await settling.stop();
      await Promise.all([payments.stop(), reconciliation.stop(), expiring.stop(), reviewing.stop()]);
      // What the others have ended is noted before the journal is closed.
      await writing.stop();
    },
  };
}
