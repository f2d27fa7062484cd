import { expect } from 'chai';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import type { PaymentResult, Warning } from '../../../src/domain/payment/result.ts';
import { aCapture, aSale, anAuthorization, dollars } from '../fixtures/builders.ts';

const ID = '6750124114786780104954';
const saving = anAuthorization({ instrument: { kind: 'transient-token', jwt: 'a.b.c', save: true } });
const SAVED = { paymentInstrument: { id: 'PI' }, customer: { id: 'C' } };

function answer(command: Authorize, body: object): PaymentResult {
  return toPaymentResult(command, {
    kind: 'answered',
    status: 201,
    text: JSON.stringify({ id: ID, status: 'AUTHORIZED', ...body }),
  });
}

function warningsOf(result: PaymentResult): readonly Warning[] {
  expect(result.outcome).to.be.oneOf(['approved', 'pending']);
  return 'warnings' in result ? result.warnings : [];
}

describe('Beside an approved payment', () => {
  const processed = (avs: string, cvn: string) => ({
    processorInformation: { avs: { code: avs }, cardVerification: { resultCode: cvn } },
  });

  it('an address that differs is a warning', () => {
    for (const code of 'ACFKLNOTWZ')
      expect(warningsOf(answer(anAuthorization(), processed(code, 'M'))), code).to.deep.equal([
        'address-not-matched',
      ]);
  });

  it('a security code that differs is a warning', () => {
    for (const code of 'NDI')
      expect(warningsOf(answer(anAuthorization(), processed('Y', code))), code).to.deep.equal([
        'security-code-not-matched',
      ]);
  });

  it('what matches, or was not checked, is none', () => {
    for (const avs of 'YXDMBPGIRSU12EHV')
      for (const cvn of 'MPSUX123')
        expect(warningsOf(answer(anAuthorization(), processed(avs, cvn))), avs + cvn).to.deep.equal([]);
  });

  it('a card that was to be saved and was not is a warning', () => {
    for (const body of [
      {},
      { embeddedActions: { TOKEN_CREATE: { status: 'SERVER_ERROR', reason: 'SYSTEM_ERROR' } } },
      {
        embeddedActions: { TOKEN_CREATE: { status: 'INVALID_REQUEST', reason: 'INVALID_DATA' } },
        tokenInformation: SAVED,
      },
    ])
      expect(warningsOf(answer(saving, body))).to.deep.equal(['card-not-saved']);
  });

  it('a card that was saved is none, whether or not the account tells the steps', () => {
    for (const steps of [{}, { embeddedActions: { TOKEN_CREATE: { status: 'SUCCESS' } } }])
      expect(warningsOf(answer(saving, { tokenInformation: SAVED, ...steps }))).to.deep.equal([]);
  });

  it('a card that was not to be saved is none', () => {
    expect(answer(anAuthorization(), {})).not.to.have.property('warnings');
  });

  it('warnings stay with a payment that is reviewed', () => {
    const reviewed = answer(saving, {
      status: 'AUTHORIZED_PENDING_REVIEW',
      errorInformation: { reason: 'DECISION_PROFILE_REVIEW' },
    });
    expect(reviewed).to.include({ outcome: 'pending', because: 'review' });
    expect(warningsOf(reviewed)).to.deep.equal(['card-not-saved']);
  });

  it('no follow-on has any', () => {
    const text = JSON.stringify({ id: ID, status: 'PENDING', ...processed('N', 'N') });
    expect(toPaymentResult(aCapture(), { kind: 'answered', status: 201, text })).not.to.have.property(
      'warnings',
    );
  });
});

describe('Money that is held although address or security code did not match', () => {
  const held = (reason: string) =>
    ({
      kind: 'answered',
      status: 201,
      text: JSON.stringify({ id: ID, status: 'AUTHORIZED_PENDING_REVIEW', errorInformation: { reason } }),
    }) as const;

  for (const reason of ['AVS_FAILED', 'CV_FAILED']) {
    it(`${reason}: is reversed unless the settings say otherwise`, () => {
      for (const result of [
        toPaymentResult(anAuthorization(), held(reason)),
        toPaymentResult(anAuthorization(), held(reason), 'decline'),
      ])
        expect(result).to.include({ outcome: 'declined', holdsMoney: true });
    });

    it(`${reason}: stands for review, or as it is, when the settings say so`, () => {
      expect(toPaymentResult(anAuthorization(), held(reason), 'review')).to.include({
        outcome: 'pending',
        because: 'review',
      });
      expect(toPaymentResult(anAuthorization(), held(reason), 'accept')).to.include({ outcome: 'approved' });
    });

    it(`${reason}: never stands for a sale, of which nothing was taken`, () => {
      for (const choice of ['decline', 'review', 'accept'] as const)
        expect(toPaymentResult(aSale(), held(reason), choice)).to.include({
          outcome: 'declined',
          holdsMoney: true,
        });
    });
  }

  it('of which the issuer wants to be called: declined by default, else for a person to decide, never approved', () => {
    const ends = (choice?: 'decline' | 'review' | 'accept') =>
      toPaymentResult(anAuthorization(), held('CONTACT_PROCESSOR'), choice);
    for (const choice of [undefined, 'decline'] as const)
      expect(ends(choice)).to.include({ outcome: 'declined', holdsMoney: true });
    for (const choice of ['review', 'accept'] as const)
      expect(ends(choice)).to.include({ outcome: 'pending', because: 'review' });
    for (const choice of ['decline', 'review', 'accept'] as const)
      expect(toPaymentResult(aSale(), held('CONTACT_PROCESSOR'), choice)).to.include({
        outcome: 'declined',
        holdsMoney: true,
      });
  });
});

describe('A partial approval', () => {
  const partial = (authorizedAmount?: string) =>
    answer(anAuthorization(), {
      status: 'PARTIAL_AUTHORIZED',
      orderInformation: { amountDetails: { ...(authorizedAmount && { authorizedAmount }), currency: 'USD' } },
    });

  it('is declined, and says what is held', () => {
    expect(partial('5.00')).to.deep.include({ outcome: 'declined', holdsMoney: true, held: dollars(500) });
  });

  it('that does not say how much is held is declined all the same', () => {
    for (const result of [partial(), partial('five')])
      expect(result).to.include({ outcome: 'declined', holdsMoney: true }).and.not.have.property('held');
  });
});

describe('The verification of an account', () => {
  const zero = anAuthorization({ amount: dollars(0), captureNow: true });

  it('is approved with an amount of zero', () => {
    for (const body of [
      {},
      { orderInformation: { amountDetails: { authorizedAmount: '0.00', currency: 'USD' } } },
    ])
      expect(answer(zero, body)).to.deep.include({ outcome: 'approved', amount: dollars(0) });
  });

  it('sells nothing: a capture that CyberSource left out is not missed', () => {
    const steps = { embeddedActions: { CAPTURE: { status: 'INVALID_REQUEST', reason: 'INVALID_AMOUNT' } } };
    expect(answer(zero, steps)).to.include({ outcome: 'approved' });
  });

  it('holds nothing, whatever became of it', () => {
    for (const status of ['AUTHORIZED_RISK_DECLINED', 'PARTIAL_AUTHORIZED'])
      expect(answer(zero, { status })).to.include({ outcome: 'declined', holdsMoney: false });
  });
});
