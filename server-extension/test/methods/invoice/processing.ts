import type { OfflineProcessing } from '../../../src/payments/ports/method-rules.ts';

/** No gateway is called. A capture sends the invoice, which is paid weeks later: pending. */
export const invoiceProcessing: OfflineProcessing = {
  answer: ({ operation, merchantTransactionId }) => ({
    outcome: operation === 'capture' ? 'pending' : 'approved',
    reference: `INV-${merchantTransactionId}`,
  }),
};
