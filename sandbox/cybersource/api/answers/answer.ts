/** An answer as it goes out, and the two shapes in which CyberSource says that nothing moved. */
import { toReason } from '../../model/reasons.ts';
import type { RequestRefusal } from '../../model/refusal.ts';

/** Status, body (an object becomes JSON, undefined nothing at all) and content type. */
export interface EndpointResponse {
  readonly status: number;
  readonly body?: object;
  /** In place of a body: a file, never encrypted. */
  readonly text?: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** CyberSource's time: seconds, Z. */
export const toTime = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** HTTP 400, flat. `newId` is used by the refusals that carry one. */
export function toRefusalAnswer(
  { reason, details, withId }: RequestRefusal,
  at: Date,
  newId: () => string,
): EndpointResponse {
  return {
    status: 400,
    body: {
      ...(withId && { id: newId() }),
      submitTimeUtc: toTime(at),
      status: 'INVALID_REQUEST',
      reason,
      message: toReason(reason).message,
      ...(details && { details }),
    },
  };
}

/** HTTP 502: the outcome is unknown to the caller. */
export function toServerErrorAnswer(reason: 'SYSTEM_ERROR' | 'SERVER_TIMEOUT', at: Date): EndpointResponse {
  return {
    status: 502,
    body: { submitTimeUtc: toTime(at), status: 'SERVER_ERROR', reason, message: toReason(reason).message },
  };
}

/** A `_links` entry. */
export const link = (method: 'GET' | 'POST', href: string): { method: string; href: string } => ({
  method,
  href,
});
