import { expect } from 'chai';
import { authenticationCases, type AuthenticationOutcome } from '../../triggers.ts';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../cybersource/start.ts';
import { aPayment, anAmount, at, BILL_TO, createClient, textAt, type Client, type Reply } from './client.ts';

const RETURN_URL = 'https://shop.example/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl';
const ENROL = ['CONSUMER_AUTHENTICATION'];
const VALIDATE = ['VALIDATE_CONSUMER_AUTHENTICATION'];
const PLAIN = '4111111111111111';

describe('Payer authentication at CyberSource, as the sandbox plays it', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;

  before(async () => {
    sandbox = await startCybersourceSandbox({ directoryTimeoutMs: 0 });
    client = createClient(sandbox.url);
  });
  after(() => sandbox.close());

  it('sets up with a page for device data collection that says when it is done', async () => {
    const setup = await client.post('/risk/v1/authentication-setups', {
      clientReferenceInformation: { code: 'order-1' },
      paymentInformation: cardOf(PLAIN),
    });
    expect(setup.body).to.include({ status: 'COMPLETED' });
    const inner = 'consumerAuthenticationInformation';
    const collected = await submit(textAt(setup.body, `${inner}.deviceDataCollectionUrl`), {
      JWT: textAt(setup.body, `${inner}.accessToken`),
    });
    expect(collected.text).to.include('profile.completed');
    expect(collected.text).to.include(textAt(setup.body, `${inner}.referenceId`));
  });

  it('opens none of its pages with a token that it has not issued', async () => {
    const payment = await pay('4000000000002503');
    const [head = '', body = ''] = textAt(
      payment.body,
      'consumerAuthenticationInformation.accessToken',
    ).split('.');
    for (const page of ['/V1/Cruise/Collect', '/V2/Cruise/StepUp', '/V2/Cruise/Answer']) {
      const opened = await submit(sandbox.url + page, { JWT: `${head}.${body}.AAAA`, answer: 'confirmed' });
      expect(opened.status, page).to.equal(400);
    }
  });

  const expected: Readonly<
    Record<AuthenticationOutcome, readonly [status: string, ecis: readonly string[], pares?: string]>
  > = {
    authenticated: ['AUTHORIZED', ['05', '02', '05'], 'Y'],
    attempted: ['AUTHORIZED', ['06', '01', '06'], 'A'],
    failed: ['AUTHENTICATION_FAILED', ['07', '00', '07'], 'N'],
    unavailable: ['AUTHORIZED', ['07', '00', '07'], 'U'],
    rejected: ['AUTHENTICATION_FAILED', ['07', '00', '07'], 'R'],
    'not-available': ['AUTHORIZED', ['07', '00', '07']],
    error: ['AUTHORIZED', ['07', '00', '07']],
    timeout: ['AUTHORIZED', ['07', '00', '07']],
    challenge: ['PENDING_AUTHENTICATION', [], 'C'],
  };

  for (const { cards, finding, afterChallenge, description } of authenticationCases) {
    const after = afterChallenge === undefined ? '' : ` (${afterChallenge})`;
    it(`test cards of the case ${finding}${after}: ${description}`, async () => {
      const [status, ecis, pares] = expected[finding];
      for (const [index, card] of cards.slice(0, 3).entries()) {
        const payment = await pay(card);
        expect(payment.body, card).to.include({ status });
        const outputs = at(payment.body, 'consumerAuthenticationInformation') as Record<string, string>;
        expect(outputs['paresStatus'], card).to.equal(pares);
        expect(outputs['eciRaw'], card).to.equal(ecis[index]);
        const isProven = finding === 'authenticated' || finding === 'attempted';
        expect(Boolean(outputs['cavv'] ?? outputs['ucafAuthenticationData']), card).to.equal(isProven);
        if (afterChallenge !== undefined) {
          await confirm(payment, 'confirmed');
          const done = await validate(payment, card);
          expect(done.body, card).to.include({
            status: afterChallenge === 'failed' ? 'AUTHENTICATION_FAILED' : 'AUTHORIZED',
          });
          expect(at(done.body, 'consumerAuthenticationInformation.eciRaw'), card).to.equal(
            expected[afterChallenge][1][index],
          );
        }
      }
    });
  }

  it('answers the same on its own as within a payment, and its proof is good for that card only', async () => {
    const card = '4000000000002503';
    const amount = {
      orderInformation: { amountDetails: { totalAmount: '10.00', currency: 'USD' }, billTo: BILL_TO },
    };
    const enrolled = await client.post('/risk/v1/authentications', {
      paymentInformation: cardOf(card),
      ...amount,
      consumerAuthenticationInformation: { returnUrl: RETURN_URL },
    });
    expect(enrolled.body).to.include({ status: 'PENDING_AUTHENTICATION' });
    await confirm(enrolled, 'confirmed');
    const results = await client.post('/risk/v1/authentication-results', {
      paymentInformation: cardOf(card),
      consumerAuthenticationInformation: { authenticationTransactionId: idOf(enrolled) },
    });
    expect(results.body).to.include({ status: 'AUTHENTICATION_SUCCESSFUL' });
    const { cavv, indicator } = at(results.body, 'consumerAuthenticationInformation') as Record<
      string,
      string
    >;
    const separate = (number: string): Promise<Reply> =>
      client.post('/pts/v2/payments', {
        ...aPayment({ card: number, processing: { commerceIndicator: indicator } }),
        consumerAuthenticationInformation: { cavv },
      });
    expect((await separate(card)).body).to.include({ status: 'AUTHORIZED' });
    expect((await separate(PLAIN)).body).to.include({ reason: 'INVALID_DATA' });
  });

  it('challenges any card when the merchant mandates it', async () => {
    expect((await pay(PLAIN)).body).to.include({ status: 'AUTHORIZED' });
    expect((await pay(PLAIN, { challengeCode: '04' })).body).to.include({ status: 'PENDING_AUTHENTICATION' });
  });

  for (const answer of ['refused', 'cancelled', undefined] as const) {
    it(`fails after a challenge that was ${answer ?? 'never answered'}`, async () => {
      const payment = await pay(PLAIN, { challengeCode: '04' });
      if (answer !== undefined) await confirm(payment, answer);
      const done = await validate(payment, PLAIN);
      expect(done.body).to.include({ status: 'AUTHENTICATION_FAILED' });
      expect(at(done.body, 'errorInformation.reason')).to.equal('CONSUMER_AUTHENTICATION_FAILED');
      expect(at(done.body, 'consumerAuthenticationInformation.challengeCancelCode')).to.equal(
        answer === 'cancelled' ? '01' : undefined,
      );
    });
  }

  it('validates a challenge once, for its card, and for its amount', async () => {
    const once = await pay(PLAIN, { challengeCode: '04' });
    await confirm(once, 'confirmed');
    expect((await validate(once, '5555555555554444')).body).to.include({ reason: 'INVALID_DATA' });
    expect((await validate(once, PLAIN)).body).to.include({ status: 'AUTHORIZED' });
    expect((await validate(once, PLAIN)).body).to.include({ reason: 'INVALID_DATA' });

    const other = await pay(PLAIN, { challengeCode: '04' });
    await confirm(other, 'confirmed');
    expect((await validate(other, PLAIN, '99.00')).body).to.include({ status: 'AUTHENTICATION_FAILED' });
  });

  it('holds nothing while a challenge is open, and lets nothing follow', async () => {
    const payment = await pay('4000000000002503');
    const id = textAt(payment.body, 'id');
    expect(at(payment.body, 'orderInformation.amountDetails.authorizedAmount')).to.equal(undefined);
    for (const step of ['captures', 'reversals', 'voids']) {
      const body =
        step === 'reversals' ? { reversalInformation: { amountDetails: { totalAmount: '10.00' } } } : {};
      const reply = await client.post(`/pts/v2/payments/${id}/${step}`, { ...anAmount('10.00'), ...body });
      expect(reply.body, step).to.include({ status: 'INVALID_REQUEST' });
    }
  });

  it('takes the soft decline back after a challenge', async () => {
    const soft = '4000000000003063';
    expect(at((await pay(soft)).body, 'errorInformation.reason')).to.equal(
      'CUSTOMER_AUTHENTICATION_REQUIRED',
    );
    const payment = await pay(soft, { challengeCode: '04' });
    await confirm(payment, 'confirmed');
    expect((await validate(payment, soft)).body).to.include({ status: 'AUTHORIZED' });
  });

  it('goes on with a payment that Decision Manager paused only when it is named', async () => {
    const paused = await pay(PLAIN, {}, { billTo: { email: 'challenge@domain.com' } });
    expect(paused.body).to.include({ status: 'PENDING_AUTHENTICATION' });
    expect(at(paused.body, 'riskInformation.profile.action')).to.equal('PAYERAUTH_INVOKE');
    await confirm(paused, 'confirmed');
    expect((await validate(paused, PLAIN)).body).to.include({ reason: 'MISSING_FIELD' });
    const done = await validate(paused, PLAIN, '10.00', textAt(paused.body, 'id'));
    expect(done.body).to.include({ status: 'AUTHORIZED' });
  });

  it('asks the merchant to begin payer authentication when only Decision Manager wants it', async () => {
    const payment = await client.post(
      '/pts/v2/payments',
      aPayment({ billTo: { email: 'challenge@domain.com' } }),
    );
    expect(payment.body).to.include({ status: 'PENDING_AUTHENTICATION' });
    expect(at(payment.body, 'consumerAuthenticationInformation')).to.equal(undefined);
  });

  it('sends the browser back with the transaction and what it was given, nothing executed on the way', async () => {
    const payment = await pay('4000000000002503');
    const merchantData = 'channel=storefront"><script>alert(1)</script>';
    const JWT = textAt(payment.body, 'consumerAuthenticationInformation.accessToken');
    const asked = await submit(textAt(payment.body, 'consumerAuthenticationInformation.stepUpUrl'), {
      JWT,
      MD: merchantData,
    });
    const back = await submit(`${sandbox.url}/V2/Cruise/Answer`, {
      JWT,
      MD: merchantData,
      answer: 'confirmed',
    });
    for (const { text } of [asked, back]) expect(text).not.to.include('<script>alert');
    expect(back.text).to.include(`action="${RETURN_URL}"`);
    expect(back.text).to.include(`name="TransactionId" value="${idOf(payment)}"`);
    expect(back.policy).to.include('form-action https://shop.example');
  });

  it('names the size of the window that was asked for', async () => {
    for (const acsWindowSize of [undefined, '05']) {
      const payment = await pay('4000000000002503', { acsWindowSize });
      const pareq = Buffer.from(textAt(payment.body, 'consumerAuthenticationInformation.pareq'), 'base64');
      expect(JSON.parse(pareq.toString())).to.include({ challengeWindowSize: acsWindowSize ?? '02' });
    }
  });

  it('takes a reference of another setup, but none that it has given to another merchant', async () => {
    expect((await pay(PLAIN, { referenceId: 'CybsCruiseTester-8ac0b02f' })).body).to.include({
      status: 'AUTHORIZED',
    });
    const other = { merchantId: 'other', keyId: 'other-key', secret: 'b3RoZXI=' };
    sandbox.control.addMerchant({
      id: other.merchantId,
      sharedSecrets: new Map([[other.keyId, Buffer.from(other.secret, 'base64')]]),
      certificates: [],
    });
    const setup = await createClient(sandbox.url, other).post('/risk/v1/authentication-setups', {
      paymentInformation: cardOf(PLAIN),
    });
    const referenceId = textAt(setup.body, 'consumerAuthenticationInformation.referenceId');
    expect(at((await pay(PLAIN, { referenceId })).body, 'details.0.field')).to.equal(
      'consumerAuthenticationInformation.referenceId',
    );
  });

  it('validates a challenge without an amount for the amount that the issuer was asked about', async () => {
    const payment = await pay('4000000000002503');
    await confirm(payment, 'confirmed');
    const { orderInformation, ...rest } = aPayment({
      card: '4000000000002503',
      processing: { actionList: VALIDATE },
    }) as { orderInformation: { billTo: object } };
    const body = {
      ...rest,
      consumerAuthenticationInformation: { authenticationTransactionId: idOf(payment) },
    };
    for (const details of [{ totalAmount: '10.00' }, { currency: 'USD' }]) {
      const half = await client.post('/pts/v2/payments', {
        ...body,
        orderInformation: { ...orderInformation, amountDetails: details },
      });
      expect(half.body, JSON.stringify(details)).to.include({ reason: 'MISSING_FIELD' });
    }
    const done = await client.post('/pts/v2/payments', {
      ...body,
      orderInformation: { billTo: orderInformation.billTo },
    });
    expect(done.body).to.include({ status: 'AUTHORIZED' });
    expect(at(done.body, 'orderInformation.amountDetails')).to.deep.include({
      authorizedAmount: '10.00',
      currency: 'USD',
    });
  });

  it('refuses to validate a challenge that it knows nothing of, and names its id', async () => {
    const foreign = await client.post('/pts/v2/payments', {
      ...aPayment({ processing: { actionList: VALIDATE } }),
      orderInformation: {
        billTo: (aPayment() as { orderInformation: { billTo: object } }).orderInformation.billTo,
      },
      consumerAuthenticationInformation: { authenticationTransactionId: 'OiCtXA1j1AxtSNDh5lt1' },
    });
    expect([foreign.status, at(foreign.body, 'details.0')]).to.deep.equal([
      400,
      {
        field: 'consumerAuthenticationInformation.authenticationTransactionId',
        reason: 'INVALID_DATA',
      },
    ]);
  });

  it('challenges without a returnUrl too, and then leads nowhere', async () => {
    const payment = await pay('4000000000002503', { returnUrl: undefined });
    expect(payment.body).to.include({ status: 'PENDING_AUTHENTICATION' });
    const JWT = textAt(payment.body, 'consumerAuthenticationInformation.accessToken');
    const answered = await submit(`${sandbox.url}/V2/Cruise/Answer`, { JWT, answer: 'confirmed' });
    expect([answered.status, answered.text.includes('<form')]).to.deep.equal([200, false]);
  });

  for (const deviceChannel of ['browser', 'Browser', 'BROWSER', 'sdk', '3RI']) {
    it(`takes the device channel ${deviceChannel}`, async () => {
      expect((await pay(PLAIN, { deviceChannel })).body).to.include({ status: 'AUTHORIZED' });
    });
  }

  it('takes proofs, indicators and ids of another 3-D Secure server, and names one that is malformed', async () => {
    const foreign = (inputs: object): Promise<Reply> =>
      client.post('/pts/v2/payments', { ...aPayment(), consumerAuthenticationInformation: inputs });
    for (const inputs of [
      { cavv: 'AAABCSIIAAAAAAACcwgAEMCoNh+=', xid: 'Y2FyZGluYWxjb21tZXJjZWF1dGg=', eciRaw: '05' },
      { cavv: '0000010050052181095005201000000000000000', eciRaw: '5', paSpecificationVersion: '2' },
      { ucafAuthenticationData: 'kBOkvVQrRjBzAAAAJzEzAAAAAAA=', ucafCollectionIndicator: '2', eciRaw: 2 },
      {
        directoryServerTransactionId: '395fb036-cfc6-462b-b28d-d6ed7c970cdd',
        paSpecificationVersion: '2.2.0',
      },
    ]) {
      expect((await foreign(inputs)).body, JSON.stringify(inputs)).to.include({ status: 'AUTHORIZED' });
    }
    for (const [field, value] of Object.entries({
      cavv: 'not a proof',
      ucafAuthenticationData: 'x',
      xid: '***',
      eciRaw: 'five',
      ucafCollectionIndicator: '9',
      paSpecificationVersion: 'two',
      directoryServerTransactionId: 'x'.repeat(37),
    })) {
      expect(at((await foreign({ [field]: value })).body, 'details.0'), field).to.deep.equal({
        field: `consumerAuthenticationInformation.${field}`,
        reason: 'INVALID_DATA',
      });
    }
  });

  function pay(card: string, inputs: object = {}, parts: object = {}): Promise<Reply> {
    return client.post('/pts/v2/payments', {
      ...aPayment({ card, processing: { actionList: ENROL }, ...parts }),
      consumerAuthenticationInformation: { returnUrl: RETURN_URL, deviceChannel: 'Browser', ...inputs },
    });
  }

  function validate(first: Reply, card: string, amount = '10.00', pausedRequestId?: string): Promise<Reply> {
    return client.post('/pts/v2/payments', {
      ...aPayment({ card, amount, processing: { actionList: VALIDATE } }),
      clientReferenceInformation: {
        code: 'order-1',
        ...(pausedRequestId !== undefined && { pausedRequestId }),
      },
      consumerAuthenticationInformation: { authenticationTransactionId: idOf(first) },
    });
  }

  /** What the shopper does on the issuer's page. */
  async function confirm(first: Reply, answer: string): Promise<void> {
    const JWT = textAt(first.body, 'consumerAuthenticationInformation.accessToken');
    const page = await submit(textAt(first.body, 'consumerAuthenticationInformation.stepUpUrl'), { JWT });
    expect(page.text).to.include('<h1>');
    await submit(`${sandbox.url}/V2/Cruise/Answer`, { JWT, answer });
  }
});

function cardOf(number: string): object {
  return { card: { number, expirationMonth: '12', expirationYear: '2035' } };
}

function idOf({ body }: Reply): string {
  return textAt(body, 'consumerAuthenticationInformation.authenticationTransactionId');
}

async function submit(
  url: string,
  fields: Record<string, string>,
): Promise<{ readonly status: number; readonly text: string; readonly policy: string }> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  const policy = response.headers.get('content-security-policy') ?? '';
  return { status: response.status, text: await response.text(), policy };
}
