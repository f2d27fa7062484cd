import { expect } from 'chai';
import { canMatch, intentOf, singleMatch } from '../../../src/cybersource/transactions/match.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import type { UnresolvedAttempt } from '../../../src/payments/ports/gateway.ts';
import { AUTHORIZATION, aLostAttempt, dollars } from '../fixtures/builders.ts';

const lost = aLostAttempt({ operation: 'capture', original: AUTHORIZATION });
const authorize = aLostAttempt({ operation: 'authorize' });

function recorded(
  changes: Partial<TransactionDetails> = {},
  ...names: readonly string[]
): TransactionDetails {
  const done = { rCode: '1', reasonCode: '100' };
  return {
    id: '7000000000000000000001' as GatewayRef,
    code: 'o30411',
    amount: '12.50',
    currency: 'USD',
    overall: done,
    applications: (names.length === 0 ? ['ics_bill'] : names).map((name) => ({ name, ...done })),
    rootId: AUTHORIZATION,
    related: [],
    body: {},
    ...changes,
  };
}

describe('A transaction of the search can be the lost attempt', () => {
  const possible = (
    transaction: TransactionDetails,
    attempt: UnresolvedAttempt = lost,
    ...known: GatewayRef[]
  ): boolean => canMatch(attempt, transaction, new Set(known));

  it('if it is of the same kind, order, amount and currency, and of no other attempt', () => {
    expect(possible(recorded())).to.equal(true);
    expect(possible(recorded({ amount: '12.5' }))).to.equal(true);
    const other = recorded({ id: 'other' as GatewayRef });
    expect(possible(other, lost, 'other' as GatewayRef)).to.equal(false);
    expect(possible(recorded({ code: 'o3041' }))).to.equal(false);
    expect(possible(recorded({ amount: '12.51' }))).to.equal(false);
    expect(possible(recorded({ amount: 'half of it' }))).to.equal(false);
    expect(possible(recorded({ currency: 'JPY' }))).to.equal(false);
    expect(possible(recorded({}, 'ics_credit'))).to.equal(false);
  });

  it('whatever amount it was, where the search states none', () => {
    expect(possible(recorded({ amount: undefined, currency: undefined }))).to.equal(true);
  });

  it('but a sale is no capture and no authorization, and the other way round', () => {
    const sale = recorded({}, 'ics_auth', 'ics_bill');
    expect(possible(sale, lost)).to.equal(false);
    expect(possible(sale, authorize)).to.equal(false);
    expect(possible(sale, { ...authorize, captureNow: true })).to.equal(true);
    expect(possible(recorded({}, 'ics_auth'), authorize)).to.equal(true);
  });

  it('unless the request was refused: then nothing was done', () => {
    for (const reasonCode of ['101', '102', '104', '234'])
      expect(possible(recorded({ overall: { rCode: '0', reasonCode } }))).to.equal(false);
    expect(possible(recorded({ overall: { rCode: '0', reasonCode: '203' } }))).to.equal(true);
  });
});

describe('What a lost attempt wanted, by the services that a transaction ran', () => {
  const AUTH = ['ics_auth'];
  const SALE = ['ics_auth', 'ics_bill'];
  const { amount } = lost;
  for (const [operation, services, wanted] of [
    ['increment', AUTH, { type: 'increment', amount }],
    ['increment', SALE, undefined],
    ['increment', ['ics_bill'], undefined],
    ['reauthorize', AUTH, { type: 'reauthorize', amount }],
    ['reauthorize', SALE, undefined],
    ['reauthorize', ['ics_bill'], undefined],
    ['authorize', AUTH, { type: 'authorize', amount, captureNow: false }],
    ['authorize', ['ics_bill'], undefined],
    ['capture', ['ics_bill'], { type: 'capture', amount }],
    ['capture', AUTH, undefined],
    ['refund', ['ics_credit'], { type: 'refund', amount }],
    ['refund', ['ics_bill'], undefined],
    ['void', ['ics_auth_reversal'], { type: 'void', amount, of: 'authorization' }],
    ['void', ['ics_void'], { type: 'void', amount, of: 'capture' }],
    ['void', ['ics_auth_reversal', 'ics_void'], { type: 'void', amount, of: 'authorization' }],
    ['void', ['ics_credit'], undefined],
  ] as const)
    it(`${operation} and ${services.join(' with ')}: ${wanted === undefined ? 'nothing' : JSON.stringify(wanted)}`, () => {
      expect(intentOf(aLostAttempt({ operation }), recorded({}, ...services))).to.deep.equal(wanted);
    });

  it('is a sale where it was to take the money at once, whether the capture is in the records or not', () => {
    const sale = aLostAttempt({ operation: 'authorize', captureNow: true });
    for (const services of [AUTH, SALE])
      expect(intentOf(sale, recorded({}, ...services))).to.deep.equal({
        type: 'authorize',
        amount,
        captureNow: true,
      });
  });
});

describe('Of several, the lost attempt is', () => {
  const mine = recorded({ id: 'mine' as GatewayRef, comments: 'capture v1attempt1' });
  const named = recorded({ comments: 'capture v1attempt2' });
  const unnamed = recorded();

  it('the one that carries its name', () => {
    expect(singleMatch([unnamed, named, mine], lost)).to.equal(mine);
  });

  it('never one that carries another name', () => {
    expect(singleMatch([named], lost)).to.equal('none');
  });

  it('the only one without a name, if it is about the same payment', () => {
    expect(singleMatch([named, unnamed], lost)).to.equal(unnamed);
    expect(singleMatch([recorded({ comments: 'a note of the merchant’s' })], lost)).to.be.an('object');
    const about = { rootId: 'something else', related: [AUTHORIZATION] };
    expect(singleMatch([recorded(about)], lost)).to.be.an('object');
    expect(singleMatch([recorded({ rootId: 'something else' })], lost)).to.equal('none');
  });

  it('about any payment, where it is the first of its own', () => {
    expect(singleMatch([recorded({ rootId: 'another' })], authorize)).to.be.an('object');
  });

  it('is ambiguous when two could be it', () => {
    expect(singleMatch([unnamed, recorded()], lost)).to.equal('several');
    expect(singleMatch([mine, mine], lost)).to.equal('several');
  });

  it('of its own amount and order only', () => {
    expect(canMatch(lost, recorded({ amount: '1.00' }), new Set())).to.equal(false);
    expect(canMatch({ ...lost, amount: dollars(100) }, recorded({ amount: '1.00' }), new Set())).to.equal(
      true,
    );
  });
});
