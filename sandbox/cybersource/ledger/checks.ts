/** What issuer and risk engine say about address, security code and buyer, whatever the payment comes to. */
import type { Trigger } from '../../triggers.ts';
import type { Card } from '../model/card.ts';
import { approvalOn } from './match-triggers.ts';
import type { LedgerPayment } from '../model/transaction.ts';

/**
 * `X` is the issuer's yes to the whole address, `N` its no; `M` and `N` are the same for the security code
 * (CyberSource: AVS and CVN result codes). A mismatch that the merchant asked to ignore is reported all the same.
 */
export function toChecks(
  matched: readonly Trigger[],
  card: Card,
  actions: readonly string[],
): Pick<LedgerPayment, 'avs' | 'cvn' | 'decision'> {
  const reasons = new Set(
    matched
      .filter(({ on }) => on === 'payment')
      .map(({ outcome }) => ('reason' in outcome ? outcome.reason : '')),
  );
  const noticed = approvalOn(matched);
  const cvnFailed = reasons.has('CV_FAILED') || reasons.has('CVN_NOT_MATCH');
  const cvn = noticed.cvn ?? (cvnFailed ? 'N' : card.securityCode === undefined ? undefined : 'M');
  const isAsked = noticed.accepted ?? actions.includes('DECISION');
  const decision = actions.includes('DECISION_SKIP') ? undefined : toDecision(reasons, isAsked);
  return {
    avs: noticed.avs ?? (reasons.has('AVS_FAILED') ? 'N' : 'X'),
    ...(cvn !== undefined && { cvn }),
    ...(decision && { decision }),
  };
}

function toDecision(reasons: ReadonlySet<string>, accepted: boolean): LedgerPayment['decision'] {
  if (reasons.has('DECISION_PROFILE_REJECT')) return 'REJECT';
  if (reasons.has('DECISION_PROFILE_REVIEW')) return 'REVIEW';
  return accepted ? 'ACCEPT' : undefined;
}
