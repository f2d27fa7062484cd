import type { CaseStore } from '../ports/case-store.ts';
import type { Capture, Void } from '../../domain/payment/command.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { CommandKey, GatewayRef, OrderId, SiteId } from '../../domain/ids.ts';
import { money } from '../../domain/money/money.ts';
import { holdExpiry } from '../../domain/payment/hold-expiry.ts';
import { gatewayRefOf, isApprovedOrPending, reportOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import { PaymentConflict } from '../../domain/payment/payment-conflict.ts';
import type { PaymentStanding } from '../../domain/payment/payment-standing.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import { wasReversedBefore } from '../../domain/payment/residual-hold.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { sha256 } from '../../domain/sha256.ts';
import { attemptsOfPayment } from '../attempt/attempts-of-payment.ts';
import { authorizedPayment } from '../rules/follow-on/authorized-payment.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { piecesOf } from '../../domain/time/time-window.ts';
import type { ExecutePayment } from '../execute-payment.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { type DecidedReview, isWaiting, type ReviewCase, toContent, toReviewCase } from './review-case.ts';
import { DECISIONS_WINDOW_MAX_MS, type ReviewDecisions } from './review-decisions.ts';

/** What an operator decides. */
export interface DecideReview {
  readonly ref: GatewayRef;
  readonly decision: 'ACCEPT' | 'REJECT';
  readonly comment: string;
  /** A user's name, else an application's id. */
  readonly by: string;
  /** The only site whose reviews the operator may decide. */
  readonly site?: SiteId;
}

export interface ReviewsDeps {
  readonly cases: CaseStore;
  readonly journal: Journal;
  readonly settingsFor: SettingsFor;
  readonly reviewDecisions: ReviewDecisions;
  readonly executePayment: ExecutePayment;
  /** Cases are this process's own: it forgets at a restart, and what other instances were told it does not know. */
  readonly areCasesOwn: boolean;
  readonly now: () => Date;
  readonly deadlineMs: number;
  readonly onOpened: (review: ReviewCase) => void;
  readonly onDecided: (review: ReviewCase) => void;
  readonly onDeadline: (review: ReviewCase) => void;
  /** Called once with a review that was closed without a decision. */
  readonly onNoLongerHeld: (review: ReviewCase) => void;
  /** @param order the one that it is about, where it is about one. */
  readonly onError: (error: unknown, order?: Pick<PaymentAttempt, 'orderId' | 'site'>) => void;
}

/** Payments that wait for a reviewer. */
export interface Reviews {
  /** Notes an authorization that a review follows; any other attempt is passed over. */
  note(attempt: PaymentAttempt): Promise<void>;
  /** Reviews that are open, or whose capture or reversal is not done yet, oldest first. */
  list(site?: SiteId): Promise<readonly ReviewCase[]>;
  /**
   * Decision Manager's action at CyberSource, then the capture, where the settings say so, or the reversal. Rejects with
   * `not-found`, `conflict` (decided before, or being decided), `outcome-unknown` (CyberSource did not answer).
   */
  decide(request: DecideReview): Promise<ReviewCase>;
  /**
   * Passes unless a capture of the authorization has to wait for a reviewer. What is not known here is read at CyberSource: the
   * authorization may be from its records, and the decision may have been told to another instance.
   *
   * @throws Problem `conflict` while it is under review, or when it was rejected; `wait-for-result` when the decisions cannot be read.
   */
  requireAccepted(authorization: PaymentAttempt): Promise<void>;
  /**
   * Reads what reviewers have decided elsewhere, carries out what is left to do, warns before holds die, and closes reviews without a
   * decision whose payment holds no money any more. Never rejects.
   *
   * @param source what made it look.
   */
  catchUp(source: 'notification' | 'conversion-details', isOver?: () => boolean): Promise<void>;
}

const OPEN_CASES_MAX = 1_000;
/** From here on a deadline is close. */
const WARN_BEFORE_MS = 24 * 60 * 60_000;
/** What was decided just before a hold ended is read until then, also after an outage. */
const LATE_DECISION_MS = 24 * 60 * 60_000;
/** A process that sent a decision and is gone holds the case no longer than this. */
const SENDING_MS = 60_000;
/** Decisions are looked for this long before the oldest open review was seen: clocks differ. */
const LOOK_BACK_MS = 5 * 60_000;
/** Decisions are looked for at most this far back: CyberSource keeps them for longer, but no hold lasts longer. */
const DECISION_AGE_MAX_MS = 30 * 24 * 60 * 60_000;

/**
 * All instances share one list of cases in the journal's database; a change of a case is refused when another one has changed
 * it since. Without a database each instance has a list of its own, and learns from CyberSource what was decided at the others.
 */
export function createReviews(deps: ReviewsDeps): Reviews {
  const { cases, journal, settingsFor, reviewDecisions, executePayment, now } = deps;

  async function find(ref: GatewayRef): Promise<ReviewCase | undefined> {
    const stored = await caseOf(ref);
    if (stored !== undefined) return stored;
    const attempt = await journal.byGatewayRef(ref);
    if (attempt === undefined || !isUnderReview(attempt)) return undefined;
    await addCase(attempt, await settingsFor(attempt.site, attempt.channel));
    return caseOf(ref);
  }

  async function caseOf(ref: GatewayRef): Promise<ReviewCase | undefined> {
    const stored = await cases.find('review', ref);
    return stored && toReviewCase(stored);
  }

  async function addCase(attempt: PaymentAttempt, settings: GatewaySettings): Promise<void> {
    const ref = gatewayRefOf(attempt.result);
    if (ref === undefined) return;
    const { orderId, channel, amount, site, claimedAt } = attempt;
    const deadline = holdExpiry(claimedAt, reportOf(attempt.result)?.cardType, settings);
    const opened = {
      kind: 'review',
      id: ref,
      state: 'open',
      site,
      openedAt: claimedAt,
      content: {
        orderId,
        channel,
        amount: { minor: amount.minor, currency: amount.currency },
        authorizedAt: claimedAt.toISOString(),
        deadline: deadline.toISOString(),
      },
    } as const;
    if (await cases.add(opened)) deps.onOpened(toReviewCase({ ...opened, version: 1 }));
  }

  /** Resolves to the changed review; undefined when another instance was faster. */
  async function change(review: ReviewCase, to: Partial<ReviewCase>): Promise<ReviewCase | undefined> {
    const next = { ...review, ...to };
    const isDone = next.isNoLongerHeld || (next.decided !== undefined && next.isCarriedOut);
    const state = isDone ? 'closed' : 'open';
    const isChanged = await cases.change(review.stored, { state, content: toContent(next) });
    if (!isChanged) return undefined;
    return { ...next, stored: { ...review.stored, state, version: review.stored.version + 1 } };
  }

  async function record(review: ReviewCase, decided: DecidedReview): Promise<ReviewCase | undefined> {
    const recorded = await change(review, { decided, isNoLongerHeld: false });
    if (recorded === undefined) return undefined;
    deps.onDecided(recorded);
    return carryOut(recorded);
  }

  /** The capture or the reversal that a decision asks for, once: its key is the payment's. */
  async function carryOut(review: ReviewCase): Promise<ReviewCase> {
    const settings = await settingsFor(review.stored.site as SiteId, review.channel);
    const command = followOnOf(review, settings);
    if (command !== undefined) {
      try {
        const { result, standing } = await executePayment(command, settings);
        if (result.outcome === 'not-sent' || result.outcome === 'unknown') return review;
        if (!isApprovedOrPending(result) && !wasReversedBefore(result) && isHeld(review, standing))
          return await reportOnce(review, new Problem('conflict', describeNo(command, result)));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'conflict') {
          deps.onError(error, aboutOrder(review));
          return review;
        }
        // Captured, reversed or expired meanwhile: there is nothing left to do.
        if (!(error instanceof PaymentConflict) || isHeld(review, error.standing))
          return reportOnce(review, error);
      }
    }
    return (await change(review, { isCarriedOut: true })) ?? review;
  }

  function isHeld({ deadline }: ReviewCase, standing: PaymentStanding | undefined): boolean {
    const mayBeHeld =
      standing === undefined || standing.payment.pending || standing.payment.capturable.minor > 0;
    return mayBeHeld && Date.parse(deadline) > now().getTime();
  }

  /** What one review needs now. */
  async function lookAfter(review: ReviewCase): Promise<void> {
    if (review.decided !== undefined) await carryOut(review);
    else if (!(await isStillHeld(review))) {
      const ended = await change(review, { isNoLongerHeld: true });
      if (ended !== undefined) deps.onNoLongerHeld(ended);
    } else if (!review.isWarned && isClose(review, now())) {
      if ((await change(review, { isWarned: true })) !== undefined) deps.onDeadline(review);
    }
  }

  /** One review or account that fails keeps no other from it. @throws what no other would succeed with either. */
  function passOver(error: unknown, review?: ReviewCase): void {
    if (error instanceof Problem && error.code === 'journal-unavailable') throw error;
    deps.onError(error, review && aboutOrder(review));
  }

  /** Whether the payment of an undecided review still holds money. One that the journal does not have counts as held until its deadline. */
  async function isStillHeld({ stored, deadline }: ReviewCase): Promise<boolean> {
    if (Date.parse(deadline) + LATE_DECISION_MS <= now().getTime()) return false;
    const ref = stored.id as GatewayRef;
    const attempt = await journal.byGatewayRef(ref);
    if (attempt === undefined) return true;
    const payment = paymentFrom(await attemptsOfPayment(journal, attempt));
    const { pending, capturable } = authorizedPayment(ref, payment);
    return pending || capturable.minor > 0;
  }

  /**
   * Every round is refused for the same reason until something else is done about the payment, or its hold has ended: the
   * reason is reported once.
   */
  async function reportOnce(review: ReviewCase, problem: Problem): Promise<ReviewCase> {
    if (review.problem === problem.message) return review;
    const reported = await change(review, { problem: problem.message });
    if (reported === undefined) return review;
    deps.onError(problem, aboutOrder(review));
    return reported;
  }

  return {
    async note(attempt) {
      if (isUnderReview(attempt)) await addCase(attempt, await settingsFor(attempt.site, attempt.channel));
    },

    async list(site) {
      const stored = await cases.list('review', 'open', OPEN_CASES_MAX);
      return stored.filter((each) => site === undefined || each.site === site).map(toReviewCase);
    },

    async decide({ ref, decision, comment, by, site }) {
      const review = await find(ref);
      if (review === undefined || (site !== undefined && review.stored.site !== site))
        throw new Problem('not-found', `No payment ${ref} is or was under review.`);
      if (review.decided !== undefined) throw new Problem('conflict', describeDecided(review.decided));
      const at = now();
      if (review.sendingUntil !== undefined && new Date(review.sendingUntil) > at)
        throw new Problem('conflict', 'Another decision about this payment is on its way to CyberSource.');
      const sending = await change(review, {
        sendingUntil: new Date(at.getTime() + SENDING_MS).toISOString(),
      });
      if (sending === undefined)
        throw new Problem('conflict', 'Another decision about this payment was faster. Read it again.');

      const settings = await settingsFor(review.stored.site as SiteId, review.channel);
      const answer = await reviewDecisions.decide(ref, decision, comment, settings, deps.deadlineMs);
      if (answer !== 'decided') {
        await change(sending, { sendingUntil: at.toISOString() });
        throw answer === 'refused'
          ? new Problem(
              'conflict',
              'CyberSource has no open case of this payment: it was decided there. The decision is read within minutes.',
            )
          : new Problem(
              'outcome-unknown',
              'CyberSource did not answer. Whether the decision counts is read within minutes.',
            );
      }
      const recorded = await record(sending, {
        decision,
        by,
        source: 'operator',
        at: now().toISOString(),
        comment,
      });
      if (recorded === undefined)
        throw new Problem('conflict', 'Another decision about this payment was faster. Read it again.');
      return recorded;
    },

    async requireAccepted(authorization) {
      const ref = gatewayRefOf(authorization.result);
      if (ref === undefined || !isUnderReview(authorization)) return;
      const known = await caseOf(ref);
      if (known === undefined)
        await addCase(authorization, await settingsFor(authorization.site, authorization.channel));
      const review = known ?? (await caseOf(ref));
      const mayBeDecided = review !== undefined && review.decided === undefined;
      // The decision of a review that was closed because its hold ended is read here only.
      if (mayBeDecided && (deps.areCasesOwn || known === undefined || !isWaiting(review)))
        await readDecisionOf(review);
      const { decided } = (await caseOf(ref)) ?? {};
      if (decided?.decision === 'ACCEPT') return;
      throw new Problem('conflict', decided === undefined ? UNDER_REVIEW : describeDecided(decided));
    },

    async catchUp(source, isOver = () => false) {
      try {
        const open = (await cases.list('review', 'open', OPEN_CASES_MAX)).map(toReviewCase);
        for (const review of open) {
          if (isOver()) return;
          await lookAfter(review).catch((error: unknown) => {
            passOver(error, review);
          });
        }
        const undecided = (await cases.list('review', 'open', OPEN_CASES_MAX)).map(toReviewCase);
        await readDecisions(
          undecided.filter(({ decided }) => decided === undefined),
          source,
          passOver,
          () => deps.deadlineMs,
          isOver,
        );
      } catch (error) {
        deps.onError(error);
      }
    },
  };

  /** @throws Problem `wait-for-result`. */
  async function readDecisionOf(review: ReviewCase): Promise<void> {
    try {
      const fail = (error: unknown): never => {
        throw error;
      };
      const endsAt = performance.now() + deps.deadlineMs;
      const leftMs = (): number => Math.floor(endsAt - performance.now());
      await readDecisions([review], 'conversion-details', fail, leftMs);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(
        'wait-for-result',
        `Whether a reviewer has accepted the payment cannot be told: ${error.message} Nothing was sent. Ask again later.`,
      );
    }
  }

  /**
   * Once for each account with reviews that are not decided yet.
   *
   * @param leftMs milliseconds for the next window. A caller that waits has one deadline for all of them.
   */
  async function readDecisions(
    open: readonly ReviewCase[],
    source: 'notification' | 'conversion-details',
    onFailure: (error: unknown, review?: ReviewCase) => void,
    leftMs: () => number,
    isOver: () => boolean = () => false,
  ): Promise<void> {
    const accounts = new Map<string, { settings: GatewaySettings; reviews: ReviewCase[] }>();
    for (const review of open) {
      const settings = await settingsFor(review.stored.site as SiteId, review.channel).catch(
        (error: unknown) => {
          onFailure(error, review);
        },
      );
      if (settings === undefined) continue;
      const { merchantId, host } = settings.account;
      const known = accounts.get(`${host} ${merchantId}`);
      if (known) known.reviews.push(review);
      else accounts.set(`${host} ${merchantId}`, { settings, reviews: [review] });
    }
    for (const account of accounts.values())
      await readDecisionsAt(account, source, onFailure, leftMs, isOver).catch((error: unknown) => {
        onFailure(error);
      });
  }

  async function readDecisionsAt(
    { settings, reviews }: { readonly settings: GatewaySettings; readonly reviews: readonly ReviewCase[] },
    source: 'notification' | 'conversion-details',
    onFailure: (error: unknown, review: ReviewCase) => void,
    leftMs: () => number,
    isOver: () => boolean,
  ): Promise<void> {
    const oldest = Math.min(...reviews.map(({ stored }) => stored.openedAt.getTime()));
    const to = new Date(now().getTime() + 1_000);
    const from = new Date(Math.max(oldest - LOOK_BACK_MS, to.getTime() - DECISION_AGE_MAX_MS));
    for (const piece of piecesOf({ from, to }, DECISIONS_WINDOW_MAX_MS)) {
      if (isOver()) return;
      for (const found of await reviewDecisions.within(piece, settings, leftMs())) {
        const review = reviews.find(({ stored }) => stored.id === found.ref);
        if (review === undefined || found.newDecision === 'REVIEW') continue;
        await record(review, {
          decision: found.newDecision,
          by: found.reviewer ?? 'a reviewer in the Business Center',
          source,
          at: (found.decidedAt ?? now()).toISOString(),
          ...present({ comment: found.comments }),
        }).catch((error: unknown) => {
          onFailure(error, review);
        });
      }
    }
  }
}

const aboutOrder = ({ orderId, stored }: ReviewCase): Pick<PaymentAttempt, 'orderId' | 'site'> => ({
  orderId: orderId as OrderId,
  site: stored.site as SiteId,
});

function describeNo({ type }: Capture | Void, result: PaymentResult): string {
  const step = type === 'capture' ? 'capture after the review' : 'reversal after the review';
  if (result.outcome === 'declined') return `The ${step} was declined (${result.declineReason}).`;
  return `The ${step} was not made: ${'problem' in result ? result.problem : result.outcome}`;
}

const UNDER_REVIEW = 'The payment is under review: it can be captured when a reviewer has accepted it.';

const isUnderReview = ({ operation, result }: PaymentAttempt): boolean =>
  operation === 'authorize' && result?.outcome === 'pending' && result.because === 'review';

const isClose = ({ deadline }: ReviewCase, now: Date): boolean =>
  Date.parse(deadline) - now.getTime() < WARN_BEFORE_MS;

function describeDecided({ decision, by, at, comment }: DecidedReview): string {
  const verb = decision === 'ACCEPT' ? 'accepted' : 'rejected';
  const why = comment === undefined || comment === '' ? '' : ` Comment: ${comment}`;
  return `The payment was ${verb} by ${by} at ${at}.${why}`;
}

function followOnOf(
  { decided, amount, orderId, channel, stored }: ReviewCase,
  settings: GatewaySettings,
): Capture | Void | undefined {
  const step = decided?.decision === 'ACCEPT' ? 'capture' : 'reverse';
  if (decided === undefined || (step === 'capture' && !settings.captureAfterReview)) return undefined;
  const key = `review/${stored.id}/${step}` as CommandKey;
  const common = {
    key,
    fingerprint: sha256(key, 'hex'),
    caller: 'operator',
    actor: decided.by,
    site: stored.site as SiteId,
    channel,
    orderId: orderId as OrderId,
    amount: money(amount.minor, amount.currency as CurrencyCode),
    original: stored.id as GatewayRef,
  } as const;
  return step === 'capture'
    ? { ...common, type: 'capture', isFinal: true }
    : { ...common, type: 'void', of: 'authorization', reach: 'hold', isWhole: true };
}
