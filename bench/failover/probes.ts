import { setTimeout as pause } from 'node:timers/promises';
import type { HttpRequest } from '../processes/systems/http.ts';
import type { WebhookClient } from '../processes/systems/webhooks.ts';

/** One payment of a shopper, delivered until it was answered with 200, as OCC repeats it. */
export interface ProbePayment {
  readonly orderId: string;
  readonly delivery: HttpRequest;
  /** When each delivery was answered, by `performance.now()`, and its HTTP status; 0 where no answer came. */
  readonly answers: readonly ProbeAnswer[];
  /** The bytes of the answer with 200; absent where none came. */
  readonly result?: Buffer;
}

export interface ProbeAnswer {
  readonly sentAt: number;
  readonly at: number;
  readonly status: number;
}

/** Payments at a steady rate, however long their answers take. */
export interface Probes {
  /** No further one; resolves to all of them when each has its answer. */
  stop(): Promise<readonly ProbePayment[]>;
}

const REPEAT_AFTER_MS = 250;
/** A recovery that takes longer than this is not one. */
const REPEATED_FOR_MS = 120_000;
const TICK_MS = 10;
/** US cents, below the amounts that CyberSource's sandbox treats in a special way. */
const CENTS = { least: 1_000, span: 30_000 };

/** Pays orders that OCC never places: what was authorized for them is found and reversed. */
export function startProbes(webhooks: WebhookClient, perSecond: number): Probes {
  const payments: ProbePayment[] = [];
  const inFlight = new Set<Promise<void>>();
  const startedAt = performance.now();
  let begun = 0;
  let isStopped = false;

  async function pay(): Promise<void> {
    const order = webhooks.newOrder(CENTS.least + (begun % CENTS.span));
    const delivery = order.click();
    const answers: ProbeAnswer[] = [];
    const until = performance.now() + REPEATED_FOR_MS;
    let result: Buffer | undefined;
    while (result === undefined && performance.now() < until) {
      if (answers.length > 0) await pause(REPEAT_AFTER_MS);
      const sentAt = performance.now();
      const answer = await webhooks.deliver(delivery).catch(() => undefined);
      answers.push({ sentAt, at: performance.now(), status: answer?.status ?? 0 });
      if (answer?.status === 200) result = answer.body;
    }
    payments.push({ orderId: order.id, delivery, answers, ...(result !== undefined && { result }) });
  }

  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; begun < due && !isStopped; begun += 1) {
      const paying = pay().finally(() => inFlight.delete(paying));
      inFlight.add(paying);
    }
  }, TICK_MS);

  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await Promise.all(inFlight);
      return payments;
    },
  };
}

/** Deliveries that are answered otherwise than before: OCC would hear two results of one payment. */
export async function countChangedAnswers(
  webhooks: WebhookClient,
  payments: readonly ProbePayment[],
): Promise<number> {
  let changed = 0;
  for (const { delivery, result } of payments) {
    if (result === undefined) continue;
    const again = await webhooks.deliver(delivery);
    if (again.status !== 200 || !again.body.equals(result)) changed += 1;
  }
  return changed;
}

/**
 * How long no payment was taken: the longest time that passed without an answer with 200, in milliseconds.
 *
 * @param from when the round began; the time up to the first answer counts, too.
 */
export function longestSilence(payments: readonly ProbePayment[], from: number): number {
  const taken = payments
    .flatMap(({ answers }) => answers)
    .filter(({ status }) => status === 200)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  return Math.max(0, ...taken.map((at, index) => at - (taken[index - 1] ?? from)));
}
