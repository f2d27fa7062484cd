import { methodSettings } from '../../../src/methods/method/method-settings.ts';

/** What the merchant decides about invoices, from OCC's gateway settings. */
export const invoiceSettings = methodSettings('invoice', (read) => ({
  /** What the shopper reads. */
  label: read.text('invoiceLabel') || 'Invoice',
  /** Countries of billing addresses that are served: `DE,AT`. */
  countries: read.list('invoiceCountries'),
}));
