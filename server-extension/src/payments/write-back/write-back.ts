import type { CommandKey, OrderId, SiteId } from '../../domain/ids.ts';
import type { PaymentCommand } from '../../domain/payment/command.ts';
import { isApplied } from '../../domain/payment/applied.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { OrderPayments } from '../overview/read-order.ts';
import type { CaseStore } from '../ports/case-store.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import type { RecoveryTimings } from '../recovery/recovery-task.ts';
import { isRefusedVoidOrRefund } from '../recovery/recovery-task.ts';
import { nextRequestAt } from '../recovery/schedule.ts';
import { type ReviewCase, toReviewCase } from '../review/review-case.ts';
import { isAtStake, type OrderRecord, toOrderRecord } from './order-record.ts';
import { toContent, toWriteBackCase, type WriteBackCase } from './write-back-case.ts';

/** `not-placed`: OCC has no such order, or has not accepted it. */
export type OrderWriteResult = 'written' | 'unchanged' | 'not-placed';

/**
 * Makes OCC's order show the record, and reads it back. Changes nothing where it shows it already. Rejects with a Problem that
 * says what stood in the way: OCC is down, another program changed the order, or it does not show what was written.
 */
export type WriteOrder = (record: OrderRecord) => Promise<OrderWriteResult>;

export interface WriteBackDeps {
  readonly cases: CaseStore;
  readonly journal: Pick<Journal, 'tasksOfOrder' | 'requireManualReview' | 'closeManualReview'>;
  /** Every payment of an order, from wherever it is known. */
  readonly readOrder: (orderId: OrderId, site: SiteId) => Promise<OrderPayments['payments']>;
  readonly writeOrder: WriteOrder;
  readonly settingsFor: SettingsFor;
  readonly timings: RecoveryTimings;
  readonly now: () => Date;
  /** How long an order is leased, in milliseconds: longer than its reading and writing takes. */
  readonly leaseMs: number;
  /** Writes an order as a run of its own. */
  readonly traceOrder: (work: () => Promise<void>) => Promise<void>;
  readonly onWritten: (record: OrderRecord) => void;
  /** Called when an order could not be written; `runAt` is undefined when a person has to do it. */
  readonly onConflict: (order: Pick<OrderRecord, 'orderId' | 'site'>, problem: string, runAt?: Date) => void;
  /** @param order the one that it is about, where it is about one. */
  readonly onError: (error: unknown, order?: Pick<OrderRecord, 'orderId' | 'site'>) => void;
}

/** Why an attempt waits for a person although CyberSource has answered it. */
export interface UnwrittenResult {
  readonly problem: string;
  readonly suggestedAction: string;
}

/**
 * What happens to payments after the checkout, written to their orders at OCC. Nothing is written event by event: an order that
 * something happened to is compared with all that is known of its payments, so that the same result twice, or results out of
 * order, come to the same.
 */
export interface WriteBack {
  /** Notes the order of a command that is about to be carried out: a process that is gone afterwards leaves the order noted. */
  expect(command: PaymentCommand, settings: GatewaySettings): void;
  /** Notes the order of an attempt that has ended, or that another program has made. */
  attemptEnded(attempt: PaymentAttempt): void;
  /** Notes the order of a review that was opened or decided. */
  reviewChanged(review: ReviewCase): void;
  /** Why an attempt that is in manual review was not written; undefined where it waits for another reason. */
  unwritten(attempt: PaymentAttempt): Promise<UnwrittenResult | undefined>;
  /** Writes the orders that are due, a few at the same time, each by one instance. Never rejects. */
  run(isOver?: () => boolean): Promise<void>;
  /** Resolves when nothing that was noted is still being kept or written. */
  idle(): Promise<void>;
}

const OPEN_CASES_MAX = 1_000;
const ORDERS_AT_ONCE = 4;
/** OCC is in the middle of a change of its own when it asks for a step; this part of the first wait later it has ended. */
const PARTS_OF_WAIT = 30;

export function createWriteBack(deps: WriteBackDeps): WriteBack {
  const { cases, journal, settingsFor, timings, now } = deps;
  const inFlight = new Set<Promise<void>>();
  let isRunning = false;
  let isAskedAgain = false;

  /** The caller is answered meanwhile; a failure of the work never reaches the caller. */
  function inBackground(order: Pick<OrderRecord, 'orderId' | 'site'>, work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => {
        deps.onError(error, order);
      })
      .finally(() => inFlight.delete(done));
    inFlight.add(done);
  }

  function note(
    order: { readonly orderId: OrderId; readonly site: SiteId; readonly channel: GatewaySettings['channel'] },
    afterMs: number,
    isKnownOnly = false,
  ): void {
    inBackground(order, async () => {
      if (!(await settingsFor(order.site, order.channel)).writeBack) return;
      await keep(order, new Date(now().getTime() + afterMs), isKnownOnly);
      if (afterMs === 0) await run();
    });
  }

  async function keep(
    { orderId, site, channel }: Parameters<typeof note>[0],
    runAt: Date,
    isKnownOnly: boolean,
  ): Promise<void> {
    for (;;) {
      const stored = await cases.find('write-back', orderId);
      if (stored === undefined) {
        if (isKnownOnly) return;
        const opened = { channel, runs: 0, runAt: runAt.toISOString() };
        const added = await cases.add({
          kind: 'write-back',
          id: orderId,
          state: 'open',
          site,
          openedAt: now(),
          content: toContent(opened),
        });
        if (added) return;
        continue;
      }
      const noted = toWriteBackCase(stored);
      const isSooner = stored.state === 'open' && noted.runs === 0 && new Date(noted.runAt) < runAt;
      const next = { ...noted, runs: 0, runAt: isSooner ? noted.runAt : runAt.toISOString() };
      if (await cases.change(stored, { state: 'open', content: toContent(next) })) return;
    }
  }

  async function run(isOver: () => boolean = () => false): Promise<void> {
    isAskedAgain = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isAskedAgain && !isOver()) {
        isAskedAgain = false;
        const open = await cases.list('write-back', 'open', OPEN_CASES_MAX);
        const due = open.map(toWriteBackCase).filter(isDue);
        for (let at = 0; at < due.length && !isOver(); at += ORDERS_AT_ONCE)
          await Promise.all(
            due.slice(at, at + ORDERS_AT_ONCE).map((each) => deps.traceOrder(() => work(each))),
          );
      }
    } catch (error) {
      deps.onError(error);
    } finally {
      isRunning = false;
    }
  }

  function isDue({ runAt, leasedUntil }: WriteBackCase): boolean {
    const at = now();
    return new Date(runAt) <= at && (leasedUntil === undefined || new Date(leasedUntil) <= at);
  }

  async function work(due: WriteBackCase): Promise<void> {
    const leasedUntil = new Date(now().getTime() + deps.leaseMs).toISOString();
    const leased = await change(due, { leasedUntil });
    if (leased === undefined) return;
    const { state, ...left } = await write(leased);
    if ((await change(leased, { ...left, leasedUntil: undefined }, state)) !== undefined) return;
    // Something has happened to the order meanwhile: it is written again.
    isAskedAgain = true;
    for (;;) {
      const stored = await cases.find('write-back', due.stored.id);
      if (stored === undefined) return;
      const noted = toWriteBackCase(stored);
      if ((await change(noted, { leasedUntil: undefined })) !== undefined) return;
    }
  }

  /** Undefined when the case has changed since it was read. */
  async function change(
    seen: WriteBackCase,
    to: { readonly [K in keyof Omit<WriteBackCase, 'stored'>]?: WriteBackCase[K] | undefined },
    state: 'open' | 'closed' = 'open',
  ): Promise<WriteBackCase | undefined> {
    const content = toContent({ ...seen, ...to } as WriteBackCase);
    if (!(await cases.change(seen.stored, { state, content }))) return undefined;
    return toWriteBackCase({ ...seen.stored, state, content, version: seen.stored.version + 1 });
  }

  async function write(
    leased: WriteBackCase,
  ): Promise<Parameters<typeof change>[1] & { readonly state: 'open' | 'closed' }> {
    const { stored, channel, runs } = leased;
    const site = stored.site as SiteId;
    const orderId = stored.id as OrderId;
    try {
      const settings = await settingsFor(site, channel);
      if (!settings.writeBack) return { state: 'closed' };
      const payments = await deps.readOrder(orderId, site);
      const unsettled = await withoutSettled(payments);
      const reviews = await reviewsOf(payments);
      const record = toOrderRecord({ orderId, site }, unsettled, reviews, settings.reviewHold);
      const result = await deps.writeOrder(record);
      if (result === 'written') deps.onWritten(record);
      if (result === 'not-placed' && payments.some(isAtStake))
        throw new Problem('not-found', 'OCC has not placed the order.');
      if (leased.gaveUpOn !== undefined)
        await journal.closeManualReview({ ...leased.gaveUpOn, key: leased.gaveUpOn.key as CommandKey });
      const done = { runs: 0, problem: undefined, gaveUpOn: undefined };
      // What is not known yet is found out by recovery, which may run on another instance.
      if (!payments.some(({ isPending, needsReview }) => isPending && !needsReview))
        return { ...done, state: 'closed' };
      return { ...done, state: 'open', runAt: later(timings.searchLagMs).toISOString() };
    } catch (error) {
      if (!(error instanceof Problem)) deps.onError(error, { orderId, site });
      const problem = error instanceof Problem ? error.message : 'An internal error: see the log.';
      const runAt = nextRequestAt(runs, timings, now());
      deps.onConflict({ orderId, site }, problem, runAt);
      if (runAt !== undefined) return { state: 'open', runs: runs + 1, runAt: runAt.toISOString(), problem };
      return { state: 'closed', problem, gaveUpOn: await handOver(orderId) };
    }
  }

  const later = (ms: number): Date => new Date(now().getTime() + ms);

  /** The latest attempt that has nothing else left to do waits for a person. */
  async function handOver(orderId: OrderId): Promise<WriteBackCase['gaveUpOn']> {
    const entries = await journal.tasksOfOrder(orderId);
    const last = entries.findLast(({ attempt, task }) => task === undefined && attempt.result !== undefined);
    if (last === undefined) return undefined;
    const { key, attemptNumber } = last.attempt;
    await journal.requireManualReview(last.attempt);
    return { key, attemptNumber };
  }

  async function reviewsOf(payments: OrderPayments['payments']): Promise<readonly ReviewCase[]> {
    const underReview = payments
      .flatMap(({ attempts }) => attempts)
      .flatMap(({ operation, result }) =>
        operation === 'authorize' && result?.outcome === 'pending' && result.because === 'review'
          ? [result.ref]
          : [],
      );
    const found = await Promise.all(underReview.map((ref) => cases.find('review', ref)));
    return found.flatMap((stored) => (stored === undefined ? [] : [toReviewCase(stored)]));
  }

  /** What a person has settled is not marked any more. */
  async function withoutSettled(payments: OrderPayments['payments']): Promise<OrderPayments['payments']> {
    return Promise.all(
      payments.map(async (payment) => {
        const settled = await Promise.all(
          payment.attempts.map(
            async ({ key, attemptNumber }) =>
              (await cases.find('manual-review', `${attemptNumber} ${key}`)) !== undefined,
          ),
        );
        return {
          ...payment,
          attempts: payment.attempts.filter(
            (attempt, index) => settled[index] !== true || !isRefusedVoidOrRefund(attempt),
          ),
        };
      }),
    );
  }

  return {
    expect(command, settings) {
      // OCC shows what its own webhook asked for, and of what recovery reverses OCC may have no order: both are noted when they have ended.
      const isNotedAtItsEnd = command.caller === 'webhook' || command.caller === 'reconciler';
      if (settings.writeBack && !isNotedAtItsEnd)
        note({ ...command, channel: settings.channel }, timings.lostAfterMs);
    },

    attemptEnded(attempt) {
      const { caller, operation, result } = attempt;
      if (result === undefined) return;
      const isOfOcc = caller === 'webhook';
      const afterMs = isOfOcc ? timings.firstLookupMs / PARTS_OF_WAIT : 0;
      if (isRefusedVoidOrRefund(attempt)) note(attempt, afterMs);
      else if (isOfOcc && operation === 'authorize') return;
      // Of what recovery reverses OCC has no order, unless its order already shows what else has happened.
      else note(attempt, afterMs, caller === 'reconciler' || !isApplied(attempt));
    },

    reviewChanged({ stored, orderId, channel, decided }) {
      const order = { orderId: orderId as OrderId, site: stored.site as SiteId, channel };
      note(order, decided === undefined ? timings.firstLookupMs / PARTS_OF_WAIT : 0);
    },

    async unwritten({ orderId, key, attemptNumber }) {
      const stored = await cases.find('write-back', orderId);
      if (stored === undefined) return undefined;
      const { gaveUpOn, problem = '' } = toWriteBackCase(stored);
      if (gaveUpOn?.key !== key || gaveUpOn.attemptNumber !== attemptNumber) return undefined;
      return {
        problem: `The result could not be written to the order in Commerce Cloud: ${problem}`,
        suggestedAction:
          'Put right what the problem names, and write what the payment shows into the order in Commerce Cloud; then settle this entry. The next result of the order writes all of it.',
      };
    },

    run,

    async idle() {
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
}
