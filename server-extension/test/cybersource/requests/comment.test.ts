import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import { parseComment, toComment } from '../../../src/cybersource/requests/comment.ts';
import { aCapture, anAuthorization, aRefund } from '../fixtures/builders.ts';

const attempt = 'V1ABCDEFGHIJKLMNOPQRSTUVWXYZ23' as MerchantTransactionId;
const line = (nth: number): { lineId: string; quantity: number } => ({
  lineId: `ci300041${nth}`,
  quantity: nth,
});

describe('The comment of a capture or refund', () => {
  it('names the lines of the order that it was for, so that the records tell them after a restart', () => {
    const lines = [line(1), line(2)];
    const comment = toComment(aCapture({ isFinal: true, lines }), attempt, 3);
    expect(comment).to.match(/ lines ci3000411\*1,ci3000412\*2$/);
    expect(parseComment(comment)).to.deep.include({ attempt, sequence: 3, isFinal: true, lines });
    const amount = aRefund().amount;
    const refund = toComment(aRefund({ lines: lines.map((each) => ({ ...each, amount })) }), attempt);
    expect(parseComment(refund)).to.deep.include({ attempt, lines });
    expect(parseComment(toComment(aCapture(), attempt))).not.to.have.property('lines');
  });

  it('leaves all of them out where they are too many for it: half of them would be a wrong statement', () => {
    const lines = Array.from({ length: 30 }, (_, nth) => line(nth + 1));
    const comment = toComment(aCapture({ lines }), attempt);
    expect(comment.length).to.be.at.most(255);
    expect(parseComment(comment)).to.deep.include({ attempt }).and.not.have.property('lines');
  });
});

describe('The comment of a charge', () => {
  const charge = anAuthorization({ caller: 'oms' });

  it('names its payment group, and its turn and body where it has a turn', () => {
    const { site, channel, paymentGroupId, fingerprint } = charge;
    const paymentGroup = { site, channel, paymentGroupId };
    const plain = parseComment(toComment(charge, attempt));
    expect(plain).to.deep.equal({ attempt, paymentGroup, isCharge: true });
    const inTurn = parseComment(toComment(charge, attempt, 2));
    expect(inTurn).to.deep.equal({ ...plain, sequence: 2, fingerprint: fingerprint.slice(0, 12) });
  });

  it('has room for the longest names with its turn, and then leaves the body out', () => {
    const long = anAuthorization({
      caller: 'oms',
      site: 's'.repeat(64) as never,
      paymentGroupId: 'p'.repeat(128) as never,
    });
    const comment = toComment(long, attempt, 12);
    expect(comment.length).to.be.at.most(255);
    expect(parseComment(comment)).to.deep.include({ sequence: 12 }).and.not.have.property('fingerprint');
    expect(parseComment(comment)).to.have.nested.property('paymentGroup.paymentGroupId', long.paymentGroupId);
  });
});
