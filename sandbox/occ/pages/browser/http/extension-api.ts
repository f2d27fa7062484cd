import type { OperationAnswer, OperationPreview, PaymentsPage } from '../model/payment.ts';
import type { OpenReview, ReviewResult, ReviewDecisionView } from '../model/review.ts';
import type { SettledDayView, SettlementCaseView } from '../model/settlement.ts';
import type { AdminApi } from './admin-api.ts';

/** Where the extension's routes begin. */
export const EXTENSION = '/ccstorex/custom/isv-payment/v2';

/** A request that moves money: where it goes, for which site and channel, and what it says. */
export interface OperationRequest {
  readonly route: string;
  readonly site: string;
  readonly channel: string;
  /** The same for the dry run and for what follows it. */
  readonly idempotencyKey: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The part of the extension's published API that an order management needs. Called with an admin token of OCC's. */
export interface ExtensionApi {
  /** The payments that fit all parameters; a payment of an unknown order is a 404. */
  payments(parameters: Readonly<Record<string, string>>): Promise<PaymentsPage>;
  /** What the request would do. Sends nothing to CyberSource. */
  preview(request: OperationRequest): Promise<OperationPreview>;
  /** Rejects with HTTP 503 where the outcome is not known. */
  carryOut(request: OperationRequest): Promise<OperationAnswer>;
  reviews(): Promise<readonly OpenReview[]>;
  decide(transactionId: string, verdict: ReviewDecisionView, comment: string): Promise<ReviewResult>;
  settlement(date: string): Promise<SettledDayView>;
  /** Compares the books of a day that is over. */
  runSettlement(date: string): Promise<SettledDayView>;
  closeCase(id: string, site: string, reason: string): Promise<SettlementCaseView>;
  settlementFile(date: string): Promise<string>;
}

/** See {@link ExtensionApi}. */
export function createExtensionApi(call: AdminApi): ExtensionApi {
  const get = (path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const query = new URLSearchParams(parameters).toString();
    return call({ path: `${EXTENSION}${path}${query === '' ? '' : `?${query}`}` });
  };
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    call({ method: 'POST', path: `${EXTENSION}${path}`, headers, body });
  const operate = (
    { route, site, channel, idempotencyKey, body }: OperationRequest,
    query = '',
  ): Promise<unknown> =>
    post(`${route}${query}`, body, {
      'x-ccsite': site,
      'x-ccasset-channel': channel,
      'idempotency-key': idempotencyKey,
    });

  return {
    payments: async (parameters) => (await get('/operations/payments', parameters)) as PaymentsPage,
    preview: async (request) => (await operate(request, '?dryRun=true')) as OperationPreview,
    carryOut: async (request) => (await operate(request)) as OperationAnswer,
    reviews: async () => (await get('/reviews')) as readonly OpenReview[],
    decide: async (transactionId, verdict, comment) =>
      (await post(`/reviews/${verdict === 'ACCEPT' ? 'accept' : 'reject'}`, {
        transactionId,
        comment,
      })) as ReviewResult,
    settlement: async (date) => (await get('/settlement', { date })) as SettledDayView,
    runSettlement: async (date) => (await post('/settlement', { date })) as SettledDayView,
    closeCase: async (id, site, reason) =>
      (await post('/settlement/close', { id, reason }, { 'x-ccsite': site })) as SettlementCaseView,
    settlementFile: async (date) =>
      (await call({
        path: `${EXTENSION}/settlement/csv?date=${encodeURIComponent(date)}`,
        isText: true,
      })) as string,
  };
}
