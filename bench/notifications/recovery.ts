import {
  createRecoveryTaskOf,
  RECOVERY_TIMINGS,
} from '../../server-extension/src/payments/recovery/recovery-task.ts';

/** Recovery at its ordinary pace. */
export const recoveryTaskOf = createRecoveryTaskOf(RECOVERY_TIMINGS);
