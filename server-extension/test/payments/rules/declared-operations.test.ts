import { expect } from 'chai';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import { type Capability, capabilities } from '../../../src/domain/payment/capability.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { paymentTypeOf } from '../../../src/payments/rules/declared-operations.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { declinedWhileHeld } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

/** What happened to a payment of 100.00 before it is asked for something. */
type Before = 'authorized' | 'sold' | 'captured' | 'captured in part';

/** Each operation and the capability that it takes. */
const OPERATIONS: readonly (readonly [
  what: string,
  before: Before,
  capability: Capability,
  command: (original: GatewayRef) => PaymentCommand,
])[] = [
  ['a capture of all', 'authorized', 'capture', (original) => aCapture({ original })],
  [
    'a capture of a part',
    'authorized',
    'partial-capture',
    (original) => aCapture({ original, amount: usd(9_999) }),
  ],
  [
    'a capture of the rest',
    'captured in part',
    'partial-capture',
    (original) => aCapture({ original, amount: usd(6_000) }),
  ],
  ['a void of all', 'authorized', 'cancel', (original) => aVoid({ original })],
  ['a void of a part', 'authorized', 'reduce', (original) => aVoid({ original, amount: usd(9_999) })],
  ['a void of a sale', 'sold', 'cancel', (original) => aVoid({ original, of: 'sale' })],
  ['a void of a part of a sale', 'sold', 'refund', (original) => aVoid({ original, amount: usd(1) })],
  ['a void of what was captured', 'captured', 'cancel', (original) => aVoid({ original })],
  ['a refund', 'captured', 'refund', (original) => aRefund({ original })],
  ['a refund of a sale', 'sold', 'refund', (original) => aRefund({ original })],
];

describe('The method of a payment', () => {
  const authorization = (paymentType?: string): PaymentAttempt =>
    ({ operation: 'authorize', ...(paymentType !== undefined && { paymentType }) }) as PaymentAttempt;

  it('is that of its last authorization of which one is known', () => {
    expect(paymentTypeOf([authorization('card'), authorization('invoice'), authorization()])).to.equal(
      'invoice',
    );
    expect(paymentTypeOf([authorization()])).to.equal(undefined);
  });
});

describe('An operation that a payment method does not declare', () => {
  let gateway: ObedientGateway;
  let withAll: ExecutePayment;
  let methodWith: (declared: readonly Capability[]) => ExecutePayment;

  beforeEach(() => {
    gateway = anObedientGateway();
    const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    methodWith = (declared) => {
      const method = { type: 'card', name: 'Card', capabilities: new Set(declared) };
      return createPayments({ gateway, journal, methods: [method], isJournalOwn: false }).executePayment;
    };
    withAll = methodWith(capabilities);
  });

  const without = (capability: Capability): ExecutePayment =>
    methodWith(capabilities.filter((each) => each !== capability));

  async function paymentThatIs(before: Before): Promise<GatewayRef> {
    const captureNow = before === 'sold';
    const original = gatewayRefOf((await withAll(anAuthorization({ captureNow }), settings)).result)!;
    if (before === 'captured') await withAll(aCapture({ original }), settings);
    if (before === 'captured in part') await withAll(aCapture({ original, amount: usd(4_000) }), settings);
    return original;
  }

  function problemOf(paying: Promise<unknown>): Promise<unknown> {
    return paying.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  for (const [what, before, capability, command] of OPERATIONS) {
    it(`is refused before any call: ${what}, without ${capability}`, async () => {
      const original = await paymentThatIs(before);
      const calls = gateway.sent.length;
      const problem = await problemOf(without(capability)(command(original), settings));
      expect(problem).to.be.instanceOf(Problem).with.property('code', 'not-supported');
      expect((problem as Problem).message).to.match(
        /^Card \(card\) does not take an? [a-z ]+: nothing was sent\. [A-Z].+\.$/,
      );
      expect(gateway.sent).to.have.length(calls);
    });

    it(`is carried out where it is declared: ${what}`, async () => {
      const original = await paymentThatIs(before);
      const { result } = await methodWith([capability, 'cancel', 'refund'])(command(original), settings);
      expect(result.outcome).to.be.oneOf(['approved', 'pending']);
    });
  }

  for (const [capability, captureNow] of [
    ['authorize', false],
    ['sale', true],
  ] as const)
    it(`is refused before any call: an authorization without ${capability}`, async () => {
      const problem = await problemOf(without(capability)(anAuthorization({ captureNow }), settings));
      expect(problem).to.be.instanceOf(Problem).with.property('code', 'not-supported');
      expect(gateway.sent).to.deep.equal([]);
    });

  it('is answered as before where it was carried out while it was declared', async () => {
    const original = await paymentThatIs('captured');
    const refund = aRefund({ original });
    const first = await withAll(refund, settings);
    expect((await methodWith([])(refund, settings)).result).to.deep.equal(first.result);
  });

  it('does not keep money held behind a refusal', async () => {
    gateway.answer = async () => declinedWhileHeld();
    const refused = await withAll(anAuthorization(), settings);
    delete gateway.answer;
    const original = gatewayRefOf(refused.result)!;
    const { result } = await methodWith([])(aVoid({ original }), settings);
    expect(result.outcome).to.equal('approved');
  });

  it('is left to the gateway for a payment whose method the journal does not know', async () => {
    const original = await paymentThatIs('captured');
    const { executePayment } = createPayments({
      gateway,
      journal: createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() }),
      methods: [{ type: 'card', name: 'Card', capabilities: new Set() }],
      records: {
        read: async () => ({
          kind: 'found',
          authorization: {
            ref: original,
            operation: 'authorize',
            submittedAt: new Date(),
            amount: usd(10_000),
            captureNow: true,
            result: {
              outcome: 'approved',
              ref: original,
              amount: usd(10_000),
              gateway: { httpStatus: 201 },
            },
          },
          followOns: [],
        }),
      },
    });
    expect((await executePayment(aRefund({ original }), settings)).result.outcome).to.equal('pending');
  });
});
