import { expect } from 'chai';
import type { ClientFor } from '../../src/cybersource/client/client.ts';
import { createOperations } from '../../src/cybersource/client/operations.ts';
import type { SignedRequest, TransportResult } from '../../src/cybersource/client/transport.ts';
import {
  type CyberSource,
  type CyberSourceDeps,
  createCyberSource,
} from '../../src/cybersource/cybersource.ts';
import type { SiteId } from '../../src/domain/ids.ts';
import type { GatewayCommand } from '../../src/domain/payment/command.ts';
import { Problem } from '../../src/domain/problem.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { NotSentError } from '../../src/payments/ports/not-sent.ts';
import {
  AUTHORIZATION,
  aCapture,
  aLostAttempt,
  aReauthorization,
  anAccount,
  anAuthorization,
  noKeyFiles,
  reference,
  someSettings,
} from './fixtures/builders.ts';
import { wholeOrder } from './fixtures/whole-order.ts';

const CALL = { merchantTransactionId: reference.merchantTransactionId, deadlineMs: 10_000 };
const ID = '6750124114786780104954';
const DATE = 'Tue, 01 Dec 2026 10:00:00 GMT';
const SHOP = { site: 'siteJP' as SiteId, channel: 'agent' } as const;
const settings = someSettings({ ...SHOP, account: { ...anAccount(), configuredFor: SHOP } });

type Line = Readonly<Record<string, unknown>>;

function answered(status: number, body: object | string = {}): TransportResult {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'answered', status, date: DATE, correlationId: 'c0ffee', text };
}

/** CyberSource's ports over a network of ours, with what went over it and every line. */
function startCyberSource(
  answer: (request: SignedRequest) => TransportResult,
  deps: Partial<CyberSourceDeps> = {},
): { readonly cybersource: CyberSource; readonly asked: string[]; readonly lines: Line[] } {
  const asked: string[] = [];
  const lines: Line[] = [];
  const cybersource = createCyberSource({
    methods: paymentMethods,
    ...reference.sender,
    readKeyFile: noKeyFiles,
    now: () => new Date(),
    log: (event, fields) => lines.push({ event, ...fields }),
    transport: {
      async exchange(request) {
        asked.push(`${request.method} ${request.path}`);
        return answer(request);
      },
      close: async () => undefined,
    },
    ...deps,
  });
  return { cybersource, asked, lines };
}

describe('Every call to CyberSource', () => {
  it('is a step of the trace, told to CyberSource, and counted with what came back', async () => {
    const traced: string[] = [];
    const observed: (readonly [string, TransportResult])[] = [];
    const told: (string | undefined)[] = [];
    const reply = answered(201, { id: ID, status: 'PENDING' });
    const { cybersource } = startCyberSource(
      ({ headers }) => {
        told.push(headers['traceparent']);
        return reply;
      },
      {
        traceCall: async (template, call) => {
          traced.push(template);
          return call({ traceparent: '00-trace' });
        },
        observeCall: (template, result) => observed.push([template, result]),
      },
    );
    await cybersource.gateway.send(aCapture(), settings, CALL);
    expect(traced).to.deep.equal(['/pts/v2/payments/{id}/captures']);
    expect(told).to.deep.equal(['00-trace']);
    expect(observed).to.deep.equal([['/pts/v2/payments/{id}/captures', reply]]);
  });

  it('shows what time it is at CyberSource, which is asked for before money moves', async () => {
    const dates: (string | undefined)[] = [];
    const { cybersource, asked } = startCyberSource(() => answered(201, { id: ID, status: 'PENDING' }), {
      observeServerDate: (date) => {
        dates.push(date);
        return false;
      },
    });
    await cybersource.gateway.send(aCapture(), settings, CALL);
    expect(asked).to.deep.equal([
      'GET /flex/v2/public-keys/00',
      `POST /pts/v2/payments/${AUTHORIZATION}/captures`,
    ]);
    expect(dates).to.deep.equal([DATE, DATE]);
  });

  const cases: Readonly<
    Record<
      string,
      readonly [event: string, reply: TransportResult, call: (of: CyberSource) => Promise<unknown>]
    >
  > = {
    'of a payment that went wrong': [
      'gateway.call-failed',
      answered(400, { status: 'INVALID_REQUEST' }),
      ({ gateway }) => gateway.send(aCapture(), settings, CALL),
    ],
    'of a look-up': [
      'gateway.look-up',
      answered(500),
      ({ gateway }) => gateway.lookUp(aLostAttempt(), new Set(), settings, CALL.deadlineMs),
    ],
    'for the records of a payment': [
      'gateway.payment-record',
      answered(500),
      ({ paymentRecords }) =>
        paymentRecords.read(AUTHORIZATION, aCapture().orderId, settings, CALL.deadlineMs),
    ],
    'for a capture context': [
      'capture-context.rejected',
      answered(201, 'no.capture.context'),
      ({ cardFields }) =>
        cardFields.captureContext(settings, { targetOrigin: 'https://shop.example', cardNetworks: ['VISA'] }),
    ],
    'that sets payer authentication up': [
      'payer-authentication.setup',
      answered(500),
      ({ payerAuthentication }) =>
        payerAuthentication.setUp({ kind: 'transient-token-id', id: '1E45CAE6' }, 'o10001', settings),
    ],
    'to the vault': [
      'vault.call',
      answered(500),
      ({ cardVault }) => cardVault.forget({ paymentInstrumentId: 'CARD' }, settings),
    ],
    'that CyberSource lets nobody make': [
      'credentials.refused',
      answered(401),
      ({ reachGateway }) => reachGateway(settings.account, CALL.deadlineMs),
    ],
  };
  for (const [name, [event, reply, call]] of Object.entries(cases))
    it(`${name} writes its line, with site and channel`, async () => {
      const { cybersource, lines } = startCyberSource(() => reply);
      await call(cybersource).catch(() => undefined);
      expect(lines.map((line) => line['event'])).to.deep.equal([event]);
      expect(lines[0]).to.include(SHOP);
    });
});

describe('A call for a payment', () => {
  const challenge = {
    authenticationTransactionId: 'T1',
    stepUpUrl: 'https://issuer.example',
    accessToken: 'J1',
  };
  const ordinary: Readonly<Record<string, readonly [command: GatewayCommand, body: object]>> = {
    approved: [anAuthorization({ order: wholeOrder }), { id: ID, status: 'AUTHORIZED' }],
    pending: [aCapture(), { id: ID, status: 'PENDING' }],
    challenge: [
      anAuthorization({ order: wholeOrder }),
      {
        id: ID,
        status: 'PENDING_AUTHENTICATION',
        errorInformation: { reason: 'CONSUMER_AUTHENTICATION_REQUIRED' },
        consumerAuthenticationInformation: challenge,
      },
    ],
    declined: [
      anAuthorization({ order: wholeOrder }),
      { id: ID, status: 'DECLINED', errorInformation: { reason: 'EXPIRED_CARD' } },
    ],
  };
  for (const [outcome, [command, body]] of Object.entries(ordinary))
    it(`that ends ${outcome} writes no line: who pays writes one`, async () => {
      const { cybersource, lines } = startCyberSource(() => answered(201, body));
      expect(await cybersource.gateway.send(command, settings, CALL)).to.include({ outcome });
      expect(lines).to.deep.equal([]);
    });

  it('says how long it took when it went wrong', async () => {
    let atMs = Date.parse('2026-12-01T10:00:00.000Z');
    const { cybersource, lines } = startCyberSource(
      () => {
        atMs += 1_234;
        return { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' };
      },
      { now: () => new Date(atMs) },
    );
    const result = await cybersource.gateway.send(aCapture(), settings, CALL);
    expect(result.outcome).to.equal('unknown');
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.include({ operation: 'capture', outcome: 'unknown', durationMs: 1_234 });
  });

  /** Clients whose calls end with a defect. */
  const failing =
    (isComposedFirst: boolean, defect: Error): ClientFor =>
    (account) => ({
      async send(compose) {
        if (isComposedFirst) compose(createOperations(account));
        throw defect;
      },
    });

  it('that fails of a defect of ours says whether it was composed: what was may have been sent', async () => {
    const defect = new TypeError('undefined is no function');
    const failureOf = async (clientFor: ClientFor): Promise<unknown> => {
      const { gateway } = startCyberSource(() => answered(500), { clientFor }).cybersource;
      return gateway.send(aCapture(), settings, CALL).catch((error: unknown) => error);
    };
    expect(await failureOf(failing(true, defect))).to.equal(defect);
    const before = await failureOf(failing(false, defect));
    expect(before).to.be.instanceOf(NotSentError).with.property('cause', defect);
  });

  it('that is stopped before it is made says why, and whether a setting is missing', async () => {
    const resultOf = (problem: Problem): Promise<unknown> =>
      startCyberSource(() => answered(500), { clientFor: failing(false, problem) }).cybersource.gateway.send(
        aCapture(),
        settings,
        CALL,
      );
    const problem = 'The key file shop.p12 cannot be read.';
    expect(await resultOf(new Problem('not-configured', problem))).to.deep.equal({
      outcome: 'not-sent',
      problem,
      notConfigured: true,
    });
    expect(await resultOf(new Problem('unprocessable', problem))).to.deep.equal({
      outcome: 'not-sent',
      problem,
    });
  });

  describe('that holds a card again', () => {
    const held = answered(201, { id: ID, status: 'AUTHORIZED' });
    const details = `GET /tss/v2/transactions/${AUTHORIZATION}`;
    const payment = 'POST /pts/v2/payments';

    it('reads first who paid, where the card is known by its number only', async () => {
      const { cybersource, asked } = startCyberSource(({ method }) =>
        method === 'POST'
          ? held
          : answered(200, {
              id: AUTHORIZATION,
              submitTimeUtc: '2026-12-01T10:00:00Z',
              applicationInformation: {},
              paymentInformation: { card: { expirationMonth: '03', expirationYear: '2031', type: '001' } },
            }),
      );
      const result = await cybersource.gateway.send(aReauthorization(), settings, CALL);
      expect(result.outcome).to.equal('approved');
      expect(asked).to.deep.equal([details, payment]);
    });

    it('reads nothing where the card has more than its number', async () => {
      const { cybersource, asked } = startCyberSource(() => held);
      const instrument = { kind: 'saved-card', customerId: 'CUSTOMER', paymentInstrumentId: 'CARD' } as const;
      await cybersource.gateway.send(aReauthorization({ instrument }), settings, CALL);
      expect(asked).to.deep.equal([payment]);
    });

    for (const [reply, problem] of [
      [answered(404), `CyberSource has no details of ${AUTHORIZATION} yet. Nothing was sent`],
      [answered(500), "CyberSource's transaction details gave no usable answer (HTTP 500). Nothing was sent"],
    ] as const)
      it(`is not sent when the payment cannot be read: ${problem}`, async () => {
        const { cybersource, asked } = startCyberSource(() => reply);
        const result = await cybersource.gateway.send(aReauthorization(), settings, CALL);
        expect(result).to.deep.equal({ outcome: 'not-sent', problem });
        expect(asked).to.deep.equal([details]);
      });

    it('was certainly not sent when reading fails of a defect', async () => {
      const defect = new TypeError('undefined is no function');
      const { gateway } = startCyberSource(() => held, { clientFor: failing(true, defect) }).cybersource;
      const failure: unknown = await gateway
        .send(aReauthorization(), settings, CALL)
        .catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(NotSentError).with.property('cause', defect);
    });
  });
});
