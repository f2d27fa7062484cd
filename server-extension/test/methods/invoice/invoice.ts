import * as z from 'zod';
import { lazy } from '../../../src/domain/json/lazy.ts';
import type { PaymentMethod } from '../../../src/methods/method/payment-method.ts';
import { appliesToInvoice } from './applicability.ts';
import { invoiceProcessing } from './processing.ts';
import { invoiceSettings } from './settings.ts';
import { invoiceWebhook } from './webhook.ts';

/** Goods now, money later: the shopper pays an invoice of the merchant's. */
export const invoice: PaymentMethod = {
  type: 'invoice',
  name: 'Invoice',
  // One invoice for one order: no part of it is captured or taken off.
  capabilities: new Set(['authorize', 'capture', 'cancel', 'refund']),
  settings: invoiceSettings.read,
  appliesTo: appliesToInvoice,
  webhook: invoiceWebhook,
  offline: invoiceProcessing,
  storefront: {
    schema: lazy(() => z.strictObject({ label: z.string() })),
    config: (settings) => ({ label: invoiceSettings.of(settings).label }),
  },
};
