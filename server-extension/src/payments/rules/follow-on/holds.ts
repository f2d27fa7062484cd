import type { StoredCard } from '../../../domain/payment/command.ts';
import type { GatewayRef } from '../../../domain/ids.ts';
import { minus, type Money, money, plus } from '../../../domain/money/money.ts';
import { isPossiblyApplied } from '../../../domain/payment/applied.ts';
import { holdExpiry, type HoldDurations } from '../../../domain/payment/hold-expiry.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import { gatewayRefOf, isApprovedOrPending, reportOf } from '../../../domain/payment/reported.ts';
import type { GatewaySettings } from '../../../domain/settings.ts';
import type { SavedCardIds } from '../../../domain/payment/result.ts';
import { present } from '../../../domain/present.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { standingAuthorization } from './standing-authorization.ts';

/** What a plan has to know about time: whether holds have expired, and what is done about that. */
export interface HoldRules extends HoldDurations {
  readonly now: Date;
  /** An expired hold is authorized again before it is captured; otherwise its capture is refused. */
  readonly reauthorize: boolean;
}

/** The rules of a site at an instant. */
export function holdRulesOf({ holdDays, reauthorize }: GatewaySettings, now: Date): HoldRules {
  return { holdDays, reauthorize, now };
}

/** What one authorization of a payment still holds. */
export interface Hold {
  readonly ref: GatewayRef;
  /** It took the place of another one that had expired. */
  readonly isRenewed: boolean;
  readonly left: Money;
  readonly expiresAt: Date;
}

/**
 * The holds of a payment that something is left of: its authorization's, and those of the re-authorizations that took the
 * place of parts of it, oldest first.
 */
export function holdsOf(payment: Payment<PaymentAttempt>, lifetimes: HoldDurations): readonly Hold[] {
  const { steps, capturable } = payment;
  const authorization = standingAuthorization(steps);
  const ref = gatewayRefOf(authorization?.result);
  if (authorization === undefined || ref === undefined) return [];
  const toHold = (attempt: PaymentAttempt, holdRef: GatewayRef, left: Money): Hold => {
    const since = attempt.completedAt ?? attempt.claimedAt;
    const cardType = reportOf(attempt.result)?.cardType ?? reportOf(authorization.result)?.cardType;
    return {
      ref: holdRef,
      isRenewed: attempt !== authorization,
      left,
      expiresAt: holdExpiry(since, cardType, lifetimes, attempt.operation === 'reauthorize'),
    };
  };
  const renewed = steps
    .filter((step) => step.operation === 'reauthorize' && isApprovedOrPending(step.result))
    .flatMap((step) => {
      const renewedRef = gatewayRefOf(step.result);
      return renewedRef === undefined ? [] : [toHold(step, renewedRef, leftOf(step, renewedRef, steps))];
    });
  const inRenewed = renewed.reduce((sum, { left }) => plus(sum, left), money(0, capturable.currency));
  const own = minus(capturable, inRenewed);
  return [toHold(authorization, ref, own), ...renewed].filter(({ left }) => left.minor > 0);
}

/** What captures and reversals have left of a re-authorization; those that may have been made count. */
function leftOf({ amount }: PaymentAttempt, ref: GatewayRef, steps: readonly PaymentAttempt[]): Money {
  const users = steps.filter((step) => step.original === ref && isPossiblyApplied(step));
  if (users.some(({ operation, isFinal }) => operation === 'capture' && isFinal === true))
    return money(0, amount.currency);
  return users.reduce((left, step) => minus(left, step.amount), amount);
}

/** The hold that a capture of the amount is made from; undefined where every one has expired or is too small. */
export function holdFor(amount: Money, payment: Payment<PaymentAttempt>, rules: HoldRules): Hold | undefined {
  return holdsOf(payment, rules).find(
    ({ left, expiresAt }) => expiresAt > rules.now && left.minor >= amount.minor,
  );
}

/** What is held by authorizations that have not expired. */
export function liveHold(payment: Payment<PaymentAttempt>, rules: HoldRules): Money {
  return holdsOf(payment, rules)
    .filter(({ expiresAt }) => expiresAt > rules.now)
    .reduce((sum, { left }) => plus(sum, left), money(0, payment.capturable.currency));
}

/** The card in CyberSource's vault that the payment was made with; undefined where none was used or saved. */
export function storedCredentialOf({ steps }: Payment<PaymentAttempt>): StoredCard | undefined {
  const authorization = standingAuthorization(steps);
  const { result, instrument } = authorization ?? {};
  const card = instrument ?? (isApprovedOrPending(result) ? result.savedCard : undefined);
  return card && toStoredCard(card);
}

/**
 * A stored card that is charged without the shopper: as a payment instrument where it is one, because that has the expiry
 * date and the billing address with it; an instrument identifier is a card number only.
 */
export function toStoredCard({
  customerId,
  paymentInstrumentId,
  instrumentIdentifierId,
}: SavedCardIds): StoredCard {
  if (paymentInstrumentId === undefined && customerId === undefined)
    return { kind: 'saved-card', ...present({ instrumentIdentifierId }) };
  return { kind: 'saved-card', ...present({ paymentInstrumentId, customerId }) };
}

/** The card network's id of the payment's authorization, by which its issuer recognises what follows. */
export function networkTransactionIdOf({ steps }: Payment<PaymentAttempt>): string | undefined {
  const authorization = standingAuthorization(steps);
  return reportOf(authorization?.result)?.networkTransactionId;
}
