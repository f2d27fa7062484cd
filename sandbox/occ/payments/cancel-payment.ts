/** Cancellations: a void while money is only held, a refund once it was settled. */
import { refundableOf, type SandboxOrder, type OrderPaymentGroup } from '../orders/order.ts';
import { OccProblem } from '../http/problem.ts';
import { UnusableResponse } from '../webhooks/payment-answer.ts';
import { readAnswer, toFailedStatus, toStatus } from './authorize.ts';
import type { CallGateway } from './call-gateway.ts';

/** What became of one payment group. */
export interface CancelledPayment {
  readonly paymentGroupId: string;
  readonly paymentState: OrderPaymentGroup['state'];
  readonly transactionType: 'void' | 'refund';
  readonly success: boolean;
  readonly message: string;
}

interface RefundOptions {
  /** Leaves `referenceInfo` out, as OCC does at times; the gateway then has to look the payment up. */
  readonly omitReferenceInfo?: boolean;
}

/** Whether there is anything to void or refund. */
export function holdsMoney({ state }: OrderPaymentGroup): boolean {
  return state === 'AUTHORIZED' || state === 'SETTLED';
}

/** Cancels a group: 0110 when it is authorized, 0400 over what is left when it is settled. */
export async function cancelPayment(
  ask: CallGateway,
  order: SandboxOrder,
  group: OrderPaymentGroup,
): Promise<CancelledPayment> {
  if (group.state === 'SETTLED') return refund(ask, order, group, refundableOf(group));
  if (group.state === 'AUTHORIZED') return voidAuthorization(ask, order, group);
  throw new OccProblem(400, `Payment group ${group.id} holds no money: ${group.state}.`);
}

async function voidAuthorization(
  ask: CallGateway,
  order: SandboxOrder,
  group: OrderPaymentGroup,
): Promise<CancelledPayment> {
  const asked = await ask({ operation: 'void', order, group, amount: group.amount, ...reference(group, {}) });
  const answer = readAnswer(asked);
  const status =
    answer instanceof UnusableResponse
      ? toFailedStatus(asked, group.amount, answer)
      : toStatus(asked, group.amount, answer);
  group.voidStatus.push(status);
  if (status.transactionSuccess) group.state = 'REMOVED';
  return toResult(group, 'void', status.transactionSuccess, status.errorMessage ?? '');
}

/** Sends 0400 for part or all of what was settled. An amount above that is refused before anything is sent. */
export async function refund(
  ask: CallGateway,
  order: SandboxOrder,
  group: OrderPaymentGroup,
  amount: number,
  options: RefundOptions = {},
): Promise<CancelledPayment> {
  if (amount < 1 || amount > refundableOf(group)) {
    throw new OccProblem(400, `Payment group ${group.id} (${group.state}) has less than that to refund.`);
  }
  const asked = await ask({ operation: 'refund', order, group, amount, ...reference(group, options) });
  const answer = readAnswer(asked);
  const status =
    answer instanceof UnusableResponse
      ? toFailedStatus(asked, amount, answer)
      : toStatus(asked, amount, answer);
  group.creditStatus.push(status);
  return toResult(group, 'refund', status.transactionSuccess, status.errorMessage ?? '');
}

/** What the gateway said about the money that is now in question. */
function reference(
  { state, debitStatus, authorizationStatus }: OrderPaymentGroup,
  { omitReferenceInfo = false }: RefundOptions,
): { referenceInfo?: Readonly<Record<string, string>> } {
  const statuses = state === 'SETTLED' ? debitStatus : authorizationStatus;
  const last = statuses.findLast(({ transactionSuccess }) => transactionSuccess);
  return omitReferenceInfo || last === undefined ? {} : { referenceInfo: last.statusProps };
}

function toResult(
  group: OrderPaymentGroup,
  transactionType: CancelledPayment['transactionType'],
  success: boolean,
  message: string,
): CancelledPayment {
  return { paymentGroupId: group.id, paymentState: group.state, transactionType, success, message };
}
