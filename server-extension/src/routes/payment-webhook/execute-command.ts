import type { PaymentCommand } from '../../domain/payment/command.ts';
import { Problem } from '../../domain/problem.ts';
import type { AuthorizationCheckFor } from '../../checkout/authorization-check.ts';
import type { CheckoutRiskCheck } from '../../checkout/checkout-risk-check.ts';
import type { RiskSignals, VerifyCheckoutData } from '../../checkout/verify-checkout-data.ts';
import type { Webhook } from '../../occ/webhook/webhook.ts';
import type { ExecutedPayment, ExecutePayment } from '../../payments/execute-payment.ts';
import { type EarlyEnd, earlyEndOf } from './early-answer.ts';
import { notSupportedOrThrow } from './not-supported.ts';
import type { RequestedPayment } from './read-command.ts';

export interface ExecuteCommandDeps {
  readonly verifyCheckoutData: VerifyCheckoutData;
  readonly authorizationCheckFor: AuthorizationCheckFor;
  readonly checkoutRiskCheck: CheckoutRiskCheck;
  readonly executePayment: ExecutePayment;
}

/** Rejects with the Problem of seals that do not fit, of a conflict, or of a journal that cannot be used. */
export type ExecuteCommand = (
  webhook: Webhook,
  payment: RequestedPayment,
) => Promise<ExecutedPayment | EarlyEnd>;

/** Verifies what the browser sent along, then executes the command at most once, unless limits or the order stop it. */
export function createExecuteCommand({
  verifyCheckoutData,
  authorizationCheckFor,
  checkoutRiskCheck,
  executePayment,
}: ExecuteCommandDeps): ExecuteCommand {
  return async function executeCommand(webhook, { command, settings, order }) {
    const riskSignals = await verifyCheckoutData(webhook, command, settings);
    const authorizationCheck =
      command.type === 'authorize' ? authorizationCheckFor({ webhook, command, settings, order }) : undefined;
    const located = withAddress(command, riskSignals);
    const riskCheck = checkoutRiskCheck(located, settings, riskSignals, authorizationCheck);
    const executed = await executePayment(located, settings, riskCheck).catch(notSupportedOrThrow);
    if (executed instanceof Problem) return { early: 'not-supported', problem: executed.message };
    return earlyEndOf(executed) ?? executed;
  };
}

/** The IP address to which the extension issued the capture context replaces the one that the browser states. */
function withAddress(command: PaymentCommand, { address: ipAddress }: RiskSignals): PaymentCommand {
  if (command.type !== 'authorize' || ipAddress === undefined) return command;
  const { order } = command;
  return { ...command, order: { ...order, device: { ...order.device, ipAddress } } };
}
