import { type ProblemCode, statusOf } from '../domain/problem.ts';
import type { RouteCaller } from './callers.ts';
import type { DeclaredBody, RouteDeclaration } from './route.ts';

/** What each error means to the caller, for the API's document. */
export const PROBLEM_MEANINGS: Readonly<Record<ProblemCode, string>> = {
  'malformed-request':
    'the request lacks something or has another shape; `errors` names the fields to correct',
  'not-supported': 'the payment’s method does not declare the operation; nothing was sent',
  'bad-signature':
    'the webhook or notification is not signed with a key of this extension, or was signed too long ago',
  'not-authenticated': 'the token is missing, or OCC does not accept it',
  'seal-invalid': 'a seal that the extension did not give, or that was changed',
  'seal-expired': 'a seal that is too old: load the payment form again',
  'not-allowed': 'a page that is not the shop’s, or another site’s or order’s data',
  'role-missing':
    'the gateway setting `operatorRoles` does not give the caller’s OCC role the right that this takes',
  'not-found': 'there is no such site, payment or card, or the feature is off',
  'method-not-allowed': 'the address takes another method: see the header `Allow`',
  conflict:
    'the same id came with another body, or the payment’s state forbids it; the message says what is left. Nothing was sent',
  'wait-for-result': 'what happened before is not known completely; nothing was sent',
  'body-too-large': 'more than 256 KB of JSON or 16 KB of a form',
  'unsupported-media-type': 'another `Content-Type` than the documented one, or a compressed body',
  unprocessable: 'the request is well formed but cannot be carried out; the message says why',
  'too-many-requests': 'more requests than shoppers make',
  'internal-failure': 'a fault of the extension: quote `requestId` to its operator',
  'gateway-failure': 'CyberSource, OCC or Apple did not answer as it should',
  'not-configured': 'a setting is missing; the message names it',
  'journal-unavailable': 'the journal cannot be read or written; nothing was sent',
  'in-progress': 'the same request is being carried out',
  'not-sent': 'CyberSource could not be reached; nothing was sent and no money moved',
  'outcome-unknown': 'it may have been carried out: send the same request again to hear the result',
};

const JSON_BODY: readonly ProblemCode[] = [
  'malformed-request',
  'body-too-large',
  'unsupported-media-type',
  // A host that has parsed the body and kept no bytes.
  'not-configured',
];
const FORM_BODY: readonly ProblemCode[] = ['malformed-request', 'body-too-large', 'unsupported-media-type'];

/** Settings and sites come from OCC. */
const SETTINGS: readonly ProblemCode[] = ['not-found', 'gateway-failure', 'not-configured'];
const STOREFRONT: readonly ProblemCode[] = ['malformed-request', ...SETTINGS];
const ADMIN_TOKEN: readonly ProblemCode[] = [
  'not-authenticated',
  'not-allowed',
  'role-missing',
  'malformed-request',
  ...SETTINGS,
];

const BY_CALLER: Readonly<Record<RouteCaller, readonly ProblemCode[]>> = {
  'occ-webhook': ['bad-signature', 'not-configured'],
  gateway: ['not-found', 'bad-signature', 'malformed-request', 'not-configured'],
  storefront: STOREFRONT,
  shopper: ['not-authenticated', ...STOREFRONT],
  oms: ADMIN_TOKEN,
  operator: ADMIN_TOKEN,
  monitoring: ADMIN_TOKEN,
  anyone: [],
};

/** Every error that a route answers with: those of its caller, body, parameters and rate limit, and its own. */
export function problemsOf(route: RouteDeclaration): ReadonlySet<ProblemCode> {
  const { caller, body, query, headers, limit, problems = [] } = route;
  return new Set([
    ...BY_CALLER[caller],
    ...ofBody(body),
    // A page that is not the shop's.
    ...((caller === 'storefront' || caller === 'shopper') && body !== undefined
      ? (['not-allowed'] as const)
      : []),
    ...(query !== undefined || headers !== undefined ? (['malformed-request'] as const) : []),
    ...(limit !== undefined ? (['too-many-requests'] as const) : []),
    ...problems,
    'internal-failure',
  ]);
}

/** The same by HTTP status, which several of them may share. */
export function problemsByStatus(route: RouteDeclaration): ReadonlyMap<number, readonly ProblemCode[]> {
  const byStatus = new Map<number, readonly ProblemCode[]>();
  for (const code of problemsOf(route))
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return byStatus;
}

function ofBody(body: DeclaredBody | undefined): readonly ProblemCode[] {
  if (body === undefined) return [];
  return body.contentType === 'application/json' ? JSON_BODY : FORM_BODY;
}
