import type { BillingField } from '../domain/address/billing-field.ts';
import type { GatewayCommand } from '../domain/payment/command.ts';
import { Problem } from '../domain/problem.ts';
import { reportOf } from '../domain/payment/reported.ts';
import type { Outcome, PaymentResult } from '../domain/payment/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Log } from '../telemetry/log/log.ts';
import { NotSentError } from '../payments/ports/not-sent.ts';
import type { Gateway, GatewayCall, UnresolvedAttempt } from '../payments/ports/gateway.ts';
import type { ClientFor } from './client/client.ts';
import { compose, composeUndo } from './compose.ts';
import type { RecordedPayer } from './requests/reauthorization.ts';
import { recordedPayerOf } from './transactions/recorded-payer.ts';
import { createTransactionSearch, UnreadableSearchResult } from './transactions/transaction-search.ts';
import { createLookUp } from './transactions/look-up.ts';
import type { ComposedCall, Operations } from './client/operations.ts';
import { toPaymentResult } from './outcome/result.ts';
import { toReversalResult } from './outcome/reversal-result.ts';
import { missingFields } from './requests/required-fields.ts';
import type { RequireMethodRequest } from './requests/method-request.ts';
import type { Sender } from './requests/reference.ts';
import type { TransportResult } from './client/transport.ts';

export interface GatewayDeps {
  readonly clientFor: ClientFor;
  readonly sender: Sender;
  readonly methodRequest: RequireMethodRequest;
  readonly now: () => Date;
  readonly log?: Log;
}

/** Milliseconds for what is read before a call. */
const READING_MS = 4_000;

/** How calls end when nothing is wrong with them; the caller logs those. */
const ORDINARY: ReadonlySet<Outcome> = new Set(['approved', 'pending', 'challenge', 'declined']);

/** CyberSource as the payment gateway: one signed call for a command, and what its answer means. */
export function createGateway({ clientFor, sender, methodRequest, now, log }: GatewayDeps): Gateway {
  return {
    async send(command, settings, call) {
      const { type: operation, orderId } = command;
      const { merchantTransactionId, deadlineMs } = call;
      const missing = command.type === 'authorize' ? beforeTheCall(() => missingFields(command)) : [];
      if (missing.length > 0) {
        const { site, channel } = settings;
        const problem = incomplete(missing);
        log?.('gateway.address-incomplete', { site, channel, orderId, merchantTransactionId, problem });
        return { outcome: 'refused', problem, toCorrect: missing };
      }
      let payer: RecordedPayer | undefined;
      try {
        payer = await payerOf(command, settings);
      } catch (error) {
        if (!(error instanceof UnreadableSearchResult)) throw new NotSentError(error);
        return { outcome: 'not-sent', problem: `${error.message}. Nothing was sent` };
      }
      return exchange(
        { operation, orderId, merchantTransactionId, deadlineMs },
        settings,
        (operations) => compose(operations, command, settings, { sender, ...call }, methodRequest, payer),
        (reply) => toPaymentResult(command, reply, settings.onVerificationFailure),
      );
    },
    async reverse(lost, settings, { deadlineMs }) {
      const problem = whyNotUndone(lost);
      if (problem !== undefined) return { outcome: 'refused', problem };
      const { orderId, merchantTransactionId } = lost;
      return exchange(
        { operation: `undo ${lost.operation}`, orderId, merchantTransactionId, deadlineMs },
        settings,
        (operations) => composeUndo(operations, lost, sender),
        (reply) => toReversalResult(lost, reply),
      );
    },
    lookUp: createLookUp({ clientFor, now, ...(log && { log }) }),
  };

  /** Of a card that is held again and known by its number only: the rest is read, or CyberSource would refuse it. */
  async function payerOf(
    command: GatewayCommand,
    { account }: GatewaySettings,
  ): Promise<RecordedPayer | undefined> {
    if (command.type !== 'reauthorize' || command.instrument.instrumentIdentifierId === undefined)
      return undefined;
    return recordedPayerOf(command.original, createTransactionSearch(clientFor, account, READING_MS));
  }

  async function exchange(
    {
      deadlineMs,
      ...about
    }: Omit<GatewayCall, 'sequence'> & { readonly operation: string; readonly orderId: string },
    { account, site, channel }: GatewaySettings,
    composed: (operations: Operations) => ComposedCall,
    toResult: (reply: TransportResult) => PaymentResult,
  ): Promise<PaymentResult> {
    const sentAt = now();
    let isComposed = false;
    const compose = (operations: Operations): ComposedCall => {
      const call = composed(operations);
      isComposed = true;
      return call;
    };
    const result = await clientFor(account)
      .send(compose, deadlineMs)
      .then(toResult, (error: unknown) => notSentBecauseOf(error, isComposed));
    if (!ORDINARY.has(result.outcome)) {
      const durationMs = now().getTime() - sentAt.getTime();
      log?.('gateway.call-failed', { site, channel, ...about, ...toLogFields(result), durationMs });
    }
    return result;
  }
}

/** CyberSource would refuse it, and the shopper can put it right: nothing is sent. */
function incomplete(missing: readonly BillingField[]): string {
  return `The billing address lacks what CyberSource requires: ${missing.join(', ')}. Nothing was sent`;
}

/** An attempt that holds nothing, or that returned money, cannot be undone: there is no such call. */
function whyNotUndone({ operation, amount }: UnresolvedAttempt): string | undefined {
  if (operation === 'void') return 'There is nothing to undo: a lost void is sent again, not undone';
  return amount.minor === 0
    ? 'There is nothing to undo: the verification of a card holds no money'
    : undefined;
}

/** @throws NotSentError for a defect. */
function beforeTheCall<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new NotSentError(error);
  }
}

/** A key that cannot be used stops a call before it is made. Anything else is a defect, and the caller's to report. */
function notSentBecauseOf(error: unknown, isComposed: boolean): PaymentResult {
  if (!(error instanceof Problem)) throw isComposed ? error : new NotSentError(error);
  const { code, message } = error;
  return { outcome: 'not-sent', problem: message, ...(code === 'not-configured' && { notConfigured: true }) };
}

interface ResultFields {
  readonly outcome: Outcome;
  readonly problem: string | undefined;
  readonly gatewayHttpStatus: number | undefined;
  readonly gatewayStatus: string | undefined;
  readonly gatewayReason: string | undefined;
  readonly correlationId: string | undefined;
}

function toLogFields(result: PaymentResult): ResultFields {
  const report = reportOf(result);
  return {
    outcome: result.outcome,
    problem: 'problem' in result ? result.problem : undefined,
    gatewayHttpStatus: report?.httpStatus,
    gatewayStatus: report?.status,
    gatewayReason: report?.reason,
    correlationId: report?.correlationId,
  };
}
