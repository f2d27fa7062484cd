import type { Authorize, Instrument, PaymentCommand } from '../domain/command.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Admission, AdmitAttempt, Attempt } from '../limits/attempts.ts';
import type { AttemptEnd } from '../limits/shield.ts';
import type { Paid, Pay } from '../payments/pay.ts';
import type { Evidence } from './credibility.ts';
import type { Objection } from './objection.ts';

/** Pays within the limits of shoppers, unless there is an objection to an authorization, which counts against nobody. */
export type RestrainedPay = (
  command: PaymentCommand,
  settings: GatewaySettings,
  evidence: Evidence,
  objection?: Objection,
) => Promise<Paid>;

export interface RestrainedPayDeps {
  readonly pay: Pay;
  readonly admitAttempt: AdmitAttempt;
  readonly now: () => Date;
}

/** How old an account is before its owner is no stranger: who tries cards out makes accounts today for tomorrow. */
const ACQUAINTANCE_MS = 14 * 24 * 60 * 60 * 1000;
/** Between opening the card fields and paying; programs that try cards out do not wait. */
const TYPING_MS = 8_000;

/**
 * Limits and objections decide once about each delivery, after the journal has claimed it: they stop calls, not answers.
 * Limits come first: who is stopped by one costs OCC nothing.
 */
export function createRestrainedPay({ pay, admitAttempt, now }: RestrainedPayDeps): RestrainedPay {
  return (command, settings, evidence, objection) => {
    const attempt = command.type === 'authorize' ? toAttempt(command, evidence, settings, now()) : undefined;
    return pay(command, settings, async () => {
      const admission = attempt === undefined ? ADMITTED : await admitAttempt(attempt, settings.shield);
      if (admission.stoppedBy !== undefined) return admission;
      let isFree = false;
      try {
        const objected = await objection?.();
        if (objected !== undefined) return objected;
        isFree = true;
      } finally {
        // Whoever counts may fail; the objection stands.
        if (!isFree) await admission.ended('neither').catch(() => undefined);
      }
      return { ended: (result) => admission.ended(result === undefined ? 'neither' : endOf(result)) };
    });
  };
}

/** Nobody counts how it ends. */
const ADMITTED: Admission = { ended: async () => undefined };

/** Agents have logged in to OCC, and repeated orders come from OCC itself: undefined for both. */
function toAttempt(
  command: Authorize,
  { network, session, heldKeyMs = 0, card }: Evidence,
  { account }: GatewaySettings,
  at: Date,
): Attempt | undefined {
  const { site, orderId: order, channel, initiation, instrument, order: facts } = command;
  if (channel === 'agent' || initiation.by !== 'shopper') return undefined;
  const { kind, profileId, registeredOn = '' } = facts.buyer;
  const paidWith = savedCardOf(instrument) ?? card;
  return {
    site,
    order,
    isKnown:
      at.getTime() - Date.parse(registeredOn) >= ACQUAINTANCE_MS ||
      instrument.kind === 'saved-card' ||
      command.authentication?.step === 'validate',
    isUnhurried: heldKeyMs >= TYPING_MS,
    isTest: account.host.startsWith('apitest.'),
    ...(network !== undefined && { network }),
    ...(session !== undefined && { session }),
    ...(paidWith !== undefined && { card: paidWith }),
    ...(kind !== 'GUEST' && profileId !== undefined && { profile: profileId }),
  };
}

function savedCardOf(instrument: Instrument): string | undefined {
  return instrument.kind === 'saved-card'
    ? (instrument.instrumentIdentifierId ?? instrument.paymentInstrumentId)
    : undefined;
}

function endOf({ outcome }: PaymentResult): AttemptEnd {
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
