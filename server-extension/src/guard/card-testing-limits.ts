/**
 * The numbers of the card-testing guard, each with what it follows from. Each is held by a test in `test/guard/`;
 * those that were found by trying, by its attack of ten thousand cards, in which at most one tester in a hundred
 * may get through and at most one guest in two hundred may be stopped.
 */
import type { Pacing } from './card-testing-table.ts';

/**
 * Declined cards, less what approvals took off, that activate the guard. It is what an attack gets through before
 * it is stopped: one in a thousand of an attack of ten thousand, a tenth of the one in a hundred that the guard
 * promises.
 */
export const THRESHOLD = 10;

/**
 * What each declined card adds to the score, and each approval takes off it. At 1 : 1.5 the score rises only while
 * more than 1.5 of 2.5 cards (60 %) are declined, so that a shop of any size stays at zero with its ordinary
 * declines.
 */
export const SCORE_OF_DECLINE = 1;
export const SCORE_OFF_FOR_APPROVAL = 1.5;

/**
 * What an approved trial takes off while the guard is active: it is evidence that the attack is over. Two of them
 * bring the threshold down to {@link SCORE_AFTER_ATTACK}, where the guard may deactivate itself.
 */
export const SCORE_OFF_FOR_TRIAL = 2.5;

/**
 * Half of the threshold stays as score after an attack, so that one that goes on activates the guard in half as
 * many cards.
 */
export const SCORE_AFTER_ATTACK = THRESHOLD / 2;

/**
 * Score that decays each minute: ten declined cards of a quiet shop are forgotten in 20 minutes and do not add up
 * over hours.
 */
export const SCORE_DECAY_PER_MINUTE = 0.5;

/**
 * Attempts more than the threshold that each approval allows in flight at once. With two, shoppers whose payments are approved
 * allow three times as many at once.
 */
export const TRUST_FOR_APPROVAL = 2;

/**
 * The largest trust. Each declined card halves it, so that nine declined cards leave none of it (511 is the
 * largest number of which that is true): it is gone before the tenth one activates the guard.
 */
export const TRUST_MAX = 500;

/**
 * How long the guard stays active after the last declined card: two of the rarest trials ({@link RAREST_TRIAL_MS})
 * fall into it.
 */
export const ACTIVE_MS = 10 * 60_000;

/**
 * How long an attempt waits for others in flight to end; OCC waits for its answer meanwhile. It is the margin of
 * the deadlines: 25 s of OCC, less 18 s for CyberSource and 4 s for a look-up.
 */
export const ATTEMPT_WAIT_MAX_MS = 3_000;

/**
 * How many may be in flight when no card was declined but the gateway is slow: three payments a second, each of
 * which takes CyberSource's whole deadline of 18 s, are 54.
 */
export const SLOW_GATEWAY_ROOM = 60;

/**
 * How often activations of other instances are read: one small query a second for each site, and an attack on two
 * instances gets through a second's cards more.
 */
export const SYNC_EVERY_MS = 1_000;

/**
 * Trials there are when the guard becomes active, and that time alone fills up again. Found by the attack of the
 * test: programs hurry, so those who type have twice as many, of their own.
 */
export const TRIAL_CAPACITY: Readonly<Record<Pacing, number>> = { fastPaced: 2, humanPaced: 4 };

/**
 * Milliseconds until there is one more trial, as long as none was declined. Found by the attack of the test: a
 * guest a second still pays.
 */
export const TRIAL_EVERY_MS = 2_500;

/**
 * The longest time until there is one more trial; a declined trial doubles it, so that seven in a row reach it.
 * Half of {@link ACTIVE_MS}.
 */
export const RAREST_TRIAL_MS = 5 * 60_000;

/**
 * Trials added for each approved trial, which used one: shoppers' cards are mostly approved, so trials grow where
 * shoppers are.
 */
export const EARNED_TRIALS = 3;

/** The most trials at once: what testers find when the shoppers before them earned all, twice the threshold. */
export const TRIALS_MAX = 2 * THRESHOLD;

/**
 * Trials from which a name that was blocked before is admitted once more: half of the most, so that names not seen
 * before come first.
 */
export const MANY_TRIALS = TRIALS_MAX / 2;

/**
 * A name that was blocked or declined no more often than this is admitted again while there are many trials.
 * Shoppers try a second time; testers come back repeatedly.
 */
export const SECOND_CHANCES = 1;

/**
 * Retries of shoppers who mistyped that are admitted while the guard is active; each approved trial gives one of
 * each kind back. Another card is what testers use, so there are half as many.
 */
export const RETRIES = { 'same-card': 4, 'other-card': 2 } as const;

/**
 * Blocked names beyond which no trial is admitted and no other name is kept: no shop has that many shoppers at once.
 * At about 100 bytes a name they take 2 MB.
 */
export const BLOCKED_NAMES_MAX = 20_000;

/**
 * How long blocked names are kept after the guard was deactivated: testers who pause for three times {@link
 * ACTIVE_MS} are still known.
 */
export const BLOCKED_NAMES_KEPT_MS = 3 * ACTIVE_MS;

/**
 * While a name was blocked within that time, the attack goes on. Eight trials of {@link TRIAL_EVERY_MS}: a program
 * that is blocked tries again sooner.
 */
export const QUIET_MS = 8 * TRIAL_EVERY_MS;
