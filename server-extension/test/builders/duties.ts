import { createDutyOf, PACE } from '../../src/payments/reconcile/duties.ts';

/** What every journal is given. */
export const dutyOf = createDutyOf(PACE);
