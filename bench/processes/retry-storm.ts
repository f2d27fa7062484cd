import type { HttpResponse } from './systems/http.ts';
import type { ProofSystem } from './systems/proof-system.ts';

/** How many webhooks, and how they are delivered. */
export interface RetryStormPlan {
  readonly webhooks: number;
  /** Deliveries of each of them, all at the same moment. */
  readonly copies: number;
  /** How many instances they go to, in turn. */
  readonly instances: number;
}

/** Many deliveries of the same webhooks at once, and what reached the gateway. */
export interface RetryStorm extends RetryStormPlan {
  /** Authorizations that the gateway was asked for. */
  readonly calls: number;
  readonly answers: number;
  /** Webhooks whose copies were all answered with 200 and the same bytes. */
  readonly equal: number;
  readonly ms: number;
}

/** @param atOnce how many webhooks are under way at a time, each with all of its copies. */
export async function storm(
  { webhooks, faults, front, instanceGroup }: ProofSystem,
  plan: RetryStormPlan,
  atOnce: number,
): Promise<RetryStorm> {
  const before = faults.authorizations();
  const started = Date.now();
  let begun = 0;
  let answers = 0;
  let equal = 0;

  async function worker(): Promise<void> {
    while (begun < plan.webhooks) {
      begun += 1;
      const delivery = webhooks.newOrder(1_000 + (begun % 30_000)).click();
      const given = await Promise.all(
        Array.from({ length: plan.copies }, (_, nth) => webhooks.deliver(delivery, originOf(nth))),
      );
      answers += given.length;
      if (areEqual(given)) equal += 1;
    }
  }

  /** Straight to the instances in turn: so each of these has copies of everything. */
  function originOf(nth: number): string {
    return instanceGroup.instances[nth % plan.instances]?.url ?? front.url;
  }

  await Promise.all(Array.from({ length: atOnce }, worker));
  return {
    ...plan,
    calls: faults.authorizations() - before,
    answers,
    equal,
    ms: Date.now() - started,
  };
}

function areEqual(answers: readonly HttpResponse[]): boolean {
  const [first] = answers;
  return answers.every(({ status, body }) => status === 200 && first?.body.equals(body) === true);
}
