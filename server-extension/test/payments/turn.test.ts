import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId } from '../../src/domain/ids.ts';
import type { PaymentResult } from '../../src/domain/result.ts';
import type { Entry } from '../../src/payments/ports.ts';
import { missesATurn, nextTurnNumber, turnOf } from '../../src/payments/turn.ts';
import { usd } from '../builders/command.ts';
import { approved, aRef, declined, notSent, notVoidable, unknown } from '../builders/result.ts';

describe("the turn of a payment's next follow-on", () => {
  const ref = aRef();

  function entry(operation: Entry['operation'], result: PaymentResult, changes: object = {}): Entry {
    return {
      operation,
      result,
      amount: usd(1_000),
      captureNow: false,
      openedAt: new Date(),
      ...(operation === 'authorize' ? {} : { original: ref }),
      ...changes,
    } as Entry;
  }
  const authorization = entry('authorize', approved(usd(10_000), ref));
  const turn = (number: number) => ({ turn: { number, transactionId: '' as MerchantTransactionId } });
  const next = (...entries: readonly Entry[]): number => nextTurnNumber([authorization, ...entries]);
  const yes = (): PaymentResult => approved(usd(1_000));

  it('comes after everything that was carried out, numbered or not', () => {
    expect(next()).to.equal(1);
    expect(next(entry('capture', yes()), entry('void', yes()))).to.equal(3);
    expect(next(entry('capture', yes()), entry('refund', yes(), turn(4)))).to.equal(5);
  });

  it('stays the same after what was lost, refused or not sent: one of both is carried out', () => {
    for (const result of [unknown, notSent, notVoidable])
      expect(next(entry('capture', result, turn(1)))).to.equal(1);
  });

  it('comes after what the gateway declined under an id of its own, and after a number that it refused as taken', () => {
    expect(next(entry('refund', declined(), turn(1)))).to.equal(2);
    const taken = { ...turn(1), told: { outcome: 'unknown', problem: '', duplicate: true } };
    expect(next(entry('capture', notSent, taken))).to.equal(2);
    expect(next(entry('capture', unknown, taken))).to.equal(1);
  });

  it('does not count voids of captures: the gateway itself carries out one of two', () => {
    const capture = entry('capture', approved(usd(1_000), 'c' as GatewayRef), turn(1));
    expect(next(capture, entry('void', yes(), { original: 'c' }))).to.equal(2);
  });

  it('has the same name on every instance, and another one for each number and payment', () => {
    const name = (key: string, nth: number) => `${key} ${nth}` as MerchantTransactionId;
    const ids = [turnOf(ref, 1, name), turnOf(ref, 2, name), turnOf(aRef(), 1, name)];
    expect(turnOf(ref, 1, name)).to.deep.equal(ids[0]);
    expect(new Set(ids.map(({ transactionId }) => transactionId)).size).to.equal(3);
  });

  it('is not known while a recent turn is there without all turns before it', () => {
    const misses = (isRecent: boolean, ...entries: readonly Entry[]): boolean =>
      missesATurn([authorization, ...entries], () => isRecent);
    expect(misses(true, entry('capture', yes(), turn(1)), entry('capture', yes(), turn(3)))).to.equal(true);
    expect(misses(false, entry('capture', yes(), turn(1)), entry('capture', yes(), turn(3)))).to.equal(false);
    expect(misses(true, entry('capture', yes()), entry('capture', yes(), turn(2)))).to.equal(false);
    expect(misses(true, entry('capture', yes(), turn(1)), entry('capture', yes(), turn(2)))).to.equal(false);
  });
});
