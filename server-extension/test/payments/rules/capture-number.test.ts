import { expect } from 'chai';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Gateway } from '../../../src/payments/ports/gateway.ts';
import { aCapture, anAuthorization, aVoid, usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { createPayments } from '../../builders/payments.ts';
import { aRememberingGateway, type RememberingGateway } from '../../builders/records.ts';
import { notSent, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const allowed: GatewaySettings = { ...settings, reauthorize: true, holdDays: {} };

for (const isJournalOwn of [true, false])
  describe(`captures that their caller does not number (${isJournalOwn ? "each instance's journal" : 'one journal'})`, () => {
    let gateway: RememberingGateway;
    let executePayment: ExecutePayment;
    let original: GatewayRef;
    let clock: number;
    let isLost: (command: PaymentCommand) => boolean;
    const now = (): Date => new Date(clock);
    beforeEach(async () => {
      clock = Date.now();
      isLost = () => false;
      gateway = aRememberingGateway(now);
      begin();
      const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1' } as const;
      original = gatewayRefOf((await executePayment(anAuthorization({ instrument }), allowed)).result)!;
    });

    function begin(): void {
      const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
      const sending: Gateway = {
        ...gateway,
        send: async (command, of, call) => (isLost(command) ? notSent : gateway.send(command, of, call)),
      };
      ({ executePayment } = createPayments({
        gateway: sending,
        records: gateway,
        journal,
        isJournalOwn,
        now,
      }));
    }

    const capture = (minor: number, changes: object = {}) =>
      executePayment(aCapture({ original, amount: usd(minor), ...changes }), allowed);
    const numbers = (): unknown[] =>
      gateway.ledger.flatMap(({ command }) =>
        command.type === 'capture' ? [command.sequence ?? 'none'] : [],
      );

    it('are numbered, and the one that takes the rest says how many there were', async () => {
      await capture(3_000);
      await capture(3_000);
      await capture(4_000);
      expect(numbers()).to.deep.equal([{ number: 1 }, { number: 2 }, { number: 3, total: 3 }]);
    });

    it('are numbered one after the other when they are asked for at the same moment', async () => {
      await Promise.all([capture(3_000), capture(2_000), capture(1_000)]);
      expect(numbers()).to.deep.equal([{ number: 1 }, { number: 2 }, { number: 3 }]);
    });

    it('go on counting after a restart, and after one that was voided', async () => {
      const first = await capture(3_000);
      const taken = gatewayRefOf(first.result)!;
      await executePayment(aVoid({ original: taken, of: 'capture', amount: usd(3_000) }), settings);
      if (isJournalOwn) begin();
      await capture(2_000);
      expect(numbers()).to.deep.equal([{ number: 1 }, { number: 2 }]);
    });

    it('have no number when one takes everything, and none while it is not known whether an earlier one was made', async () => {
      gateway.answer = () => unknown;
      await capture(3_000);
      gateway.answer = (result) => result;
      await capture(1_000);
      expect(numbers().slice(1)).to.deep.equal(isJournalOwn ? [] : ['none']);
      original = gatewayRefOf(
        (await executePayment(anAuthorization({ orderId: 'o2' as never }), settings)).result,
      )!;
      await capture(10_000, { orderId: 'o2' });
      expect(numbers().at(-1)).to.equal('none');
    });

    it('end with the one that is said to be final', async () => {
      await capture(3_000);
      await capture(1_000, { isFinal: true });
      expect(numbers()).to.deep.equal([{ number: 1 }, { number: 2, total: 2 }]);
    });

    it('are counted by hold, where the payment was authorized again: one that takes all of the new hold has no number', async () => {
      await capture(3_000);
      clock += 8 * DAY_MS;
      await capture(4_000);
      await capture(3_000);
      expect(gateway.ledger.map(({ command: { type } }) => type).slice(2)).to.deep.equal([
        ...['reauthorize', 'capture'],
        ...['reauthorize', 'capture'],
      ]);
      expect(numbers()).to.deep.equal([{ number: 1 }, 'none', 'none']);
    });

    it('are counted from the new hold on, where that is larger', async () => {
      clock += 8 * DAY_MS;
      isLost = ({ type }) => type === 'capture';
      await capture(7_000);
      isLost = () => false;
      await capture(3_000);
      await capture(4_000);
      expect(numbers()).to.deep.equal([{ number: 1 }, { number: 2, total: 2 }]);
    });

    it('keep the numbers that their caller gives', async () => {
      await capture(3_000, { sequence: { number: 4, total: 9 } });
      expect(numbers()).to.deep.equal([{ number: 4, total: 9 }]);
    });
  });
