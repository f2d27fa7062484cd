import type { FollowOn } from '../../domain/payment/command.ts';
import type { CommandKey } from '../../domain/ids.ts';
import { type Money, money, plus } from '../../domain/money/money.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import {
  type AllowedOperation,
  type OperationName,
  operationNames,
} from '../../domain/payment/payment-standing.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { MethodRules } from '../ports/method-rules.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { undeclaredOperation } from '../rules/declared-operations.ts';
import type { HoldRules } from '../rules/follow-on/holds.ts';
import { plan } from '../rules/plan.ts';
import { standingAuthorization } from '../rules/follow-on/standing-authorization.ts';

/**
 * What can be done with a payment now: each operation is planned for the most that it could be for, by the rules that decide about
 * it when it is asked for.
 *
 * @param rules of the payment's method; undefined where that is not known.
 * @param holdRules by which holds expire; without them none does.
 */
export function allowedOperations(
  payment: Payment<PaymentAttempt>,
  rules: MethodRules | undefined,
  holdRules?: HoldRules,
): readonly AllowedOperation[] {
  const mostOf = (command: FollowOn): Money | undefined => {
    const planned = plan(command, payment, holdRules);
    if (planned.kind !== 'steps') return undefined;
    if (
      rules !== undefined &&
      undeclaredOperation(rules, command, payment.steps, planned.steps) !== undefined
    )
      return undefined;
    const { currency } = payment.authorized;
    return planned.steps
      .filter(({ type }) => type !== 'reauthorize')
      .reduce((sum, step) => plus(sum, step.amount), money(0, currency));
  };
  return operationNames.flatMap((operation) => {
    for (const command of commandsOf(operation, payment)) {
      const upTo = mostOf(command);
      if (upTo !== undefined) return [{ operation, ...(operation !== 'increment' && { upTo }) }];
    }
    return [];
  });
}

/** The operation for all that is left, then for less of it; none where nothing is left. */
function commandsOf(operation: OperationName, payment: Payment<PaymentAttempt>): readonly FollowOn[] {
  const { capturable, refundable, steps } = payment;
  const authorization = standingAuthorization(steps);
  const original = gatewayRefOf(authorization?.result);
  if (authorization === undefined || original === undefined) return [];
  const { site, channel, orderId } = authorization;
  const asked = {
    key: 'allowed?' as CommandKey,
    fingerprint: '',
    caller: 'operator',
    site,
    channel,
    orderId,
    original,
  } as const;
  const least: Money = { ...capturable, minor: 1 };
  // Where the outcome of a step lets captures wait, what is held can still be released.
  const released = { ...asked, type: 'void', of: 'authorization', amount: capturable } as const;
  const whole = { ...released, isWhole: true, amount: least } as const;
  const commands: Readonly<Record<OperationName, readonly FollowOn[]>> = {
    capture: [{ ...asked, type: 'capture', amount: capturable }],
    refund: [{ ...asked, type: 'refund', amount: refundable }],
    void: [{ ...whole, reach: 'unsettled' }],
    reverse: [whole, released],
    reduce: [{ ...whole, reach: 'hold' }],
    increment: [{ ...asked, type: 'increment', amount: least }],
  };
  return commands[operation].filter(({ amount }) => amount.minor > 0);
}
