import { expect } from 'chai';
import fc from 'fast-check';
import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { GatewayRef } from '../../src/domain/ids.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import type { Gateway } from '../../src/payments/ports/gateway.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { declined, notSent, notVoidable, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';
const AUTHORIZED = 100;

type Fate = 'yes' | 'no' | 'too-late' | 'not-sent' | 'lost' | 'lost-after-it-happened';

/** What really moved, as the gateway itself would have it. */
interface Ledger {
  captured: Map<GatewayRef, number>;
  reversed: number;
  refunded: number;
  takenBack: number;
}

const asked = fc.record({
  type: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
  minor: fc.integer({ min: 1, max: 120 }),
  /** Delivered this many times. */
  copies: fc.integer({ min: 1, max: 2 }),
});
const fate = fc.constantFrom<Fate>(
  'yes',
  'yes',
  'yes',
  'no',
  'too-late',
  'not-sent',
  'lost',
  'lost-after-it-happened',
);

describe('captures, voids and refunds in any order, with any outcome', () => {
  for (const captureNow of [false, true]) {
    it(`never capture or refund more than there is (${captureNow ? 'sale' : 'authorization'})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.array(asked, { minLength: 1, maxLength: 8 }),
          fc.infiniteStream(fate),
          async (scheduler, requests, fates) => {
            const ledger: Ledger = { captured: new Map(), reversed: 0, refunded: 0, takenBack: 0 };
            const gateway: Gateway = {
              async send(command) {
                if (command.type === 'authorize') return yes(command);
                const [its = 'yes'] = [...fates.take(1)];
                return scheduler.schedule(Promise.resolve(carriedOut(command, its, ledger)));
              },
              reverse: async () => unknown,
              lookUp: async () => ({ kind: 'not-found' }),
            };
            const journal = createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => new Date() });
            const { executePayment } = createPayments({ gateway, journal, deadlineMs: 5_000 });
            const first = await executePayment(
              anAuthorization({ amount: usd(AUTHORIZED), captureNow }),
              settings,
            );
            const original = gatewayRefOf(first.result)!;
            if (captureNow) ledger.captured.set(original, AUTHORIZED);

            const deliveries = requests.flatMap(({ type, minor, copies }) => {
              const about = { original, amount: usd(minor) };
              const command = { capture: aCapture, void: aVoid, refund: aRefund }[type](about);
              return Array.from({ length: copies }, () => command);
            });
            await scheduler.waitFor(
              Promise.allSettled(deliveries.map((command) => executePayment(command, settings))),
            );

            const captured = [...ledger.captured.values()].reduce((sum, minor) => sum + minor, 0);
            expect(captured + ledger.reversed, 'captured and reversed').to.be.at.most(AUTHORIZED);
            expect(ledger.refunded + ledger.takenBack, 'voided or refunded').to.be.at.most(captured);
          },
        ),
        { numRuns: 150 },
      );
    });
  }
});

/** The worst gateway: believes everything, and sometimes acts although its answer is lost. */
function carriedOut(command: PaymentCommand, fate: Fate, ledger: Ledger): PaymentResult {
  if (fate === 'no') return declined();
  if (fate === 'too-late') return command.type === 'void' ? notVoidable : declined();
  if (fate === 'not-sent') return notSent;
  if (fate === 'lost') return unknown;
  const result = yes(command);
  const { minor } = command.amount;
  if (command.type === 'capture') ledger.captured.set(gatewayRefOf(result)!, minor);
  else if (command.type === 'refund') ledger.refunded += minor;
  else if (command.type === 'void' && command.of === 'authorization') ledger.reversed += minor;
  else if (command.type === 'void') ledger.takenBack += minor;
  return fate === 'yes' ? result : unknown;
}
