import { expect } from 'chai';
import type { MerchantTransactionId } from '../../../src/domain/ids.ts';
import { parseComment, toComment } from '../../../src/cybersource/requests/comment.ts';
import { commandDigest } from '../../../src/domain/sha256.ts';
import { checkoutDigest } from '../../../src/domain/checkout-digest.ts';
import {
  aCapture,
  anAuthorization,
  aReauthorization,
  aRefund,
  anIncrement,
  aVoid,
} from '../fixtures/builders.ts';

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

describe('The comment of a follow-on', () => {
  const followOns = [aCapture(), aVoid(), aRefund(), anIncrement(), aReauthorization()] as const;

  for (const command of followOns)
    it(`of the kind ${command.type} says what it was of, and what the command was`, () => {
      const read = {
        attempt,
        original: command.original,
        command: commandDigest(command.key),
        fingerprint: command.fingerprint.slice(0, 12),
        // They hold money that OCC has not asked for.
        ...(['increment', 'reauthorize'].includes(command.type) && { isCharge: true }),
        ...(command.type === 'reauthorize' && { isReauthorization: true }),
      };
      const text = toComment(command, attempt);
      expect(text).to.match(new RegExp(`^${command.type} ${attempt} of `));
      expect(parseComment(text)).to.deep.equal(read);
      expect(parseComment(toComment(command, attempt, 3))).to.deep.equal({ ...read, sequence: 3 });
    });

  it('says that it is the last of a capture only', () => {
    expect(parseComment(toComment(aCapture({ isFinal: true }), attempt))).to.have.property('isFinal', true);
    expect(parseComment(toComment(aCapture({ isFinal: false }), attempt))).not.to.have.property('isFinal');
  });

  it('names lines as long as it has room for them: up to 255 characters', () => {
    const bare = toComment(aCapture(), attempt);
    // Lines that fill the comment to its last character, and one character more.
    const filled = fill(255 - bare.length - ' lines '.length);
    expect(toComment(aCapture({ lines: filled }), attempt)).to.have.length(255);
    const tooLong = fill(256 - bare.length - ' lines '.length);
    expect(toComment(aCapture({ lines: tooLong }), attempt)).to.equal(bare);
  });

  /** Lines whose text has so many characters. */
  function fill(length: number): { lineId: string; quantity: number }[] {
    const lines: { lineId: string; quantity: number }[] = [];
    for (let left = length; left > 0;) {
      const next = left > 70 ? 40 : left;
      lines.push({ lineId: 'c'.repeat(next - '*1'.length), quantity: 1 });
      left -= next + ','.length;
    }
    return lines;
  }
});

describe('The comment of an authorization', () => {
  const { site, channel, paymentGroupId } = anAuthorization();
  const paymentGroup = { site, channel, paymentGroupId };
  const checkout = 'k'.repeat(43) as never;

  it('names its payment group, and its checkout where there is one', () => {
    expect(parseComment(toComment(anAuthorization(), attempt))).to.deep.equal({ attempt, paymentGroup });
    expect(parseComment(toComment(anAuthorization({ checkout }), attempt))).to.deep.equal({
      attempt,
      paymentGroup,
      checkout: checkoutDigest(checkout),
    });
  });

  for (const channelOfIt of ['storefront', 'agent'] as const)
    it(`is read for the channel ${channelOfIt}`, () => {
      const command = anAuthorization({ channel: channelOfIt });
      expect(parseComment(toComment(command, attempt))).to.have.nested.property(
        'paymentGroup.channel',
        channelOfIt,
      );
    });

  it('is not read where it is another text, or has one more around it', () => {
    const texts = [anAuthorization(), aCapture(), aCapture({ lines: [line(1)] })].map((command) =>
      toComment(command, attempt),
    );
    for (const text of texts)
      for (const other of [` ${text}`, `x${text}`, `${text} `, `${text} x`, text.replace('a', 'b')])
        expect(parseComment(other), other).to.equal(undefined);
    for (const other of [undefined, '', 'a gift', `authorize ${attempt} siteUS/shop/pg1`])
      expect(parseComment(other), other).to.equal(undefined);
  });
});
