import { expect } from 'chai';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import { toSetupRequest } from '../../../src/cybersource/payer-authentication/setup.ts';
import { toAuthorizationRequest } from '../../../src/cybersource/requests/authorization.ts';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import type { CardToAuthenticate } from '../../../src/payments/ports/payer-authentication.ts';
import { anAuthorization, methodRequest, plainOrder, reference, someSettings } from '../fixtures/builders.ts';
import { expectGolden } from '../fixtures/golden.ts';

const ENROL: Authorize['authentication'] = {
  step: 'enroll',
  referenceId: 'd2b2a1b0-8f7c-4a53-9a1b-2f5f7f6b7c11',
  returnUrl: 'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
  deviceChannel: 'Browser',
  challengeMandated: false,
};

const BROWSER = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  accept: '*/*',
  acceptContent: 'text/html',
  language: 'en-GB',
  javaEnabled: false,
  javaScriptEnabled: true,
  colorDepth: '24',
  screenHeight: '900',
  screenWidth: '1280',
  timeDifference: '-60',
};

/** Every request by the name of its golden file. */
const PAYMENTS: Readonly<Record<string, Partial<Authorize>>> = {
  'authenticate-enrol': {
    authentication: ENROL,
    order: { ...plainOrder, device: { ipAddress: '203.0.113.7', browser: BROWSER } },
  },
  'authenticate-challenge-mandated': {
    authentication: { ...ENROL, challengeMandated: true, windowSize: '05' },
    instrument: { kind: 'transient-token', jwt: 'a.b.c', save: true },
  },
  'authenticate-validate': {
    authentication: { step: 'validate', authenticationTransactionId: 'PYffv9G3sa1e0CQr5fV0' },
  },
  'authenticate-validate-paused': {
    authentication: {
      step: 'validate',
      authenticationTransactionId: 'PYffv9G3sa1e0CQr5fV0',
      pausedRequestId: '7000000000000000000001',
    },
  },
};

const SETUPS: Readonly<Record<string, CardToAuthenticate>> = {
  'authenticate-setup-new-card': { kind: 'transient-token-id', id: '1E45CAE6' },
  'authenticate-setup-saved-card': {
    kind: 'saved-card',
    paymentInstrumentId: 'PI1',
    instrumentIdentifierId: '7010000000016241111',
    expirationMonth: '12',
    expirationYear: '2031',
    cardType: '001',
  },
  'authenticate-setup-google-pay': {
    kind: 'wallet',
    wallet: 'googlepay',
    payload: 'eyJzaWduYXR1cmUiOiJhIn0=',
  },
};

describe('Payer authentication in CyberSource’s words', () => {
  for (const [name, changes] of Object.entries(PAYMENTS))
    it(`asks as agreed: ${name}`, () => {
      const command = anAuthorization(changes);
      const method = methodRequest(command.paymentType);
      expectGolden(name, toAuthorizationRequest(command, someSettings(), reference, method));
    });

  for (const [name, card] of Object.entries(SETUPS))
    it(`sets up as agreed: ${name}`, () => {
      expectGolden(name, toSetupRequest(card, 'o10001', reference.sender, methodRequest));
    });

  const outputs = {
    authenticationTransactionId: 'PYffv9G3sa1e0CQr5fV0',
    stepUpUrl: 'https://centinelapistag.cardinalcommerce.com/V2/Cruise/StepUp',
    accessToken: 'x'.repeat(2_048),
    pareq: 'eyJjaGFsbGVuZ2VXaW5kb3dTaXplIjoiMDIifQ',
    acsUrl: 'https://acs.test/creq',
    veresEnrolled: 'Y',
    paresStatus: 'C',
    cardholderMessage: 'not passed on',
  };

  it('is a challenge when there is a page for the shopper', () => {
    expect(resultOf({ consumerAuthenticationInformation: outputs })).to.deep.include({
      outcome: 'challenge',
      challenge: {
        authenticationTransactionId: outputs.authenticationTransactionId,
        stepUpUrl: outputs.stepUpUrl,
        accessToken: outputs.accessToken,
        details: { acsUrl: outputs.acsUrl, pareq: outputs.pareq, veresEnrolled: 'Y' },
      },
    });
  });

  it('remembers the payment that Decision Manager paused', () => {
    const result = resultOf({
      consumerAuthenticationInformation: outputs,
      riskInformation: { profile: { action: 'PAYERAUTH_INVOKE' } },
    });
    expect(result).to.have.nested.property('challenge.pausedRequestId', '7000000000000000000001');
  });

  for (const lacking of ['authenticationTransactionId', 'stepUpUrl', 'accessToken'])
    it(`is declined, nothing held, without ${lacking}`, () => {
      const result = resultOf({ consumerAuthenticationInformation: { ...outputs, [lacking]: undefined } });
      expect(result).to.include({ outcome: 'declined', holdsMoney: false });
    });

  function resultOf(body: object): unknown {
    const text = JSON.stringify({
      id: '7000000000000000000001',
      status: 'PENDING_AUTHENTICATION',
      errorInformation: { reason: 'CONSUMER_AUTHENTICATION_REQUIRED' },
      ...body,
    });
    return toPaymentResult(anAuthorization(), { kind: 'answered', status: 201, text });
  }
});
