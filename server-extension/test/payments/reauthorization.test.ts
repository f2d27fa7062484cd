import { expect } from 'chai';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { aCapture, anAuthorization, usd } from '../builders/command.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { declined } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('A capture after the hold has expired', () => {
  const allowed: GatewaySettings = { ...settings, reauthorize: true, holdDays: {} };
  let clock: number;
  let gateway: ObedientGateway;
  let payments: ReturnType<typeof createPayments>;

  beforeEach(() => {
    clock = Date.parse('2026-02-01T10:00:00Z');
    gateway = anObedientGateway();
    const now = (): Date => new Date(clock);
    const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    payments = createPayments({ gateway, journal, now, isJournalOwn: false });
  });

  async function authorizedBefore(days: number): Promise<ReturnType<typeof aCapture>> {
    const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' } as const;
    const { result } = await payments.executePayment(anAuthorization({ instrument }), allowed);
    clock += days * DAY_MS;
    return aCapture({ original: gatewayRefOf(result)!, amount: usd(6_000) });
  }

  it('holds the amount again with the stored card, then captures the new hold', async () => {
    const capture = await authorizedBefore(8);
    const paid = await payments.executePayment(capture, allowed);
    const [, again, taken] = gateway.sent;
    expect(again).to.deep.include({
      type: 'reauthorize',
      amount: usd(6_000),
      instrument: { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' },
    });
    expect(taken).to.deep.include({ type: 'capture', amount: usd(6_000) });
    const [first] = paid.steps;
    expect(taken).to.have.property('original', gatewayRefOf(first?.attempt.result));
    expect(paid.standing?.payment).to.deep.include({ captured: usd(6_000), capturable: usd(4_000) });
  });

  it('names the network’s id of the first payment, where it is known', async () => {
    gateway.answer = async (command) => {
      const answered = yes(command);
      return command.type === 'authorize' && 'gateway' in answered
        ? { ...answered, gateway: { ...answered.gateway, networkTransactionId: 'N1' } }
        : answered;
    };
    await payments.executePayment(await authorizedBefore(8), allowed);
    expect(gateway.sent[1]).to.include({ type: 'reauthorize', previousNetworkTransactionId: 'N1' });
  });

  it('names no network’s id where none is known', async () => {
    await payments.executePayment(await authorizedBefore(8), allowed);
    expect(gateway.sent[1])
      .to.include({ type: 'reauthorize' })
      .and.not.have.property('previousNetworkTransactionId');
  });

  it('is not captured when the issuer declines the new hold', async () => {
    const capture = await authorizedBefore(8);
    gateway.answer = async (command) => (command.type === 'reauthorize' ? declined() : yes(command));
    expect((await payments.executePayment(capture, allowed)).result.outcome).to.equal('declined');
    expect(gateway.sent.map(({ type }) => type)).to.deep.equal(['authorize', 'reauthorize']);
  });

  it('is refused where the setting is off, and nothing is sent', async () => {
    const capture = await authorizedBefore(8);
    const off = { ...allowed, reauthorize: false };
    const refused: unknown = await payments.executePayment(capture, off).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'conflict' });
    expect(gateway.sent).to.have.length(1);
  });
});
