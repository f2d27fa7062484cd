/** CyberSource's calls, and their paths. */
import express, { type Router } from 'express';
import { refuseOtherMethods } from '../../other-methods.ts';
import { answerAbsent, wrongMethod } from './http/receive.ts';
import { call, type ApiCall } from './routes/api-call.ts';
import { createCaptureEndpoint, createRefundEndpoint } from './routes/captures-and-refunds.ts';
import {
  createEnrolmentEndpoint,
  createResultsEndpoint,
  createSetupEndpoint,
} from './routes/payer-authentication.ts';
import { createDecisionCalls } from './routes/decisions/decision-calls.ts';
import type { EndpointDeps } from './routes/deps.ts';
import { documentedCalls } from './routes/documented-calls.ts';
import { createHandlers } from './routes/endpoint.ts';
import { createIncrementEndpoint } from './routes/increments.ts';
import { createLookUpEndpoint, type LookUpKind } from './routes/look-ups.ts';
import { createCreditEndpoint, createPaymentEndpoint } from './routes/payments.ts';
import { createReportingCalls } from './routes/reporting/reporting-calls.ts';
import {
  createReversalEndpoint,
  createTimeoutReversalEndpoint,
  createTimeoutVoidEndpoint,
  createVoidEndpoint,
} from './routes/reversals-and-voids.ts';
import { createDetailsEndpoint, createSearchEndpoints } from './routes/transactions.ts';
import { createNotificationCalls } from './notifications/notification-calls.ts';
import type { Notifications } from '../notifications/notifications.ts';
import { createTokenCalls } from './tokens/token-calls.ts';

const TAKEN = ['payment', 'capture'] as const;

/** The calls of payments, payer authentication, transaction search, saved cards, reports and Decision Manager. */
export function createApiCalls(deps: EndpointDeps): readonly ApiCall[] {
  const { search, result } = createSearchEndpoints(deps);
  const kinds: readonly LookUpKind[] = ['payment', 'capture', 'reversal', 'refund', 'credit', 'void'];
  return [
    call('post', '/pts/v2/payments', 'payment', createPaymentEndpoint(deps)),
    call('patch', '/pts/v2/payments/:id', 'increment', createIncrementEndpoint(deps)),
    call('post', '/pts/v2/payments/:id/captures', 'capture', createCaptureEndpoint(deps)),
    call('post', '/pts/v2/payments/:id/reversals', 'reversal', createReversalEndpoint(deps)),
    call('post', '/pts/v2/payments/:id/refunds', 'refund', createRefundEndpoint(deps)),
    call('post', '/pts/v2/payments/:id/voids', 'void', createVoidEndpoint(TAKEN, deps)),
    call('post', '/pts/v2/captures/:id/refunds', 'refund', createRefundEndpoint(deps)),
    call('post', '/pts/v2/captures/:id/voids', 'void', createVoidEndpoint(TAKEN, deps)),
    call('post', '/pts/v2/refunds/:id/voids', 'void', createVoidEndpoint(['refund'], deps)),
    call('post', '/pts/v2/credits', 'credit', createCreditEndpoint(deps)),
    call('post', '/pts/v2/credits/:id/voids', 'void', createVoidEndpoint(['credit'], deps)),
    call('post', '/pts/v2/reversals', 'reversal', createTimeoutReversalEndpoint(deps)),
    call('post', '/pts/v2/voids', 'void', createTimeoutVoidEndpoint(deps)),
    ...kinds.map((kind) => call('get', `/pts/v2/${kind}s/:id`, 'search', createLookUpEndpoint(kind, deps))),
    call('get', '/tss/v2/transactions/:id', 'search', createDetailsEndpoint(deps)),
    call('post', '/tss/v2/searches', 'search', search),
    call('get', '/tss/v2/searches/:id', 'search', result),
    call('post', '/risk/v1/authentication-setups', 'authentication', createSetupEndpoint(deps)),
    call('post', '/risk/v1/authentications', 'authentication', createEnrolmentEndpoint(deps)),
    call('post', '/risk/v1/authentication-results', 'authentication', createResultsEndpoint(deps)),
    ...createReportingCalls(deps),
    ...createDecisionCalls(deps),
    ...createTokenCalls(deps),
  ];
}

/** CyberSource's paths for Express. Mounted behind authentication. */
export function createApi(deps: EndpointDeps, notifications: Notifications): Router {
  const handle = createHandlers(deps.desk, deps.now);
  const calls = [
    ...createApiCalls(deps),
    ...createNotificationCalls({ ...notifications, ids: deps.ids, now: deps.now }),
  ];
  const router = express.Router();
  // What stands for itself comes before what takes any id.
  for (const { method, path } of absentCalls(calls)) {
    router[method](path, answerAbsent(deps.now));
  }
  for (const { method, path, place, endpoint } of calls) {
    router[method](path, handle(place, endpoint));
  }
  return refuseOtherMethods(router, wrongMethod);
}

/** CyberSource's calls that neither these nor the microform's routes are. */
export function absentCalls(
  calls: readonly Pick<ApiCall, 'method' | 'path'>[],
): readonly { readonly method: Method; readonly path: string }[] {
  const shape = (method: string, path: string): string => `${method} ${path.replaceAll(/:\w+/g, ':')}`;
  const present = new Set([
    ...calls.map(({ method, path }) => shape(method, path)),
    shape('post', '/microform/v2/sessions'),
  ]);
  return documentedCalls
    .map(({ method, path }) => ({ method: method.toLowerCase() as Method, path }))
    .filter(({ method, path }) => !present.has(shape(method, path)));
}

type Method = 'delete' | 'get' | 'patch' | 'post' | 'put';
