import { expect } from 'chai';
import type { Money } from '../../src/domain/money/money.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { contradictionOf } from '../../src/notifications/payments/contradiction.ts';
import { usd } from '../builders/command.ts';
import { approved, declined, declinedWhileHeld, notSent, settling, unknown } from '../builders/result.ts';

const AMOUNT = usd(4_250);

describe('What a notification says against the journal', () => {
  const said = (
    result: PaymentResult | undefined,
    notified: PaymentResult,
    amount: Money = AMOUNT,
  ): unknown => contradictionOf({ amount, ...(result !== undefined && { result }) }, notified);
  const mine = approved(AMOUNT);
  const notApproved = (ref: string): PaymentResult => ({ ...declined(), ref }) as PaymentResult;

  it('is nothing where one of both does not know, or no money moves', () => {
    expect(said(undefined, mine)).to.equal(undefined);
    expect(said(unknown, mine)).to.equal(undefined);
    expect(said(mine, unknown)).to.equal(undefined);
    expect(said(declined(), mine, usd(0))).to.equal(undefined);
  });

  it('is nothing where both say the same', () => {
    expect(said(mine, mine)).to.equal(undefined);
    expect(said(settling(AMOUNT, mine.ref), mine)).to.equal(undefined);
    expect(said(mine, settling(AMOUNT, mine.ref))).to.equal(undefined);
    expect(said(declined(), declined())).to.equal(undefined);
  });

  it('is that there may be two transactions, where it is approved under another id', () => {
    expect(said(mine, approved(AMOUNT))).to.match(/under another id/);
  });

  it('is another amount, where it is approved with one', () => {
    expect(said(mine, approved(usd(4_251), mine.ref))).to.match(/with another amount/);
  });

  it('is that it was carried out, where the journal has it as refused or not sent', () => {
    expect(said(declined(), mine)).to.match(/was carried out, and the journal says that it was not/);
    expect(said(notSent, mine)).to.match(/was carried out/);
  });

  it('is nothing where it was undone since, is held behind its decline, or was a challenge before', () => {
    expect(said({ ...notSent, undone: true } as PaymentResult, mine)).to.equal(undefined);
    const held = declinedWhileHeld();
    expect(said(held, approved(AMOUNT, held.ref))).to.equal(undefined);
    expect(said(held, mine), 'of another transaction').to.match(/was carried out/);
    const challenge = { outcome: 'challenge', ref: mine.ref } as unknown as PaymentResult;
    expect(said(challenge, mine)).to.equal(undefined);
    expect(said(challenge, approved(AMOUNT)), 'of another transaction').to.match(/was carried out/);
    expect(said(notApproved(mine.ref), mine), 'a decline that holds nothing').to.match(/was carried out/);
  });

  it('is that it was not carried out, where the journal has the same transaction as approved', () => {
    expect(said(mine, notApproved(mine.ref))).to.match(/was not carried out/);
    expect(said(mine, declined()), 'another transaction').to.equal(undefined);
  });
});
