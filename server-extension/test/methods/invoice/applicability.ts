import { describeMoney } from '../../../src/domain/money/money.ts';
import type { Applicability } from '../../../src/methods/method/applicability.ts';
import { invoiceSettings } from './settings.ts';

/** EUR 5,000.00: the most that the merchant waits for. */
const AMOUNT_MAX = 500_000;

/** Only what is known excludes the method: before the shopper has typed an address there is no country. */
export const appliesToInvoice: Applicability = ({ currency, amount, country }, settings) => {
  const { countries } = invoiceSettings.of(settings);
  if (currency !== undefined && currency !== 'EUR') return `invoices are in EUR, not in ${currency}`;
  if (amount !== undefined && amount.minor > AMOUNT_MAX)
    return `${describeMoney(amount)} is more than an invoice may be over`;
  if (country !== undefined && !countries.includes(country))
    return `${country} is not in the gateway setting invoiceCountries`;
  return undefined;
};
