import type { Capability } from '../../domain/payment/capability.ts';
import type { Capture, PaymentCommand, Void } from '../../domain/payment/command.ts';
import { effectOf } from '../../domain/payment/effect.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import type { PaymentType } from '../../domain/settings.ts';
import type { MethodRules } from '../ports/method-rules.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';

/** The method that a payment was authorized with. Undefined where the journal does not know it, as of another program's payment. */
export function paymentTypeOf(attempts: readonly PaymentAttempt[]): PaymentType | undefined {
  return attempts.findLast(
    ({ operation, paymentType }) => operation === 'authorize' && paymentType !== undefined,
  )?.paymentType;
}

/**
 * Why a command, or the step that is planned for it, is not carried out: the payment's method does not declare it.
 *
 * @param attempts every attempt of the payment, oldest first; of an authorization none is needed.
 * @param steps what is planned for a follow-on: money that was taken may be refunded for a void.
 * @returns one sentence that names the method, the operation and the remedy; undefined where it is declared.
 */
export function undeclaredOperation(
  { name, type, capabilities }: MethodRules,
  command: PaymentCommand,
  attempts: readonly PaymentAttempt[] = [],
  steps: readonly PaymentCommand[] = [],
): string | undefined {
  const asked = capabilityFor(command, attempts);
  const needed: readonly Capability[] = [
    ...(asked === undefined ? [] : [asked]),
    ...(steps.some((step) => step.type === 'refund') ? (['refund'] as const) : []),
  ];
  const missing = needed.find((each) => !capabilities.has(each));
  if (missing === undefined) return undefined;
  return `${name} (${type}) does not take ${NAMES[missing]}: nothing was sent. ${REMEDIES[missing]}`;
}

/** What a command asks of the method; undefined for what only ends a hold behind a refusal. */
function capabilityFor(command: PaymentCommand, attempts: readonly PaymentAttempt[]): Capability | undefined {
  switch (command.type) {
    case 'authorize':
      return command.captureNow ? 'sale' : 'authorize';
    case 'capture':
      return isPartOf(command, attempts) ? 'partial-capture' : 'capture';
    case 'refund':
    case 'increment':
      return command.type;
    // A part of its capture.
    case 'reauthorize':
      return 'capture';
    case 'void':
      return capabilityForVoid(command, attempts);
  }
}

/** Whether a capture takes less than what was authorized and not reversed since. */
function isPartOf({ amount }: Capture, attempts: readonly PaymentAttempt[]): boolean {
  const { authorized, reversed } = paymentFrom(attempts);
  return amount.minor < authorized.minor - reversed.minor;
}

function capabilityForVoid(
  { amount, original }: Void,
  attempts: readonly PaymentAttempt[],
): Capability | undefined {
  const effect = effectOf({ operation: 'void', captureNow: false, original }, attempts);
  if (effect === 'reverse-residual-hold') return undefined;
  if (effect !== 'reverse') return 'cancel';
  const { capturable, refundable } = paymentFrom(attempts);
  return amount.minor < capturable.minor + refundable.minor ? 'reduce' : 'cancel';
}

const NAMES: Readonly<Record<Capability, string>> = {
  authorize: 'an authorization',
  sale: 'a sale',
  capture: 'a capture',
  'partial-capture': 'a partial capture',
  cancel: 'a cancellation',
  reduce: 'a reduction of what is held',
  increment: 'an increase of what is held',
  refund: 'a refund',
  redirect: 'a payment on another site',
  express: 'an express payment',
  notifications: 'notifications',
};

const ELSEWHERE = 'Settle it with the shopper outside this payment.';
const NOT_OFFERED = 'Let the shopper pay another way.';

const REMEDIES: Readonly<Record<Capability, string>> = {
  authorize: 'Add its type to the gateway setting saleEnabled, or take it out of paymentOptions.',
  sale: 'Take its type out of the gateway setting saleEnabled.',
  capture: ELSEWHERE,
  'partial-capture': 'Capture the whole amount.',
  cancel: ELSEWHERE,
  reduce: 'Cancel the whole amount, or capture it and refund a part.',
  increment: 'Ask for another authorization.',
  refund: ELSEWHERE,
  redirect: NOT_OFFERED,
  express: NOT_OFFERED,
  notifications: ELSEWHERE,
};
