import type { GatewayRef } from '../../../domain/ids.ts';
import { type Payment, paymentFrom } from '../../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';

/**
 * The payment as one of its authorizations has it. Instances with journals of their own can authorize one payment group
 * twice: what was captured of one authorization must not be undone because the other one is reversed.
 *
 * @param ref the gateway's id of the authorization, or of anything that followed on it.
 */
export function authorizedPayment(
  ref: GatewayRef | undefined,
  payment: Payment<PaymentAttempt>,
): Payment<PaymentAttempt> {
  const { steps } = payment;
  const root = rootOf(ref, steps);
  if (root === undefined) return payment;
  return paymentFrom(
    steps.filter(
      (step) => step === root || (step.operation !== 'authorize' && rootOf(step.original, steps) === root),
    ),
  );
}

/** The authorization that an id of a payment goes back to; undefined where the payment does not have it. */
export function authorizationOf(
  ref: GatewayRef,
  { steps }: Payment<PaymentAttempt>,
): PaymentAttempt | undefined {
  return rootOf(ref, steps);
}

function rootOf(ref: GatewayRef | undefined, steps: readonly PaymentAttempt[]): PaymentAttempt | undefined {
  if (ref === undefined) return undefined;
  // What names itself leads nowhere.
  const step = steps.find(({ original, result }) => original !== ref && gatewayRefOf(result) === ref);
  if (step === undefined || step.operation === 'authorize') return step;
  return rootOf(step.original, steps);
}
