import { malformedField } from '../../../src/occ/webhook/required-shape.ts';
import { isGiven, type WebhookReading } from '../../../src/occ/webhook/webhook.ts';

/** OCC: a generic payment whose custom properties name a purchase order. */
export const invoiceWebhook: WebhookReading = {
  arrivesAs: 'generic',
  read: ({ customProperties }) => {
    const reference = customProperties.get('purchaseOrder');
    if (!isGiven(reference))
      throw malformedField('body:customProperties.purchaseOrder', 'is missing: the buyer’s own number');
    return { instrument: { kind: 'reference', reference } };
  },
  asksIssuer: () => false,
  mayBeScheduled: () => false,
};
