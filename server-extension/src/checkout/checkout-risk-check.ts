import type { Authorize, Instrument, PaymentCommand } from '../domain/payment/command.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import { present } from '../domain/present.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { AttemptAdmission, AdmitAttempt, CountedAttempt } from '../guard/attempt-limits.ts';
import type { AttemptOutcome } from '../guard/card-testing-guard.ts';
import type { RiskCheck } from '../payments/attempt/risk-check.ts';
import type { RiskSignals } from './verify-checkout-data.ts';
import type { AmountMismatch } from './amount-check.ts';

/** The risk check of one command. `objection` looks at an authorization's order, and counts against no shopper. */
export type CheckoutRiskCheck = (
  command: PaymentCommand,
  settings: GatewaySettings,
  riskSignals: RiskSignals,
  objection?: AmountMismatch,
) => RiskCheck;

export interface CheckoutRiskCheckDeps {
  readonly admitAttempt: AdmitAttempt;
  readonly now: () => Date;
}

/** How old an account is before its owner counts as known: who tries cards out makes accounts today for tomorrow. */
const ACQUAINTANCE_MS = 14 * 24 * 60 * 60 * 1000;
/** Between opening the card fields and paying; programs that try cards out do not wait. */
const TYPING_MS = 8_000;

/**
 * Limits and objections decide once about each delivery, after the journal has claimed it: they stop calls, not answers.
 * Limits come first: a shopper whom one of them stops costs OCC nothing.
 */
export function createCheckoutRiskCheck({ admitAttempt, now }: CheckoutRiskCheckDeps): CheckoutRiskCheck {
  return (command, settings, riskSignals, objection) => {
    const attempt =
      command.type === 'authorize' ? toAttempt(command, riskSignals, settings, now()) : undefined;
    return async function checkRisk() {
      const admission =
        attempt === undefined ? ADMITTED : await admitAttempt(attempt, settings.cardTestingGuard);
      if (admission.blockedBy !== undefined) return admission;
      let isFree = false;
      try {
        const objected = await objection?.();
        if (objected !== undefined) return objected;
        isFree = true;
      } finally {
        // Counting may fail; the objection stands.
        if (!isFree) await admission.ended('neither').catch(() => undefined);
      }
      return { ended: (result) => admission.ended(endOf(result)) };
    };
  };
}

/** How the call ends is not counted. */
const ADMITTED: AttemptAdmission = { ended: async () => undefined };

/** Agents have logged in to OCC, and repeated orders come from OCC itself: undefined for both. */
function toAttempt(
  command: Authorize,
  { network, session, heldKeyMs = 0, card }: RiskSignals,
  { account }: GatewaySettings,
  at: Date,
): CountedAttempt | undefined {
  const { site, orderId: order, channel, initiation, instrument, order: details } = command;
  if (channel === 'agent' || initiation.by !== 'shopper') return undefined;
  const { kind, profileId, registeredOn = '' } = details.buyer;
  const paidWith = savedCardOf(instrument) ?? card;
  return {
    site,
    order,
    isKnown:
      at.getTime() - Date.parse(registeredOn) >= ACQUAINTANCE_MS ||
      instrument.kind === 'saved-card' ||
      command.authentication?.step === 'validate',
    isHumanPaced: heldKeyMs >= TYPING_MS,
    isTest: account.host.startsWith('apitest.'),
    ...present({ network, session, card: paidWith }),
    ...(kind !== 'GUEST' && profileId !== undefined && { profile: profileId }),
  };
}

function savedCardOf(instrument: Instrument): string | undefined {
  return instrument.kind === 'saved-card'
    ? (instrument.instrumentIdentifierId ?? instrument.paymentInstrumentId)
    : undefined;
}

function endOf({ outcome }: PaymentResult): AttemptOutcome {
  switch (outcome) {
    case 'approved':
    case 'pending':
      return 'approved';
    case 'declined':
      return 'declined';
    // An issuer that asks for a challenge, a wrong request and a lost answer say nothing about the card.
    case 'challenge':
    case 'refused':
    case 'not-sent':
    case 'unknown':
      return 'neither';
  }
}
