import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId } from '../../../src/domain/ids.ts';
import { toComment } from '../../../src/cybersource/requests/comment.ts';
import { authorizationIn, holdOf } from '../../../src/cybersource/transactions/series.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import { aCapture, usd } from '../../builders/command.ts';

const [payment, again, more, another] = ['1', '2', '3', '4'].map(
  (digit) => digit.padEnd(22, '0') as GatewayRef,
) as [GatewayRef, GatewayRef, GatewayRef, GatewayRef];

/** A transaction as CyberSource's details show it, with the comment of a step of ours. */
function details(
  id: GatewayRef,
  application: string,
  {
    rootId = id,
    ...of
  }: {
    readonly rootId?: string;
    readonly type?: 'reauthorize' | 'capture';
    readonly original?: GatewayRef;
  } = {},
): TransactionDetails {
  const { type, original } = of;
  const attempt = 'attempt' as MerchantTransactionId;
  const command = {
    ...aCapture({ original: original ?? id, amount: usd(1) }),
    type: type ?? 'capture',
  } as never;
  return {
    id,
    submittedAt: new Date(`2026-02-0${id[0]}T10:00:00Z`),
    overall: {},
    applications: [{ name: application, rCode: '1', reasonCode: '100' }],
    rootId,
    related: [],
    body: {},
    ...(original !== undefined && { comments: toComment(command, attempt) }),
  };
}

describe('The series of a payment whose hold was made again', () => {
  const authorization = details(payment, 'ics_auth');
  const held = details(again, 'ics_auth', { type: 'reauthorize', original: payment });
  const heldTwice = details(more, 'ics_auth', { type: 'reauthorize', original: again });

  it('goes back to the first authorization, from every hold and what followed on it', () => {
    const capture = details(another, 'ics_bill', { rootId: more, type: 'capture', original: more });
    const series = [capture, heldTwice, held, authorization];
    for (const { id } of series) expect(authorizationIn(series, id)?.id).to.equal(payment);
  });

  it('goes back no further than it can be read, and ends where comments name each other', () => {
    expect(authorizationIn([held], again)).to.equal(undefined);
    const other = details(payment, 'ics_auth', { type: 'reauthorize', original: again });
    expect(authorizationIn([held, other], again)).to.equal(undefined);
  });

  it('has captures of the hold that their comment names, else of the first of their own series, else of the payment', () => {
    const series = [authorization, held];
    const ours = details(another, 'ics_bill', { rootId: payment, type: 'capture', original: again });
    expect(holdOf(ours, series, authorization)).to.equal(again);
    expect(holdOf(details(another, 'ics_bill', { rootId: again }), series, authorization)).to.equal(again);
    expect(holdOf(details(another, 'ics_bill', { rootId: another }), series, authorization)).to.equal(
      payment,
    );
  });
});
