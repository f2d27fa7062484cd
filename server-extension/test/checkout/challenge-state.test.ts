import { expect } from 'chai';
import {
  type ChallengeState,
  isFor,
  openChallenge,
  sealChallenge,
  toChallengeState,
} from '../../src/checkout/challenge-state.ts';
import type { Instrument } from '../../src/domain/payment/command.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createSeal } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';
import { anAuthorization, usd } from '../builders/command.ts';
import { aChallenge } from '../builders/reported-results.ts';

const DAY_MS = 86_400_000;
const LIFE_MS = 600_000;
const at = new Date('2026-02-01T12:00:00Z');
const seal = createSeal(new Secret('a sealing secret of at least thirty-two characters'));
const command = anAuthorization();
const stateOf = (challenge = aChallenge(), of = command): ChallengeState =>
  toChallengeState(challenge, of, at);

const INSTRUMENTS: readonly Instrument[] = [
  { kind: 'transient-token', jwt: 'a.b.c', save: false },
  { kind: 'saved-card', paymentInstrumentId: 'PI1' },
  { kind: 'saved-card', paymentInstrumentId: 'PI2' },
  { kind: 'saved-card', instrumentIdentifierId: 'II1' },
  { kind: 'saved-card', instrumentIdentifierId: 'II2' },
  { kind: 'saved-card', paymentInstrumentId: 'PI1', instrumentIdentifierId: 'II1' },
  { kind: 'wallet', wallet: 'googlepay', payload: 'e30=' },
  { kind: 'reference', reference: 'R1' },
];

describe('What a challenge was for', () => {
  it('is the order, the amount and the card, and has to be answered within ten minutes', () => {
    const { card, ...rest } = stateOf({ ...aChallenge(), pausedRequestId: 'P1' });
    expect(rest).to.deep.equal({
      authenticationTransactionId: aChallenge().authenticationTransactionId,
      pausedRequestId: 'P1',
      order: command.orderId,
      paymentGroup: command.paymentGroupId,
      minor: 10_000,
      currency: 'USD',
      answerBy: at.getTime() + LIFE_MS,
    });
    expect(card).to.match(/^[\w-]{43}$/);
  });

  it('is that payment and no other: another amount, currency or card is', () => {
    const state = stateOf();
    expect(isFor(state, command)).to.equal(true);
    expect(isFor(state, anAuthorization({ paymentGroupId: 'pg2' as never }))).to.equal(true);
    for (const changes of [
      { amount: usd(10_001) },
      { amount: { ...usd(10_000), currency: 'EUR' as never } },
      { instrument: { kind: 'transient-token', jwt: 'another', save: false } },
    ] as const)
      expect(isFor(state, anAuthorization(changes)), JSON.stringify(changes)).to.equal(false);
  });

  it('tells every instrument from every other one', () => {
    for (const [nth, instrument] of INSTRUMENTS.entries()) {
      const state = stateOf(aChallenge(), anAuthorization({ instrument }));
      const same = INSTRUMENTS.map((each) => isFor(state, anAuthorization({ instrument: each })));
      expect(same).to.deep.equal(INSTRUMENTS.map((_, other) => other === nth));
    }
  });
});

describe('A sealed challenge', () => {
  const state = stateOf();
  const sealed = sealChallenge(seal, state, 'siteUS');

  it('opens to what it was for, and is the same for every delivery', () => {
    expect(openChallenge(seal, sealed, 'siteUS', at)).to.deep.equal(JSON.parse(JSON.stringify(state)));
    expect(sealChallenge(seal, state, 'siteUS')).to.equal(sealed);
  });

  it('opens for a day longer than it may be answered, so that it is known to be late', () => {
    const end = at.getTime() + LIFE_MS + DAY_MS;
    expect(openChallenge(seal, sealed, 'siteUS', new Date(end - 1))?.order).to.equal(command.orderId);
    expect(() => openChallenge(seal, sealed, 'siteUS', new Date(end)))
      .to.throw(Problem)
      .with.property('code', 'seal-expired');
  });

  it('opens for its site only', () => {
    expect(() => openChallenge(seal, sealed, 'siteJP', at))
      .to.throw(Problem)
      .with.property('code', 'not-allowed');
  });

  it('is none where it has another shape, as of another plugin', () => {
    const [iv = '', encrypted = ''] = sealed.split('.');
    for (const text of [
      '',
      'paused-1',
      iv,
      `${iv}.`,
      `x${sealed}`,
      `${sealed}.x`,
      `${sealed} `,
      ` ${sealed}`,
      `${iv.slice(1)}.${encrypted}`,
      `${iv}.${'a'.repeat(39)}`,
      `${iv}.${'a'.repeat(4_001)}`,
    ])
      expect(openChallenge(seal, text, 'siteUS', at), text).to.equal(undefined);
    for (const length of [40, 4_000])
      expect(() => openChallenge(seal, `${iv}.${'a'.repeat(length)}`, 'siteUS', at)).to.throw(Problem);
  });
});
