import type { GatewayCommand } from '../../domain/payment/command.ts';
import type { PaymentKey } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import { toOrderLines } from '../../domain/payment/order-line.ts';
import { toLateResult } from '../../domain/payment/late-result.ts';
import type { PaymentResult } from '../../domain/payment/result.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { claimRuleFor } from '../rules/claim-rule.ts';
import { ANOTHER_BODY } from '../rules/follow-on/refusal-messages.ts';
import type { ChargeBasis } from '../rules/charge-basis.ts';
import type { FollowOnBasis } from '../rules/follow-on-basis.ts';
import { merchantAccountOf } from '../rules/merchant-account-guard.ts';
import type { MerchantTransactionIdFor, ClaimResult } from '../ports/claim.ts';
import type { Gateway } from '../ports/gateway.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt, AttemptRequest } from '../ports/payment-attempt.ts';
import { NotSentError } from '../ports/not-sent.ts';
import type { MethodRulesFor } from '../ports/method-rules.ts';
import { askRiskCheck, type RiskCheck } from './risk-check.ts';
import type { InlineLookup } from './inline-lookup.ts';

/** One call to the gateway, in the journal before it is made and after it. */
export interface AttemptExecutor {
  /** Claims the command in the journal, if the payment's state allows it. */
  claim(
    command: GatewayCommand,
    payment: PaymentKey,
    settings: GatewaySettings,
    basis?: FollowOnBasis | ChargeBasis,
  ): Promise<ClaimResult>;
  /** Carries out an attempt that was claimed: one call, then its result into the journal, whatever it is. Never rejects. */
  execute(
    command: GatewayCommand,
    settings: GatewaySettings,
    attempt: PaymentAttempt,
    riskCheck?: RiskCheck,
  ): Promise<PaymentAttempt>;
}

export interface AttemptExecutorDeps {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly merchantTransactionIdFor: MerchantTransactionIdFor;
  readonly methodRules: MethodRulesFor;
  readonly now: () => Date;
  /** Milliseconds after which a call to the gateway is given up. */
  readonly deadlineMs: number;
  /** Milliseconds after which other instances take an attempt without a result for lost. */
  readonly lostAfterMs: number;
  /** The id by which the log knows the HTTP request under way; undefined in the background. */
  readonly requestId?: () => string | undefined;
  /** Asked before an unknown result is written. */
  readonly inlineLookup?: InlineLookup;
  /** Called with every attempt that has ended, whether its result could be written or not. */
  readonly onCompleted?: (attempt: PaymentAttempt) => void;
  /** Called when a result could not be written, or the gateway adapter, the inline look-up or the risk check threw. */
  readonly onError: (
    event: 'journal.write-failed' | 'gateway.adapter-failed' | 'attempt.lookup-failed' | 'risk-check.failed',
    error: unknown,
    attempt: PaymentAttempt,
  ) => void;
}

export function createAttemptExecutor(deps: AttemptExecutorDeps): AttemptExecutor {
  const {
    gateway,
    journal,
    merchantTransactionIdFor,
    methodRules,
    now,
    deadlineMs,
    lostAfterMs,
    requestId = () => undefined,
    inlineLookup,
    onCompleted,
    onError,
  } = deps;
  return {
    claim: (command, payment, settings, basis) =>
      journal.claim(
        {
          ...toAttemptRequest(command, payment, now()),
          ...(methodRules(command.paymentType)?.offline === undefined
            ? { merchant: merchantAccountOf(settings) }
            : { offline: true }),
          ...(basis?.sequence && { sequence: basis.sequence }),
        },
        claimRuleFor(command, basis),
        merchantTransactionIdFor,
      ),

    async execute(command, settings, attempt, riskCheck) {
      const admission = await askRiskCheck(riskCheck, (error) => {
        onError('risk-check.failed', error, attempt);
      });
      const result = admission.blocked ?? (await callGateway(command, settings, attempt));
      if (admission.blocked === undefined) await admission.report(result);
      const at = now();
      onCompleted?.({ ...attempt, result });
      try {
        return await journal.complete(attempt, result, at);
      } catch (error) {
        onError('journal.write-failed', error, attempt);
        // The caller gets CyberSource's result although the journal could not be written. After `lostAfterMs` another instance
        // may have taken the attempt for lost and undone it, which only the journal knows: then the outcome is unknown.
        const isLate = now().getTime() - attempt.claimedAt.getTime() >= lostAfterMs;
        return { ...attempt, result: isLate ? toLateResult(result) : result, completedAt: at };
      }
    },
  };

  /** One call; where its outcome is unknown, one look-up. Never rejects. */
  async function callGateway(
    command: GatewayCommand,
    settings: GatewaySettings,
    attempt: PaymentAttempt,
  ): Promise<PaymentResult> {
    const result = await send(command, settings, attempt);
    if (inlineLookup === undefined || result.outcome !== 'unknown') return result;
    try {
      return await inlineLookup(attempt, result, settings);
    } catch (error) {
      onError('attempt.lookup-failed', error, attempt);
      return result;
    }
  }

  async function send(
    command: GatewayCommand,
    settings: GatewaySettings,
    attempt: PaymentAttempt,
  ): Promise<PaymentResult> {
    const { merchantTransactionId, sequence } = attempt;
    try {
      return await gateway.send(command, settings, {
        merchantTransactionId,
        deadlineMs,
        ...(sequence && { sequence }),
      });
    } catch (error) {
      onError('gateway.adapter-failed', error, attempt);
      const internalFailure = requestId() ?? merchantTransactionId;
      return error instanceof NotSentError
        ? {
            outcome: 'not-sent',
            problem: 'An internal failure before the gateway was called.',
            internalFailure,
          }
        : {
            outcome: 'unknown',
            problem: 'An internal failure while the gateway was being called.',
            internalFailure,
          };
    }
  }
}

/** The claim, unless it is refused. @throws Problem `conflict`, or `in-progress` when the payment has changed. */
export function requireClaim(
  claimResult: ClaimResult,
): Exclude<ClaimResult, { kind: 'mismatch' | 'changed' | 'refused' }> {
  switch (claimResult.kind) {
    case 'mismatch':
      throw new Problem('conflict', ANOTHER_BODY);
    case 'refused':
      throw new Problem('conflict', claimResult.problem);
    case 'changed':
      throw new Problem('in-progress', 'Other requests are changing this payment. Ask again later.');
    case 'claimed':
    case 'completed':
    case 'in-flight':
      return claimResult;
  }
}

function toAttemptRequest(command: GatewayCommand, payment: PaymentKey, claimedAt: Date): AttemptRequest {
  return {
    key: command.key,
    fingerprint: command.fingerprint,
    payment,
    operation: command.type,
    caller: command.caller,
    site: command.site,
    channel: command.channel,
    orderId: command.orderId,
    amount: command.amount,
    captureNow: command.type === 'authorize' && command.captureNow,
    claimedAt,
    ...present({ paymentType: command.paymentType }),
    ...('paymentGroupId' in command && { paymentGroupId: command.paymentGroupId }),
    ...('checkout' in command && { checkout: command.checkout }),
    ...('lastDigits' in command && { lastDigits: command.lastDigits }),
    ...('original' in command && { original: command.original }),
    ...present({ actor: command.actor }),
    ...(command.type === 'capture' && command.isFinal === true && { isFinal: true }),
    ...('requested' in command && { requested: command.requested }),
    ...('lines' in command && { lines: toOrderLines(command.lines) }),
    ...savedInstrument(command),
  };
}

/** Only what stands for a card in CyberSource's vault: a later re-authorization pays with it. */
function savedInstrument(command: GatewayCommand): Pick<AttemptRequest, 'instrument'> {
  if (command.type !== 'authorize' || command.instrument.kind !== 'saved-card') return {};
  const { customerId, paymentInstrumentId, instrumentIdentifierId } = command.instrument;
  return { instrument: present({ customerId, paymentInstrumentId, instrumentIdentifierId }) };
}
