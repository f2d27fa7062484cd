import type { LedgerTransaction } from './transaction.ts';

/** The application that CyberSource says it has run for a transaction. CyberSource: search, `applicationInformation`. */
export const APPLICATIONS: Readonly<Record<LedgerTransaction['kind'], string>> = {
  payment: 'ics_auth',
  increment: 'ics_auth',
  capture: 'ics_bill',
  reversal: 'ics_auth_reversal',
  refund: 'ics_credit',
  credit: 'ics_credit',
  void: 'ics_void',
};
