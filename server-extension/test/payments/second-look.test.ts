import { expect } from 'chai';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import { createFindPayment } from '../../src/payments/addressed.ts';
import { createAttempt } from '../../src/payments/attempt.ts';
import { createPay, type Pay } from '../../src/payments/pay.ts';
import type { Journal, LostAttempt, NameAttempt, Sighting } from '../../src/payments/ports.ts';
import { createSecondLook } from '../../src/payments/second-look.ts';
import type { GatewayRef, MerchantTransactionId } from '../../src/domain/ids.ts';
import { aCapture, anAuthorization, usd } from '../builders/command.ts';
import { dutyOf } from '../builders/duties.ts';
import { anObedientGateway, type ObedientGateway } from '../builders/gateway.ts';
import { approved, aRef, declined, declinedWhileHeld, notSent, unknown } from '../builders/result.ts';
import { recordsOf } from '../builders/records.ts';
import { settings } from '../builders/settings.ts';

describe('an authorization whose answer was lost, while the shopper waits', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let pay: Pay;
  let looks: { lost: LostAttempt; known: ReadonlySet<GatewayRef>; deadlineMs: number }[];
  let sighting: Sighting;
  let troubles: string[];

  beforeEach(() => {
    gateway = anObedientGateway();
    gateway.answer = async () => unknown;
    looks = [];
    troubles = [];
    sighting = { seen: 'no' };
    gateway.lookUp = async (lost, known, _settings, deadlineMs) => {
      looks.push({ lost, known, deadlineMs });
      return sighting;
    };
    const now = (): Date => new Date();
    journal = createMemoryJournal({ capacity: 100, dutyOf, now });
    const name: NameAttempt = (key, nth) => `${key}${nth}` as MerchantTransactionId;
    const attempt = createAttempt({
      gateway,
      journal,
      name,
      now,
      deadlineMs: 50,
      lostMs: 60_000,
      secondLook: createSecondLook({ gateway, journal, deadlineMs: 4_000 }),
      onTrouble: (event) => troubles.push(event),
    });
    const findPayment = createFindPayment({
      journal,
      records: recordsOf(() => ({ amount: usd(10_000) })),
      isJournalOwn: true,
      now,
      deadlineMs: 50,
      lagMs: 0,
    });
    pay = createPay({ attempt, journal, findPayment, name, deadlineMs: 50, onDebt: () => undefined });
  });

  const outcome = async (): Promise<PaymentResult> => (await pay(anAuthorization(), settings)).result;

  it('is answered with what the books show', async () => {
    for (const result of [approved(usd(10_000)), declined(), declinedWhileHeld()]) {
      sighting = { seen: 'yes', result };
      const command = anAuthorization({ orderId: aRef() as never });
      expect((await pay(command, settings)).result).to.deep.equal(result);
      expect((await journal.find(command.key))?.result).to.deep.equal(result);
    }
  });

  it('stays unknown when they do not show it, or not clearly', async () => {
    expect(await outcome()).to.deep.equal(unknown);
    sighting = { seen: 'unclear', problem: 'the books could not be read' };
    gateway.answer = async () => unknown;
    expect((await pay(anAuthorization({ orderId: 'o2' as never }), settings)).result).to.deep.equal(unknown);
    expect(looks).to.have.length(2);
  });

  it('is looked for once, within the time for it, among what is not known yet', async () => {
    const ref = aRef();
    gateway.answer = async () => approved(usd(5_000), ref);
    await pay(anAuthorization({ paymentGroupId: 'pg1' as never, amount: usd(5_000) }), settings);
    const duplicate: PaymentResult = { outcome: 'unknown', problem: 'a duplicate', duplicate: true };
    gateway.answer = async () => duplicate;
    await outcome();
    expect(looks).to.have.length(1);
    expect(looks[0]).to.deep.include({ known: new Set([ref]), deadlineMs: 4_000 });
    expect(looks[0]?.lost).to.have.property('result', duplicate);
  });

  it('is not looked for when it is known what became of it', async () => {
    for (const result of [approved(usd(10_000)), declined(), notSent]) {
      gateway.answer = async () => result;
      await pay(anAuthorization({ orderId: aRef() as never }), settings);
    }
    expect(looks).to.deep.equal([]);
  });

  it('but a capture is not: its caller is told to ask again', async () => {
    const { result } = await pay(aCapture({ original: aRef() }), settings);
    expect(result).to.deep.equal(unknown);
    expect(looks).to.deep.equal([]);
  });

  it('stays unknown, and somebody is told, when the look itself fails', async () => {
    gateway.lookUp = () => Promise.reject(new Error('a defect'));
    expect(await outcome()).to.deep.equal(unknown);
    expect(troubles).to.deep.equal(['second-look-failed']);
  });
});
