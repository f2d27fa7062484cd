import { malformedField } from '../../../src/occ/webhook/shape/required-shape.ts';
import { isGiven, type WebhookReading } from '../../../src/occ/webhook/webhook.ts';

const CHARACTERS_MAX = 40;

/** OCC: a generic payment. Companies name their purchase order in a custom property; without one the order is the reference. */
export const invoiceWebhook: WebhookReading = {
  arrivesAs: 'generic',
  read: ({ customProperties, orderId }) => {
    const purchaseOrder = customProperties.get('purchaseOrder');
    const reference = isGiven(purchaseOrder) ? purchaseOrder : orderId;
    if (reference.length > CHARACTERS_MAX)
      throw malformedField(
        'body:customProperties.purchaseOrder',
        `must be at most ${CHARACTERS_MAX} characters`,
      );
    return { instrument: { kind: 'reference', reference } };
  },
  asksIssuer: () => false,
  mayBeScheduled: () => false,
};
