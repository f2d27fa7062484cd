/** `riskInformation` and the `DECISION` among the embedded actions, for payments that Decision Manager looked at. */
import { toReason } from '../../model/reasons.ts';
import type { LedgerPayment } from '../../model/transaction.ts';

const VERDICTS = {
  ACCEPT: { status: 'ACCEPTED', score: '12', rule: 'Known buyer', reason: undefined },
  REVIEW: { status: 'PENDING_REVIEW', score: '68', rule: 'Review', reason: 'DECISION_PROFILE_REVIEW' },
  PAYERAUTH_INVOKE: {
    status: 'PENDING_AUTHENTICATION',
    score: '40',
    rule: 'Challenge',
    reason: 'CONSUMER_AUTHENTICATION_REQUIRED',
  },
  REJECT: { status: 'REJECTED', score: '99', rule: 'Reject', reason: 'DECISION_PROFILE_REJECT' },
} as const;

/** Nothing where the risk engine was not asked. */
export function toRiskInformation({ decision, at }: LedgerPayment): object {
  if (decision === undefined) return {};
  const { score, rule } = VERDICTS[decision];
  return {
    riskInformation: {
      profile: { name: 'Sandbox profile', action: decision },
      rules: [{ name: rule, decision }],
      score: { result: score, factorCodes: ['F', 'V'], modelUsed: 'default' },
      infoCodes: { address: ['MM-BIN'], velocity: ['VEL-NAME'] },
      casePriority: '3',
      localTime: at.toISOString().slice(11, 19),
    },
  };
}

/** The step's own outcome. */
export function toDecisionAction({ decision }: LedgerPayment): object {
  if (decision === undefined) return {};
  const { status, reason } = VERDICTS[decision];
  return {
    DECISION: { status, ...(reason !== undefined && { reason, message: toReason(reason).message }) },
  };
}
