import type { GatewayCommand, RefundStep, Void } from '../domain/payment/command.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { UnresolvedAttempt } from '../payments/ports/gateway.ts';
import type { ComposedCall, Operations } from './client/operations.ts';
import { toAuthorizationRequest } from './requests/authorization.ts';
import { type RecordedPayer, toReauthorizationRequest } from './requests/reauthorization.ts';
import {
  toCaptureRequest,
  toIncrementRequest,
  toRefundRequest,
  toReversalRequest,
  toVoidRequest,
} from './requests/follow-ons.ts';
import { toComment } from './requests/comment.ts';
import type { RequireMethodRequest } from './requests/method-request.ts';
import type { Reference, Sender } from './requests/reference.ts';
import { toTimeoutReversalRequest, toTimeoutVoidRequest } from './requests/undo.ts';

/**
 * The call of CyberSource's that carries a command out.
 *
 * @param payer of a card that is held again, where the command knows its number only.
 */
export function compose(
  operations: Operations,
  command: GatewayCommand,
  settings: GatewaySettings,
  attempt: Reference,
  methodRequest: RequireMethodRequest,
  payer?: RecordedPayer,
): ComposedCall {
  const about = {
    ...attempt,
    comment: toComment(command, attempt.merchantTransactionId, attempt.sequence?.number),
  };
  switch (command.type) {
    case 'authorize':
      return operations.createPayment(
        toAuthorizationRequest(command, settings, about, methodRequest(command.paymentType)),
      );
    case 'capture':
      return operations.capturePayment(command.original, toCaptureRequest(command, settings, about));
    case 'void':
      return composeVoid(operations, command, about);
    case 'refund':
      return composeRefund(operations, command, settings, about);
    case 'increment':
      return operations.incrementAuthorization(
        command.original,
        toIncrementRequest(command, settings, about),
      );
    case 'reauthorize':
      return operations.createPayment(toReauthorizationRequest(command, settings, about, payer));
  }
}

function composeVoid(operations: Operations, command: Void, about: Reference): ComposedCall {
  const { original } = command;
  switch (command.of) {
    case 'authorization':
      return operations.reverseAuthorization(original, toReversalRequest(command, about));
    case 'sale':
      return operations.voidSale(original, toVoidRequest(command, about));
    case 'capture':
      return operations.voidCapture(original, toVoidRequest(command, about));
    case 'refund':
      return operations.voidRefund(original, toVoidRequest(command, about));
  }
}

function composeRefund(
  operations: Operations,
  command: RefundStep,
  settings: GatewaySettings,
  about: Reference,
): ComposedCall {
  const request = toRefundRequest(command, settings, about);
  switch (command.of) {
    case 'capture':
      return operations.refundCapture(command.original, request);
    case 'sale':
      return operations.refundPayment(command.original, request);
  }
}

/** The call that undoes an attempt whose answer was lost: a reversal of an authorization, a void of all else. */
export function composeUndo(operations: Operations, lost: UnresolvedAttempt, sender: Sender): ComposedCall {
  return (lost.operation === 'authorize' && !lost.captureNow) || lost.operation === 'reauthorize'
    ? operations.reverseLost(toTimeoutReversalRequest(lost, sender))
    : operations.voidLost(toTimeoutVoidRequest(lost, sender));
}
