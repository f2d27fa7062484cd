import type { Refund, RefundStep } from '../../../domain/payment/command.ts';
import type { GatewayRef } from '../../../domain/ids.ts';
import { minus, type Money, money, plus } from '../../../domain/money/money.ts';
import { isApplied, isPossiblyApplied } from '../../../domain/payment/applied.ts';
import type { CapturedFunds } from '../../../domain/payment/captured-funds.ts';
import { type OrderLine, quantityOf, type RefundLine } from '../../../domain/payment/order-line.ts';
import type { Payment } from '../../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../../domain/payment/reported.ts';
import type { PaymentAttempt } from '../../ports/payment-attempt.ts';
import { captureExceeded, lineExceeded, LINES_NOT_KNOWN, noSuchCapture } from './refusal-messages.ts';

type RefundOfLines = Refund & { readonly lines: readonly RefundLine[] };

/**
 * A refund of lines of the order: each from the captures that were made for it, the oldest first, one call for each
 * capture. Units that lie in several captures share their amount.
 *
 * @param command as it was asked for; what earlier steps have done is not subtracted from its lines.
 * @param own the steps of the request so far.
 */
export function refundOfLines(
  command: RefundOfLines,
  payment: Payment<PaymentAttempt>,
  own: readonly PaymentAttempt[],
): { readonly steps: readonly RefundStep[] } | { readonly problem: string } {
  const { capture } = command;
  const named = capture ?? refundedCapture(command.original, payment);
  const captures = payment.captures.filter(({ ref }) => named === undefined || ref === named);
  if (named !== undefined && captures.length === 0) return { problem: noSuchCapture(named, payment) };
  const done = own.filter((attempt) => isApplied(attempt));
  if (done.some(({ lines }) => lines === undefined)) return { problem: LINES_NOT_KNOWN };

  const parts = new Map<CapturedFunds, RefundLine[]>();
  for (const line of command.lines) {
    let left = withoutDone(line, done);
    const asked = left;
    for (const funds of captures) {
      const units = Math.min(
        left.quantity,
        capturedUnits(line.lineId, funds, payment, capture !== undefined),
      );
      if (units === 0 || funds.left.minor === 0) continue;
      const part = { ...left, quantity: units, amount: shareOf(left, units) };
      parts.set(funds, [...(parts.get(funds) ?? []), part]);
      left = { ...left, quantity: left.quantity - units, amount: minus(left.amount, part.amount) };
      if (left.quantity === 0) break;
    }
    if (left.quantity > 0) return { problem: lineExceeded(asked, asked.quantity - left.quantity) };
  }
  const exceeded = [...parts].find(([funds, lines]) => sumOf(lines).minor > funds.left.minor);
  if (exceeded !== undefined) return { problem: captureExceeded(exceeded[0], payment) };
  return {
    steps: captures.flatMap((funds) => {
      const lines = parts.get(funds);
      return lines === undefined
        ? []
        : [{ ...command, original: funds.ref, of: funds.of, amount: sumOf(lines), lines }];
    }),
  };
}

/** The capture that the request is about, where it names one instead of the payment. */
function refundedCapture(original: GatewayRef, { steps }: Payment<PaymentAttempt>): GatewayRef | undefined {
  const named = steps.find(({ result }) => gatewayRefOf(result) === original);
  return named?.operation === 'capture' ? original : undefined;
}

/**
 * Units of the line in a capture that are not refunded yet. Where the only capture did not say what it was for, it was for
 * everything; so is one that the caller names itself.
 */
function capturedUnits(
  lineId: string,
  { ref }: CapturedFunds,
  { steps, captures }: Payment<PaymentAttempt>,
  isNamed: boolean,
): number {
  const lines = steps.find(({ result }) => gatewayRefOf(result) === ref)?.lines;
  if (lines === undefined) return captures.length === 1 || isNamed ? Number.MAX_SAFE_INTEGER : 0;
  const refunded = steps.filter(
    (step) => step.operation === 'refund' && step.original === ref && isPossiblyApplied(step),
  );
  const given = refunded.reduce((sum, step) => sum + quantityOf(lineId, step.lines ?? []), 0);
  return Math.max(0, quantityOf(lineId, lines) - given);
}

/** The line without what earlier steps of the request have refunded of it, each with its share. */
function withoutDone(line: RefundLine, done: readonly PaymentAttempt[]): RefundLine {
  return done.reduce<RefundLine>((left, { lines = [] }) => {
    const units = quantityOf(line.lineId, lines);
    if (units === 0) return left;
    const amount = minus(left.amount, shareOf(left, units));
    return { ...left, quantity: left.quantity - units, amount };
  }, line);
}

/** What so many of the units come to, in whole minor units; the last ones get what is left. */
function shareOf({ quantity, amount }: RefundLine, units: number): Money {
  if (units >= quantity) return amount;
  return money(Number((BigInt(amount.minor) * BigInt(units)) / BigInt(quantity)), amount.currency);
}

function sumOf(lines: readonly (OrderLine & { readonly amount: Money })[]): Money {
  const [first, ...others] = lines.map(({ amount }) => amount);
  if (first === undefined) throw new RangeError('A refund of lines has at least one line');
  return others.reduce(plus, first);
}
