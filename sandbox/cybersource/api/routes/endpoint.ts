/** From Express to plain values and back: a route is a function of a call that says what it would commit. */
import type { RequestHandler } from 'express';
import type { Fault } from '../../../triggers.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { deliver } from '../http/deliver.ts';
import type { FaultQueue, FaultTarget } from '../http/fault-queue.ts';
import { rawBodyOf, requireMerchant } from '../http/received.ts';
import type { Merchant } from '../../access/merchants/merchants.ts';

/** An authenticated call. */
export interface EndpointCall {
  readonly merchant: Merchant;
  readonly body: unknown;
  /** The id in the path, and the one of a part below it; empty where the path has none. */
  readonly id: string;
  readonly part: string;
  readonly query: unknown;
  /** What the caller wants to be answered in; empty where it does not say. */
  readonly accept: string;
  /** The body as it arrived, for the one call whose body is no JSON. */
  readonly bytes: Buffer;
  /** All names in the path, for the few calls that have more than two. */
  readonly names?: Readonly<Partial<Record<string, string | readonly string[]>>>;
  /** The version that the caller wants to change, where it says so. */
  readonly ifMatch?: string | undefined;
}

/**
 * What a call comes to. `commit` reads and writes the ledger in one go, without waiting for anything in between:
 * two calls cannot see the same money.
 */
export interface EndpointPlan {
  readonly commit: () => EndpointResponse;
  readonly fault?: Fault | undefined;
}

/** Understands a call without touching the ledger's sums yet. */
export type Endpoint = (call: EndpointCall) => EndpointPlan | Promise<EndpointPlan>;

/** Wraps endpoints for Express. An ordered fault goes before one that the table asks for. */
export function createHandlers(
  desk: FaultQueue,
  now: () => Date,
): (place: FaultTarget, endpoint: Endpoint) => RequestHandler {
  return (place, endpoint) => async (req, res) => {
    const { id, part } = req.params;
    const body: unknown = req.body;
    const plan = await endpoint({
      merchant: requireMerchant(res),
      body,
      id: typeof id === 'string' ? id : '',
      part: typeof part === 'string' ? part : '',
      query: req.query,
      accept: req.get('accept') ?? '',
      bytes: rawBodyOf(req),
      names: req.params,
      ifMatch: req.get('if-match'),
    });
    await deliver(res, plan.commit, desk.take(place) ?? plan.fault, now);
  };
}
