import type { PaymentCommand } from '../domain/command.ts';
import type { PaymentResult } from '../domain/result.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Gateway } from '../payments/ports.ts';
import type { ClientFor } from './client.ts';
import type { ComposedCall, Operations } from './operations.ts';
import { toPaymentResult } from './outcome/result.ts';
import { toAuthorizationRequest } from './requests/authorization.ts';
import { toCaptureRequest, toRefundRequest, toReversalRequest } from './requests/follow-ons.ts';
import type { Reference, Sender } from './requests/reference.ts';

/** Writes one line about a call. Fields are safe to show: never bodies, headers, tokens or card data. */
export type Log = (event: string, fields: Record<string, string | number | boolean>) => void;

export interface GatewayDeps {
  readonly clientFor: ClientFor;
  readonly sender: Sender;
  readonly now: () => Date;
  readonly log?: Log;
}

/** CyberSource as the payment gateway: one signed call for a command, and what its answer means. */
export function createGateway({ clientFor, sender, now, log }: GatewayDeps): Gateway {
  return {
    async send(command, settings, { merchantTransactionId, deadlineMs }) {
      const about = { sender, merchantTransactionId };
      const sentAt = now();
      const reply = await clientFor(settings.account).send(
        (operations) => compose(operations, command, settings, about),
        deadlineMs,
      );
      const result = toPaymentResult(command, reply);
      log?.('gateway.call', {
        ...toLogFields(command, result),
        merchantTransactionId,
        ms: now().getTime() - sentAt.getTime(),
      });
      return result;
    },
  };
}

function compose(
  operations: Operations,
  command: PaymentCommand,
  settings: GatewaySettings,
  about: Reference,
): ComposedCall {
  switch (command.type) {
    case 'authorize':
      return operations.createPayment(toAuthorizationRequest(command, settings, about));
    case 'capture':
      return operations.capturePayment(command.original, toCaptureRequest(command, about));
    case 'void':
      return operations.reverseAuthorization(command.original, toReversalRequest(command, about));
    case 'refund':
      return command.of === 'capture'
        ? operations.refundCapture(command.original, toRefundRequest(command, about))
        : operations.refundPayment(command.original, toRefundRequest(command, about));
  }
}

function toLogFields(command: PaymentCommand, result: PaymentResult): Record<string, string | number> {
  const report = 'gateway' in result ? result.gateway : undefined;
  return {
    operation: command.type,
    orderId: command.orderId,
    outcome: result.outcome,
    ...('problem' in result && { problem: result.problem }),
    ...(report && { httpStatus: report.httpStatus }),
    ...(report?.status !== undefined && { status: report.status }),
    ...(report?.reason !== undefined && { reason: report.reason }),
    ...(report?.correlationId !== undefined && { correlationId: report.correlationId }),
  };
}
