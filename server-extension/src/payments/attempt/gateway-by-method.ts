import type { GatewayRef } from '../../domain/ids.ts';
import type { GatewayReport, PaymentResult } from '../../domain/payment/result.ts';
import type { MethodRulesFor, OfflineOperation, OfflineProcessing } from '../ports/method-rules.ts';
import type { Gateway } from '../ports/gateway.ts';

/** What the journal has in place of a gateway's report. */
const NO_CALL: GatewayReport = { httpStatus: 0 };

/** OCC and order managements name the payment by it. */
const REFERENCE = /^[\w-]{10,64}$/;

/**
 * The gateway, and the methods that need none: what is asked of an offline method is answered by the method, and nothing
 * leaves the process.
 */
export function createGatewayByMethod(gateway: Gateway, methodRules: MethodRulesFor): Gateway {
  return {
    send(command, settings, call) {
      const offline = methodRules(command.paymentType)?.offline;
      if (offline === undefined) return gateway.send(command, settings, call);
      const { type: operation, amount, orderId } = command;
      const { merchantTransactionId } = call;
      const captureNow = command.type === 'authorize' && command.captureNow;
      return answered(offline, { operation, captureNow, amount, orderId, merchantTransactionId });
    },

    reverse(unresolved, settings, call) {
      const offline = methodRules(unresolved.paymentType)?.offline;
      if (offline === undefined) return gateway.reverse(unresolved, settings, call);
      // An attempt of an offline method had no effect outside the journal, so there is nothing to call.
      const { amount, merchantTransactionId } = unresolved;
      const ref = merchantTransactionId as string as GatewayRef;
      return Promise.resolve({ outcome: 'approved', ref, amount, gateway: NO_CALL });
    },

    async lookUp(unresolved, known, settings, deadlineMs) {
      const offline = methodRules(unresolved.paymentType)?.offline;
      if (offline === undefined) return gateway.lookUp(unresolved, known, settings, deadlineMs);
      return { kind: 'found', result: await answered(offline, unresolved) };
    },
  };
}

/** @throws RangeError (by rejecting) for a reference that OCC would not send again as it is. */
async function answered(offline: OfflineProcessing, operation: OfflineOperation): Promise<PaymentResult> {
  const answer = offline.answer(operation);
  if (answer.outcome === 'refused') return answer;
  const { reference } = answer;
  if (!REFERENCE.test(reference))
    throw new RangeError(`An offline reference has 10 to 64 letters, digits, - and _: ${reference}`);
  const end = { ref: reference as GatewayRef, amount: operation.amount, gateway: NO_CALL };
  return answer.outcome === 'approved'
    ? { outcome: 'approved', ...end }
    : { outcome: 'pending', because: 'settlement', ...end };
}
