import { expect } from 'chai';
import fc from 'fast-check';
import type { GatewayRef, PaymentKey } from '../../../src/domain/ids.ts';
import type { OrderLine, RefundLine } from '../../../src/domain/payment/order-line.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { plan } from '../../../src/payments/rules/plan.ts';
import { LINES_NOT_KNOWN } from '../../../src/payments/rules/follow-on/refusal-messages.ts';
import { aRefund, usd } from '../../builders/command.ts';
import { approved, unknown } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg1' as PaymentKey;
const AUTHORIZATION = '7000000000000000000001' as GatewayRef;

function attempted(changes: Partial<PaymentAttempt>, ref: GatewayRef): PaymentAttempt {
  const request = anAttempt({ payment, ...changes });
  return {
    ...request,
    attemptNumber: 1,
    merchantTransactionId: '' as never,
    result: approved(request.amount, ref),
  };
}

interface Shipment {
  readonly minor: number;
  readonly lines?: readonly OrderLine[];
}

const captureRef = (nth: number): GatewayRef => `70000000000000000001${nth}0` as GatewayRef;

/** A payment of 100.00 USD and its captures. */
function shipped(...shipments: readonly Shipment[]): readonly PaymentAttempt[] {
  return [
    attempted({ operation: 'authorize', amount: usd(10_000) }, AUTHORIZATION),
    ...shipments.map(({ minor, lines }, nth) =>
      attempted(
        { operation: 'capture', amount: usd(minor), original: AUTHORIZATION, ...(lines && { lines }) },
        captureRef(nth + 1),
      ),
    ),
  ];
}

const line = (lineId: string, quantity: number, minor: number): RefundLine => ({
  lineId,
  quantity,
  amount: usd(minor),
});

function refundOf(
  lines: readonly RefundLine[],
  attempts: readonly PaymentAttempt[],
  changes: Partial<Parameters<typeof aRefund>[0]> = {},
): readonly string[] | string {
  const amount = usd(lines.reduce((sum, each) => sum + each.amount.minor, 0));
  const planned = plan(
    aRefund({ original: AUTHORIZATION, amount, lines, ...changes }),
    paymentFrom(attempts),
  );
  if (planned.kind !== 'steps') return 'problem' in planned ? planned.problem : planned.kind;
  return planned.steps.map((step) => {
    const named = ('lines' in step ? (step.lines ?? []) : []).map(
      ({ lineId, quantity }) => `${lineId}*${quantity}`,
    );
    return `${step.original.slice(-2, -1)}: ${step.amount.minor} ${named.join(' ')}`;
  });
}

describe('A refund of lines of the order', () => {
  const twoBoxes = shipped(
    { minor: 6_000, lines: [line('a', 2, 0), line('b', 1, 0)] },
    {
      minor: 4_000,
      lines: [line('c', 1, 0)],
    },
  );

  it('is taken from the capture that contained the line, not from the one with most room', () => {
    expect(refundOf([line('c', 1, 1_500)], twoBoxes)).to.deep.equal(['2: 1500 c*1']);
    expect(refundOf([line('b', 1, 1_000)], twoBoxes)).to.deep.equal(['1: 1000 b*1']);
  });

  it('takes the units of a line from each capture that has some of them, and no more than are asked for', () => {
    const parted = shipped(
      { minor: 2_000, lines: [line('a', 2, 0)] },
      { minor: 2_000, lines: [line('a', 2, 0)] },
    );
    expect(refundOf([line('a', 3, 3_000)], parted)).to.deep.equal(['1: 2000 a*2', '2: 1000 a*1']);
    expect(refundOf([line('a', 2, 2_000)], parted)).to.deep.equal(['1: 2000 a*2']);
  });

  it('takes one call for each capture, however many lines of it', () => {
    const lines = [line('c', 1, 4_000), line('a', 2, 3_000), line('b', 1, 1_000)];
    expect(refundOf(lines, twoBoxes)).to.deep.equal(['1: 4000 a*2 b*1', '2: 4000 c*1']);
  });

  it('is refused where the line was not captured, or not so often, and says how to do without', () => {
    expect(refundOf([line('d', 1, 100)], twoBoxes)).to.match(/no capture.*contain line d.*captureRequestId/);
    expect(refundOf([line('a', 3, 100)], twoBoxes)).to.match(/2 of the 3 units of line a are captured/);
  });

  it('is refused where the capture has less left than it, with what is left of it', () => {
    expect(refundOf([line('c', 1, 4_001)], twoBoxes)).to.match(
      /40\.00 USD is left to refund of 7000000000000000000120, 100\.00 USD of the whole payment/,
    );
  });

  it('counts what was refunded before: units as well as money', () => {
    const before = [
      ...twoBoxes,
      attempted(
        { operation: 'refund', amount: usd(2_000), original: captureRef(1), lines: [line('a', 1, 0)] },
        '7000000000000000000900' as GatewayRef,
      ),
    ];
    expect(refundOf([line('a', 1, 2_000)], before)).to.deep.equal(['1: 2000 a*1']);
    expect(refundOf([line('a', 2, 4_000)], before)).to.match(/1 of the 2 units of line a/);
  });

  it('counts a unit whose refund may have been made as refunded', () => {
    const lost: PaymentAttempt = {
      ...attempted(
        { operation: 'refund', amount: usd(2_000), original: captureRef(1), lines: [line('a', 1, 0)] },
        '7000000000000000000900' as GatewayRef,
      ),
      result: unknown,
    };
    expect(refundOf([line('a', 2, 2_000)], [...twoBoxes, lost])).to.match(/1 of the 2 units of line a/);
  });

  it('goes on with the next capture of a line where the first one was refunded without naming lines', () => {
    const [boxes, gift] = [
      shipped({ minor: 6_000, lines: [line('a', 1, 0)] }, { minor: 4_000, lines: [line('a', 1, 0)] }),
      attempted(
        { operation: 'refund', amount: usd(6_000), original: captureRef(1) },
        '7000000000000000000901' as GatewayRef,
      ),
    ];
    expect(refundOf([line('a', 1, 1_000)], [...boxes, gift])).to.deep.equal(['2: 1000 a*1']);
  });

  it('is not guessed on where the records do not say which lines an earlier step of it was for', () => {
    const command = aRefund({
      original: AUTHORIZATION,
      amount: usd(3_000),
      lines: [line('a', 1, 2_000), line('c', 1, 1_000)],
    });
    const step = attempted(
      {
        key: command.key,
        fingerprint: command.fingerprint,
        operation: 'refund',
        amount: usd(2_000),
        original: captureRef(1),
      },
      '7000000000000000000902' as GatewayRef,
    );
    expect(plan(command, paymentFrom([...twoBoxes, step])))
      .to.have.property('problem')
      .that.includes(LINES_NOT_KNOWN);
  });

  it('takes the only capture for one of everything, where nobody said what it was for', () => {
    expect(refundOf([line('a', 1, 500)], shipped({ minor: 10_000 }))).to.deep.equal(['1: 500 a*1']);
    expect(refundOf([line('a', 1, 500)], shipped({ minor: 6_000 }, { minor: 4_000 }))).to.match(
      /captureRequestId/,
    );
  });

  it('is taken from the capture that the caller names, and from no other', () => {
    const unknownLines = shipped({ minor: 6_000 }, { minor: 4_000 });
    expect(refundOf([line('a', 1, 500)], unknownLines, { capture: captureRef(2) })).to.deep.equal([
      '2: 500 a*1',
    ]);
    expect(refundOf([line('c', 1, 500)], twoBoxes, { original: captureRef(1) })).to.match(/line c/);
    const other = '7000000000000000000777' as GatewayRef;
    expect(refundOf([line('a', 1, 500)], twoBoxes, { capture: other })).to.match(
      /7000000000000000000777 is no capture of this payment. Its captures: .*110 \(60\.00 USD left\)/,
    );
  });

  it('of one capture is refused when it asks for more than that capture has left', () => {
    const request = { original: AUTHORIZATION, amount: usd(4_001), capture: captureRef(2) };
    const planned = plan(aRefund(request), paymentFrom(twoBoxes));
    expect(planned)
      .to.have.property('problem')
      .that.matches(/40\.00 USD is left to refund of/);
    const other = plan(
      aRefund({ ...request, capture: '7000000000000000000777' as GatewayRef }),
      paymentFrom(twoBoxes),
    );
    expect(other)
      .to.have.property('problem')
      .that.matches(/no capture of this payment/);
  });

  it('comes to exactly its amount, and takes no more units or money of a capture than there are', () => {
    const quantities = fc.record({ a: fc.nat({ max: 5 }), b: fc.nat({ max: 5 }) });
    fc.assert(
      fc.property(
        fc.array(quantities, { minLength: 1, maxLength: 4 }),
        quantities,
        fc.nat({ max: 5_000 }),
        (boxes, wanted, minor) => {
          const toLines = ({ a, b }: typeof wanted): RefundLine[] =>
            [line('a', a, minor), line('b', b, minor + 7)].filter(({ quantity }) => quantity > 0);
          const attempts = shipped(...boxes.map((box) => ({ minor: 2_500, lines: toLines(box) })));
          const lines = toLines(wanted);
          fc.pre(lines.length > 0 && minor > 0);
          const amount = usd(lines.reduce((sum, each) => sum + each.amount.minor, 0));
          const planned = plan(aRefund({ original: AUTHORIZATION, amount, lines }), paymentFrom(attempts));
          if (planned.kind !== 'steps') return;
          expect(planned.steps.reduce((sum, step) => sum + step.amount.minor, 0)).to.equal(amount.minor);
          for (const [index, step] of planned.steps.entries()) {
            expect(step.amount.minor).to.be.at.most(2_500);
            const box = boxes[Number(step.original.slice(-2, -1)) - 1];
            for (const { lineId, quantity } of 'lines' in step ? (step.lines ?? []) : [])
              expect(quantity, `step ${index + 1}`).to.be.at.most(box?.[lineId as 'a' | 'b'] ?? 0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
