import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { GatewayRef } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money/money.ts';
import { toOrderLines } from '../../src/domain/payment/order-line.ts';
import { commandDigest } from '../../src/domain/sha256.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import type { Gateway, GatewayCall } from '../../src/payments/ports/gateway.ts';
import type { PaymentRecords, RecordedTransaction } from '../../src/payments/ports/payment-records.ts';
import { yes } from './gateway.ts';
import { approved, notVoidable, unknown } from './result.ts';

/** Records that show nothing: neither what was sent a moment ago nor anything older. */
export const noRecords: PaymentRecords = { read: async () => ({ kind: 'not-found' }) };

/** Records that show an authorization under the ids that `authorizationOf` knows, and nothing that followed. */
export function recordsOf(
  authorizationOf: (
    ref: GatewayRef,
  ) => { readonly amount: Money; readonly captureNow?: boolean; readonly held?: Money } | undefined,
): PaymentRecords {
  return {
    async read(ref) {
      const { amount, captureNow = false, held } = authorizationOf(ref) ?? {};
      if (amount === undefined) return { kind: 'not-found' };
      const result: PaymentResult =
        held === undefined
          ? approved(amount, ref)
          : {
              outcome: 'declined',
              declineReason: 'partial-approval',
              ref,
              holdsMoney: true,
              held,
              gateway: { httpStatus: 201 },
            };
      // An hour ago: its hold has not expired.
      const submittedAt = new Date(Date.now() - 3_600_000);
      return {
        kind: 'found',
        authorization: { ref, operation: 'authorize', submittedAt, amount, captureNow, result },
        followOns: [],
      };
    },
  };
}

interface Carried {
  readonly command: PaymentCommand;
  readonly call: GatewayCall;
  readonly result: PaymentResult;
  readonly at: Date;
}

export interface RememberingGateway extends Gateway, PaymentRecords {
  /** Everything that it carried out, oldest first. */
  readonly ledger: readonly Carried[];
  /** What its records do not show yet. */
  isHidden: (carried: Carried) => boolean;
  /** What becomes of the answer to something that it has carried out. */
  answer: (result: PaymentResult, command: PaymentCommand) => PaymentResult;
}

/**
 * A gateway that carries everything out, also more than there is, as CyberSource may do; shows it in its records, those that
 * are not hidden yet; and carries nothing out under a merchant transaction id that it has seen before. Of a capture it
 * is undone in one way only: none is voided after a refund (NOT_VOIDABLE), or refunded after a void (CAPTURE_ALREADY_VOIDED).
 */
export function aRememberingGateway(now: () => Date = () => new Date()): RememberingGateway {
  const ledger: Carried[] = [];
  const find = (ref: GatewayRef | undefined): Carried | undefined =>
    ledger.find(({ result }) => gatewayRefOf(result) === ref);
  const rootOf = (carried: Carried | undefined): Carried | undefined =>
    carried !== undefined && 'original' in carried.command ? rootOf(find(carried.command.original)) : carried;
  const gateway: RememberingGateway = {
    ledger,
    isHidden: () => false,
    answer: (result) => result,
    async send(command, _settings, call) {
      const id = idOf(call);
      if (ledger.some((carried) => idOf(carried.call) === id))
        return { outcome: 'unknown', duplicate: true, problem: 'seen before' };
      if (ledger.some((carried) => isOtherWayBack(carried.command, command))) return notVoidable;
      const result = yes(command);
      ledger.push({ command, call, result, at: now() });
      return gateway.answer(result, command);
    },
    reverse: async () => unknown,
    async lookUp({ merchantTransactionId }) {
      const found = ledger.find(
        (carried) =>
          !gateway.isHidden(carried) && carried.call.merchantTransactionId === merchantTransactionId,
      );
      return found === undefined ? { kind: 'not-found' } : { kind: 'found', result: found.result };
    },
    async read(ref, orderId) {
      const asked = find(ref);
      const root = rootOf(asked);
      if (asked === undefined || root === undefined || gateway.isHidden(asked)) return { kind: 'not-found' };
      if (root.command.orderId !== orderId) return { kind: 'not-found' };
      const followOns = ledger.filter(
        (each) => each !== root && rootOf(each) === root && !gateway.isHidden(each),
      );
      return { kind: 'found', authorization: toRecorded(root), followOns: followOns.map(toRecorded) };
    },
  };
  return gateway;
}

/** One of a void and a refund of the same capture. */
function isOtherWayBack(done: PaymentCommand, asked: PaymentCommand): boolean {
  if (!('original' in done && 'original' in asked) || done.original !== asked.original) return false;
  return (
    (done.type === 'refund' && asked.type === 'void') || (done.type === 'void' && asked.type === 'refund')
  );
}

function idOf({ merchantTransactionId, sequence }: GatewayCall): string {
  return sequence?.transactionId ?? merchantTransactionId;
}

function toRecorded({ command, call, result, at }: Carried): RecordedTransaction {
  const ref = gatewayRefOf(result);
  if (ref === undefined) throw new RangeError('It was not carried out');
  const { type: operation, amount, fingerprint } = command;
  const { merchantTransactionId, sequence } = call;
  return {
    ref,
    operation,
    submittedAt: at,
    amount,
    captureNow: 'captureNow' in command && command.captureNow,
    result,
    merchantTransactionId,
    command: commandDigest(command.key),
    fingerprint: fingerprint.slice(0, 12),
    ...('original' in command && { original: command.original }),
    ...(command.type === 'void' && { isVoidOfCapture: command.of !== 'authorization' }),
    ...(command.type === 'capture' && command.isFinal === true && { isFinal: true }),
    ...('lines' in command && { lines: toOrderLines(command.lines) }),
    ...(sequence && { sequenceNumber: sequence.number }),
    ...(command.type === 'authorize' &&
      command.instrument.kind === 'saved-card' && { instrument: command.instrument }),
  };
}
