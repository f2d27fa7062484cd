import { decide } from '../../domain/decision-table.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { isApplied, isLive, isPossiblyApplied } from '../../domain/payment/applied.ts';
import type { AuthorizationSearch, FoundAuthorization, AuthorizationStatus } from './authorization-search.ts';
import { CLASSIFICATION_TABLE, type ClassificationEvidence } from './reconciliation-table.ts';
import type {
  AuthorizationMatch,
  OrderAcceptance,
  OrphanedAuthorization,
  ReadOrder,
  UnmatchedAuthorization,
} from './unmatched-authorization.ts';

export interface ClassifyDeps {
  readonly authorizationSearch: Pick<AuthorizationSearch, 'statusOf'>;
  readonly journal: Pick<Journal, 'ofOrder'>;
  readonly readOrder: ReadOrder;
}

/**
 * Finds out whether an order stands on an authorization. Rejects when the journal or CyberSource's transactions cannot be read.
 *
 * @param known all that the run has seen: of two authorizations of one payment group that OCC cannot tell apart, the
 *   younger goes.
 */
export type Classify = (
  unmatched: UnmatchedAuthorization,
  known: readonly UnmatchedAuthorization[],
) => Promise<AuthorizationMatch>;

export function createClassify({ authorizationSearch, journal, readOrder }: ClassifyDeps): Classify {
  return async (unmatched, known) => {
    const { authorization, sites } = unmatched;
    const { ref, orderId } = authorization;
    const attempts = await journal.ofOrder(orderId);
    let reading: Promise<AuthorizationStatus> | undefined;
    const status = (): Promise<AuthorizationStatus> =>
      (reading ??= authorizationSearch.statusOf(authorization, sites[0]));
    /** What OCC's order names as having paid the payment group. */
    let payers: readonly string[] = [];
    let evidence: ClassificationEvidence = {
      journal: inJournal(authorization, attempts),
      named: 'not-asked',
      status: 'not-read',
      accepted: 'not-asked',
      elder: 'not-compared',
    };
    for (;;) {
      switch (decide(CLASSIFICATION_TABLE, evidence).action) {
        case 'ask-order': {
          const { by } = await askFor(unmatched);
          evidence = { ...evidence, named: by.includes(ref) ? 'yes' : 'no' };
          break;
        }
        case 'read-status':
          evidence = { ...evidence, status: useOf(await status()) };
          break;
        case 'ask-payment-group': {
          const { accepted, by } = await askFor(unmatched, await status());
          payers = by;
          evidence = { ...evidence, accepted };
          break;
        }
        case 'compare-elders': {
          const others = known.filter(isNot(unmatched));
          const isSecond = await isSecondOfGroup(authorization, await status(), attempts, others);
          evidence = { ...evidence, elder: isSecond ? 'some' : 'none' };
          break;
        }
        case 'orphan': {
          const isDouble = evidence.elder === 'some' || payers.length > 0;
          return { is: 'orphan', ...toOrphan(unmatched, await status()), isDouble };
        }
        case 'accounted-for':
          return { is: 'accounted-for' };
        case 'undecided':
          return { is: 'undecided' };
      }
    }
  };

  /** At the site it was for; at all that it can have been for, where the site is unknown. */
  async function askFor(
    { authorization, sites }: UnmatchedAuthorization,
    status?: AuthorizationStatus,
  ): Promise<OrderAcceptance> {
    const { ref, orderId } = authorization;
    const group = status?.paymentGroup;
    if (group !== undefined) return readOrder({ ...group, orderId, ref });
    const ids = new Set<SiteId>(sites.map(({ site }) => site));
    const said = await Promise.all([...ids].map((site) => readOrder({ orderId, site, ref })));
    const first = (accepted: OrderAcceptance['accepted']): OrderAcceptance | undefined =>
      said.find((each) => each.accepted === accepted);
    return first('yes') ?? first('unclear') ?? first('no') ?? { accepted: 'unclear', by: [] };
  }

  /** OCC has accepted the payment group and names no authorization: then it stands on the eldest. */
  async function isSecondOfGroup(
    authorization: FoundAuthorization,
    { paymentGroup }: AuthorizationStatus,
    attempts: readonly PaymentAttempt[],
    others: readonly UnmatchedAuthorization[],
  ): Promise<boolean> {
    if (paymentGroup === undefined) return false;
    const { paymentGroupId } = paymentGroup;
    const inOwnJournal = attempts.filter((attempt) => attempt.paymentGroupId === paymentGroupId);
    if (inOwnJournal.some((attempt) => isElder(attempt, authorization) && isLive(attempt, inOwnJournal)))
      return true;
    const elders = others.filter(
      (other) =>
        other.authorization.orderId === authorization.orderId && isBefore(other.authorization, authorization),
    );
    const statuses = await Promise.all(
      elders.map((elder) => authorizationSearch.statusOf(elder.authorization, elder.sites[0])),
    );
    return statuses.some(
      (elder) => elder.paymentGroup?.paymentGroupId === paymentGroupId && !elder.isReversed,
    );
  }
}

function useOf({ isUsed, isReversed, isCharge }: AuthorizationStatus): 'used' | 'unused' {
  return isUsed || isReversed || isCharge === true ? 'used' : 'unused';
}

/** Whether this instance's own journal accounts for the authorization. */
function inJournal(
  { ref }: FoundAuthorization,
  attempts: readonly PaymentAttempt[],
): ClassificationEvidence['journal'] {
  if (attempts.some(({ result }) => gatewayRefOf(result) === ref)) return 'accounted-for';
  const followers = attempts.filter(({ original }) => original === ref);
  if (followers.some((attempt) => attempt.caller !== 'reconciler' && isPossiblyApplied(attempt)))
    return 'accounted-for';
  const isOpen = (attempt: PaymentAttempt): boolean => isPossiblyApplied(attempt) && !isApplied(attempt);
  if (followers.some(isOpen)) return 'in-flight';
  // A reversal that failed is listed for manual review already.
  if (followers.some(({ result }) => result?.outcome !== 'not-sent')) return 'accounted-for';
  // Its answer may have been lost: recovery resolves it.
  return attempts.some((attempt) => attempt.operation === 'authorize' && isOpen(attempt))
    ? 'in-flight'
    : 'nothing';
}

function toOrphan(
  { sites }: UnmatchedAuthorization,
  { held, paymentGroup }: AuthorizationStatus,
): Omit<OrphanedAuthorization, 'isDouble'> {
  const own = sites.find(
    ({ site, channel }) => site === paymentGroup?.site && channel === paymentGroup.channel,
  );
  return {
    settings: own ?? sites[0],
    held,
    ...(paymentGroup && { paymentGroupId: paymentGroup.paymentGroupId }),
  };
}

function isElder(
  { operation, claimedAt }: PaymentAttempt,
  { authorizedAt: grantedAt }: FoundAuthorization,
): boolean {
  return operation === 'authorize' && claimedAt < grantedAt;
}

/** The gateway's clock shows seconds; within one, its ids count up. */
function isBefore(one: FoundAuthorization, other: FoundAuthorization): boolean {
  const apart = one.authorizedAt.getTime() - other.authorizedAt.getTime();
  return apart === 0 ? one.ref < other.ref : apart < 0;
}

function isNot(unmatched: UnmatchedAuthorization): (other: UnmatchedAuthorization) => boolean {
  return (other) => other.authorization.ref !== unmatched.authorization.ref;
}
