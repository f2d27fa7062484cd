import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import { parseComment, toComment } from '../../../src/cybersource/requests/comment.ts';
import { aCapture, aRefund } from '../fixtures/builders.ts';

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
