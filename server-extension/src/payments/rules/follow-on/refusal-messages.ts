import { describeMoney, type Money } from '../../../domain/money/money.ts';
import type { CapturedFunds } from '../../../domain/payment/captured-funds.ts';
import type { OrderLine } from '../../../domain/payment/order-line.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import type { Operation, FollowOn } from '../../../domain/payment/command.ts';

/** The request came before with another body under the same id. */
export const ANOTHER_BODY =
  'This Idempotency-Key or transaction id came before with another body. Nothing was sent. Send another request under an id of its own.';

/** What is left of the payment, and what to ask for instead. */
export function nothingLeft(command: FollowOn, payment: Payment): string {
  const waiting = payment.pending
    ? ' Something is still under way for this payment: wait for its result.'
    : '';
  const remaining = (free: Money): string => `the payment is ${payment.state} and ${describeMoney(free)}`;
  switch (command.type) {
    case 'capture':
      return `Not captured: ${remaining(payment.capturable)} is left to capture.${waiting}`;
    case 'increment':
    case 'reauthorize':
      return `Not incremented: the payment is ${payment.state}. Only a payment that holds money can hold more.${waiting}`;
    case 'void': {
      const isReverse = command.reach === undefined;
      const held = `Not ${VOIDED[command.reach ?? 'all']}: ${remaining(payment.capturable)} is still held`;
      if (payment.refundable.minor === 0) return `${held}.${waiting}`;
      const taken = isReverse
        ? `, ${describeMoney(payment.refundable)} is left to refund.`
        : '. Refund what was captured instead.';
      return `${held}${taken}${waiting}`;
    }
    case 'refund': {
      const instead = payment.capturable.minor > 0 ? ' Void what is still held instead.' : '';
      return `Not refunded: ${remaining(payment.refundable)} is left to refund.${instead}${waiting}`;
    }
  }
}

/** By the operation that was asked for. */
const VOIDED = { all: 'reversed', unsettled: 'voided', hold: 'reduced' } as const;

const NOUNS = {
  capture: 'capture',
  void: 'void',
  refund: 'refund',
  increment: 'increment',
  reauthorize: 're-authorization',
} as const satisfies Readonly<Record<FollowOn['type'], string>>;

/** A step of another kind is under way. */
export function stepUnderWay(underWay: Operation, asked: FollowOn['type']): string {
  const other = underWay === 'authorize' ? 'authorization' : NOUNS[underWay];
  const article = /^[aeiou]/.test(other) ? 'an' : 'a';
  return `The outcome of ${article} ${other} of this payment is not known yet: wait for its result before the ${NOUNS[asked]}. Nothing was sent.`;
}

/** What forbids the request now may only look so: another instance may have done more. */
export function notShownYet(problem: string): string {
  return `${problem} What other servers did in the last minutes CyberSource's records may not show yet: ask again to hear for certain.`;
}

/** The payment is in another currency. */
export function otherCurrency({ authorized: { currency } }: Payment, asked: Money): string {
  return `The payment is in ${currency}, not in ${asked.currency}: use its currency.`;
}

/** The capture that the refund names has less left than the refund asks for. */
export function captureExceeded({ ref, left }: CapturedFunds, { refundable }: Payment): string {
  return `Not refunded: ${describeMoney(left)} is left to refund of ${ref}, ${describeMoney(refundable)} of the whole payment. Name the payment to refund from all of its captures.`;
}

/** The refund names a capture that is none of the payment's. */
export function noSuchCapture(capture: string, { captures }: Payment): string {
  const known = captures.map(({ ref, left }) => `${ref} (${describeMoney(left)} left)`).join(', ');
  return `Not refunded: ${capture} is no capture of this payment. ${known === '' ? 'Nothing was captured.' : `Its captures: ${known}.`}`;
}

/** Fewer units of the line were captured, and not refunded yet, than the refund names. */
export function lineExceeded({ lineId, quantity }: OrderLine, left: number): string {
  return left === 0
    ? `Not refunded: no capture of this payment is known to contain line ${lineId}, or it was refunded before. Name the capture with captureRequestId to refund from it.`
    : `Not refunded: ${left} of the ${quantity} units of line ${lineId} are captured and not refunded yet.`;
}

/** The gateway's records do not say which lines an earlier step of the request was for. */
export const LINES_NOT_KNOWN =
  'Not refunded: which lines an earlier step of this request was for is not known any more. Name the captures with captureRequestId.';

/** The state of the payment allows no void of a capture any more. */
export function captureNotVoidable({ state }: Payment): string {
  return `Not voided: the payment is ${state}. Refund it instead.`;
}

/** A part of the capture was refunded, or may have been. */
export function captureRefundedInPart({ amount, left }: CapturedFunds): string {
  return `Not voided: ${describeMoney(left)} of ${describeMoney(amount)} is left. Refund that instead.`;
}

/** CyberSource voids a capture as a whole. */
export function voidsWholeCapture({ amount }: CapturedFunds): string {
  return `Not voided: a void takes back the whole ${describeMoney(amount)}. Refund a part of it instead.`;
}

/** The refund that the void names was not made, or was voided before. */
export const NO_SUCH_REFUND = 'Not voided: there is no such refund that could still be taken back.';

/** CyberSource voids a refund as a whole. */
export function voidsWholeRefund(amount: Money): string {
  return `Not voided: a void takes back the whole refund of ${describeMoney(amount)}.`;
}

/** Every hold that is large enough has expired, and the settings do not allow another one. */
export function holdExpired(amount: Money): string {
  return `Not captured: the hold has expired, so the issuer may have released it. To authorize ${describeMoney(amount)} again with the stored card before it is captured, switch the gateway setting reauthorize on; or charge a stored card.`;
}

/** A part of what is left was authorized again, for a capture that is still to come or was not made. */
export function wouldHoldTwice(amount: Money, live: Money): string {
  return `Not captured: ${describeMoney(live)} of what is left was authorized again before, and ${describeMoney(amount)} beside it would be held twice. Capture at most ${describeMoney(live)} from that, or cancel what is not captured first.`;
}

/** Every hold that is large enough has expired, and there is no card in CyberSource's vault to hold it again. */
export function noStoredCredential(amount: Money): string {
  return `Not captured: the hold has expired, and the payment has no stored card to authorize ${describeMoney(amount)} again with. Ask the shopper to pay again.`;
}

/** A request of several steps that cannot be finished says how far it got. */
export function withDone(problem: string, { type, amount }: FollowOn, done: Money): string {
  return done.minor === 0
    ? problem
    : `Done in part: ${describeMoney(done)} of ${describeMoney(amount)} (${type}). ${problem}`;
}
