import { createRecoveryTaskOf, RECOVERY_TIMINGS } from '../../src/payments/recovery/recovery-task.ts';

/** What every journal is given. */
export const recoveryTaskOf = createRecoveryTaskOf(RECOVERY_TIMINGS);
