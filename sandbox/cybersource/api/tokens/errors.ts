/** What TMS refuses, in its own shape: `{errors:[…]}`. CyberSource: TMS tokens, error body. */
import type { z } from 'zod';
import type { DeletionRefusal } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';

/** TMS's media type. */
export const JSON_TYPE = 'application/json;charset=utf-8';

/** What was wrong with a field. */
export interface TokenErrorDetail {
  readonly name: string;
  readonly location: string;
}

/** `type` is one of CyberSource's: `notFound`, `notAvailable`, `conflict` … */
export interface TokenError {
  readonly type: string;
  readonly message: string;
  readonly details?: readonly TokenErrorDetail[];
}

/** An answer that carries one error. */
export const tokenError = (
  status: number,
  type: string,
  message: string,
  details: readonly TokenErrorDetail[] = [],
): EndpointResponse => ({
  status,
  body: { errors: [{ type, message, ...(details.length > 0 && { details }) }] },
  contentType: JSON_TYPE,
});

/** 410 for what was deleted, 404 for what never was. */
export const absent = (found: 'deleted' | undefined): EndpointResponse =>
  found === 'deleted'
    ? tokenError(410, 'notAvailable', 'Token not available.')
    : tokenError(404, 'notFound', 'Token not found.');

/** A token that a body names and that is not there. CyberSource: TMS tokens, 424. */
export const missingDependency = (location: string): EndpointResponse =>
  tokenError(424, 'notFound', 'A token that the request names was not found.', [toDetail(location)]);

/** PATCH cannot put another number behind a token. */
export const fixedNumber = (location: string): EndpointResponse =>
  tokenError(400, 'unsupportedPaymentMethodModification', 'The number of a card cannot be changed.', [
    toDetail(location),
  ]);

/** Fields that have to be there. */
export const missingFields = (...locations: readonly string[]): EndpointResponse =>
  tokenError(400, 'missingFields', 'Missing fields in the request.', locations.map(toDetail));

/** Fields that are no such thing, or missing, with all of them at once. */
export function faultyFields({ issues }: z.ZodError, body: unknown): EndpointResponse {
  const isMissing = issues.some(({ path }) => valueAt(body, path) === undefined);
  const details = issues.map(({ path }) => toDetail(path.join('.')));
  return isMissing
    ? tokenError(400, 'missingFields', 'Missing fields in the request.', details)
    : tokenError(400, 'invalidFields', 'Invalid fields in the request.', details);
}

/** Deletion: 204, or why the token stays. */
export function removed(kept: DeletionRefusal | undefined): EndpointResponse {
  switch (kept) {
    case undefined:
      return { status: 204, contentType: JSON_TYPE };
    case 'deleted':
      return absent('deleted');
    case 'unknown':
      return absent(undefined);
    case 'in-use':
      return tokenError(
        409,
        'instrumentIdentifierDeletionError',
        'Action cannot be performed as the InstrumentIdentifier is associated with one or more PaymentInstruments.',
      );
    case 'default':
      return tokenError(
        409,
        'conflict',
        "Action cannot be performed as the token is the customer's default and the customer has others.",
      );
  }
}

const toDetail = (location: string): TokenErrorDetail => ({
  name: location.split('.').at(-1) ?? location,
  location,
});

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? Reflect.get(inner, key) : undefined),
    value,
  );
}
