import type { Authorize, Instrument, PaymentCommand } from '../domain/payment/command.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import { present } from '../domain/present.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { AttemptAdmission, AdmitAttempt, CountedAttempt } from '../guard/attempt-limits.ts';
import type { AttemptOutcome } from '../guard/card-testing-guard.ts';
import type { RiskCheck } from '../payments/attempt/risk-check.ts';
import type { RiskSignals } from './verify-checkout-data.ts';
import type { AuthorizationCheck } from './authorization-check.ts';

/** The risk check of one command. What the authorization check blocks does not count against the shopper. */
export type CheckoutRiskCheck = (
  command: PaymentCommand,
  settings: GatewaySettings,
  riskSignals: RiskSignals,
  authorizationCheck?: AuthorizationCheck,
) => RiskCheck;

export interface CheckoutRiskCheckDeps {
  readonly admitAttempt: AdmitAttempt;
  readonly now: () => Date;
}

/** How old an account has to be before its owner counts as a known shopper: card testers make accounts shortly before they use them. */
const TRUSTED_ACCOUNT_AGE_MS = 14 * 24 * 60 * 60 * 1000;
/** From opening the card fields to paying, as long as a person needs to type a card; testers' programs are faster. */
const FORM_FILL_MIN_MS = 8_000;

/**
 * Runs once for each authorization, after the journal has claimed it; copies of the delivery get the stored answer. The limits are
 * asked first, so that OCC is not asked for the order of a blocked shopper.
 */
export function createCheckoutRiskCheck({ admitAttempt, now }: CheckoutRiskCheckDeps): CheckoutRiskCheck {
  return (command, settings, riskSignals, authorizationCheck) => {
    const attempt =
      command.type === 'authorize' ? toAttempt(command, riskSignals, settings, now()) : undefined;
    return async function checkRisk() {
      const admission =
        attempt === undefined ? ADMITTED : await admitAttempt(attempt, settings.cardTestingGuard);
      if (admission.blockedBy !== undefined) return admission;
      let isFree = false;
      try {
        const blocked = await authorizationCheck?.();
        if (blocked !== undefined) return blocked;
        isFree = true;
      } finally {
        // The attempt stays blocked, also where counting fails.
        if (!isFree) await admission.ended('neither').catch(() => undefined);
      }
      return { ended: (result) => admission.ended(endOf(result)) };
    };
  };
}

/** For authorizations that no limit counts. */
const ADMITTED: AttemptAdmission = { ended: async () => undefined };

/** Agents have logged in to OCC, and repeated orders come from OCC itself: undefined for both. */
function toAttempt(
  command: Authorize,
  { network, session, formFillMs = 0, card }: RiskSignals,
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
      at.getTime() - Date.parse(registeredOn) >= TRUSTED_ACCOUNT_AGE_MS ||
      instrument.kind === 'saved-card' ||
      command.authentication?.step === 'validate',
    isHumanPaced: formFillMs >= FORM_FILL_MIN_MS,
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
