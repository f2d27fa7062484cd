import type { AccessRefusal, PaymentResult } from '../../domain/payment/result.ts';
import type { PaymentAttempt } from './payment-attempt.ts';

/** What is left to do about an attempt when no caller waits for it any more. */
export type RecoveryTask =
  /** Its outcome is unknown, or the process that made the call is gone. */
  | 'resolve-outcome'
  /** The issuer holds money behind a refusal. */
  | 'reverse-hold'
  /** It is authorized, and OCC has to have accepted that. */
  | 'confirm-order'
  /** A void or refund that OCC asked for was refused: it is asked for again. Journals, metrics and answers call that so. */
  | 'give-back'
  /** All that can be done without a person has been done. Never due. */
  | 'manual-review';

/** The next task about an attempt and the instant it is due. Pure; undefined when there is nothing left to do. */
export type RecoveryTaskOf = (
  attempt: PaymentAttempt,
) => { readonly task: RecoveryTask; readonly runAt: Date } | undefined;

/** An attempt, and what recovery does about it by itself. */
export interface AttemptWithTask {
  readonly attempt: PaymentAttempt;
  /** Absent where nothing is left to do. */
  readonly task?: RecoveryTask;
  /** When it is due; a manual review never is. */
  readonly runAt?: Date;
}

/** A leased task: no other instance works on its payment until the lease ends. */
export interface LeasedTask {
  readonly attempt: PaymentAttempt;
  readonly task: RecoveryTask;
  /** How often it was rescheduled before; runs that only waited for access are not counted. */
  readonly runs: number;
  /** Proves that the lease is ours. */
  readonly lease: string;
}

/** How much recovery has to do. */
export interface TaskCounts {
  readonly counts: readonly TaskCount[];
  /** When the oldest attempt was claimed whose outcome is not known although its call is over, or must be. */
  readonly oldestUnknown?: Date;
}

/** Tasks of one kind; none of them is zero. */
export interface TaskCount {
  readonly task: RecoveryTask;
  /** `scheduled`: its time is still to come. A manual review is due. */
  readonly state: 'due' | 'scheduled';
  readonly attempts: number;
}

/** How work on a task ended. */
export type TaskResult =
  /** How the attempt really ended. Whether that leaves another task follows from it. */
  | { readonly resolved: PaymentResult; readonly at: Date }
  /** Nothing new: the same again later. */
  | {
      readonly runAt: Date;
      /** CyberSource refused the look-up: the task waits, and the run is not counted. */
      readonly accessRefused?: AccessRefusal;
    }
  | { readonly done: true }
  /** A person has to look at it. */
  | { readonly manualReview: true };
