import { expect } from 'chai';
import type { CommandKey, GatewayRef } from '../../../src/domain/ids.ts';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { RecordedCharge } from '../../../src/payments/attempt/read-charge-basis.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { createPreviewCharge } from '../../../src/payments/preview-charge.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { declined, notSent, unknown } from '../../builders/result.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const DAY_MS = 86_400_000;
const settings: GatewaySettings = { ...anyShops, reauthorize: true, holdDays: {} };

describe('Without anything being sent', () => {
  let clock: number;
  let gateway: ObedientGateway;
  let journal: Journal;
  let payments: ReturnType<typeof createPayments>;
  const problemOf = (asked: Promise<unknown>): Promise<unknown> => asked.catch((error: unknown) => error);

  beforeEach(() => {
    clock = Date.parse('2026-02-01T10:00:00Z');
    gateway = anObedientGateway();
    const now = (): Date => new Date(clock);
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    payments = createPayments({ gateway, journal, now, isJournalOwn: false });
  });

  async function authorized(): Promise<GatewayRef> {
    const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' } as const;
    const { result } = await payments.executePayment(anAuthorization({ instrument }), settings);
    return gatewayRefOf(result) ?? expect.fail();
  }

  describe('it can be told of a follow-on', () => {
    it('which steps it would take, a capture of a part with its number', async () => {
      const original = await authorized();
      const capture = aCapture({ original, amount: usd(6_000) });
      const { planned, standing } = await payments.previewPayment(capture, settings);
      expect(planned).to.have.property('kind', 'steps');
      expect(planned).to.have.nested.property('steps.0.type', 'capture');
      expect(planned).to.have.deep.nested.property('steps.0.sequence', { number: 1 });
      expect(standing).to.have.property('isComplete', true);
      expect(standing.payment).to.deep.include({ state: 'Authorized', capturable: usd(10_000) });
      expect(standing.allowed.map(({ operation }) => operation)).to.include('capture');
      expect(gateway.sent).to.have.length(1);
    });

    it('that a capture of the rest is the last of its number', async () => {
      const original = await authorized();
      await payments.executePayment(aCapture({ original, amount: usd(6_000) }), settings);
      const { planned } = await payments.previewPayment(aCapture({ original, amount: usd(4_000) }), settings);
      expect(planned).to.have.deep.nested.property('steps.0.sequence', { number: 2, total: 2 });
    });

    it('that an amount would be held again first; its capture takes all of the new hold and has no number', async () => {
      const original = await authorized();
      clock += 8 * DAY_MS;
      const { planned } = await payments.previewPayment(aCapture({ original, amount: usd(6_000) }), settings);
      if (planned.kind !== 'steps') expect.fail(planned.kind);
      expect(planned.steps.map(({ type }) => type)).to.deep.equal(['reauthorize', 'capture']);
      for (const step of planned.steps) expect(step).not.to.have.property('sequence');
      expect(gateway.sent).to.have.length(1);
    });

    it('that a void or a refund has no number', async () => {
      const original = await authorized();
      const { planned } = await payments.previewPayment(aVoid({ original, amount: usd(100) }), settings);
      expect(planned).to.have.property('kind', 'steps');
      expect(planned).not.to.have.nested.property('steps.0.sequence');
    });

    it('that the state of the payment refuses it', async () => {
      const original = await authorized();
      const refund = aRefund({ original, amount: usd(100) });
      expect((await payments.previewPayment(refund, settings)).planned.kind).to.equal('refused');
      const elsewhere = { ...settings, account: { ...settings.account, merchantId: 'another' } };
      expect((await payments.previewPayment(refund, elsewhere)).planned.kind).to.equal('refused');
    });

    it('that another merchant account than the payment’s would be asked', async () => {
      const original = await authorized();
      const elsewhere = { ...settings, account: { ...settings.account, merchantId: 'another' } };
      expect(
        await problemOf(payments.previewPayment(aCapture({ original, amount: usd(1) }), elsewhere)),
      ).to.be.instanceOf(Problem);
    });
  });

  describe('it can be told of a charge', () => {
    const charge = (changes: Partial<Authorize> = {}): Authorize =>
      anAuthorization({ caller: 'oms', key: 'charge/1' as CommandKey, fingerprint: 'f1', ...changes });
    const preview = (command: Authorize, recorded?: RecordedCharge): Promise<'sent' | 'stands'> =>
      createPreviewCharge({
        journal,
        ...(recorded && { readChargeBasis: () => Promise.resolve(recorded) }),
      })(command, settings);

    it('that it would be sent where its payment group has not been charged', async () => {
      expect(await preview(charge())).to.equal('sent');
      await payments.executePayment(charge({ orderId: 'o2' as never }), settings);
      await payments.executePayment(
        charge({ paymentGroupId: 'pg9' as never, key: 'x' as CommandKey }),
        settings,
      );
      expect(await preview(charge({ key: 'charge/2' as CommandKey }))).to.equal('sent');
    });

    it('that it stands where the same one was sent before, however that ended', async () => {
      for (const result of [undefined, declined(), unknown]) {
        const command = charge({
          key: `k/${result?.outcome}` as CommandKey,
          orderId: `o${result?.outcome}` as never,
        });
        if (result) gateway.answer = () => Promise.resolve(result);
        await payments.executePayment(command, settings);
        expect(await preview(command), result?.outcome).to.equal('stands');
      }
    });

    it('that it would be sent again where it was certainly not sent', async () => {
      gateway.answer = () => Promise.resolve(notSent);
      await payments.executePayment(charge(), settings);
      expect(await preview(charge())).to.equal('sent');
    });

    it('that it stands where another request has charged the same', async () => {
      await payments.executePayment(charge(), settings);
      expect(await preview(charge({ key: 'charge/2' as CommandKey }))).to.equal('stands');
    });

    it('that it contradicts what was charged: another body, another amount', async () => {
      await payments.executePayment(charge(), settings);
      for (const other of [
        charge({ fingerprint: 'f2' }),
        charge({ key: 'charge/2' as CommandKey, amount: usd(1) }),
      ])
        expect(await problemOf(preview(other)))
          .to.be.instanceOf(Problem)
          .and.include({ code: 'conflict' });
      expect(gateway.sent).to.have.length(1);
    });

    it('that it has to wait for one that is under way', async () => {
      let answer: () => void = () => undefined;
      gateway.answer = () =>
        new Promise((resolve) => {
          answer = () => {
            resolve(declined());
          };
        });
      const underWay = payments.executePayment(charge(), settings);
      while (gateway.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(await problemOf(preview(charge({ key: 'charge/2' as CommandKey }))))
        .to.be.instanceOf(Problem)
        .and.include({ code: 'in-progress' });
      answer();
      await underWay;
    });

    it('that CyberSource’s records show it already', async () => {
      await payments.executePayment(charge({ orderId: 'o2' as never }), settings);
      const [attempt] = await journal.ofOrder('o2' as never);
      expect(await preview(charge(), { kind: 'repeated', attempt: attempt ?? expect.fail() })).to.equal(
        'stands',
      );
    });
  });
});
