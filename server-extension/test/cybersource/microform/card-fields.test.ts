import { expect } from 'chai';
import type http from 'node:http';
import { createCyberSource } from '../../../src/cybersource/cybersource.ts';
import { findFault } from '../../../src/cybersource/microform/capture-context.ts';
import { toPublicKey } from '../../../src/cybersource/microform/rsa-key.ts';
import { present } from '../../../src/domain/present.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { CardFields } from '../../../src/payments/ports/card-fields.ts';
import { noKeyFiles, reference, someSettings } from '../fixtures/builders.ts';
import { NOW, SHOP, flex, forged } from '../fixtures/captures.ts';
import { bodyOf, startHttp } from '../fixtures/servers.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const REQUEST = { targetOrigin: SHOP, cardNetworks: ['VISA', 'MASTERCARD'] };

describe('The card fields', () => {
  const closing: (() => Promise<void>)[] = [];
  let now = NOW;
  /** What was asked of CyberSource: method, path, body. */
  let asked: string[];
  let answerSession: http.RequestListener;
  let answerKey: http.RequestListener;

  beforeEach(() => {
    now = NOW;
    asked = [];
    answerSession = (_, response) => response.writeHead(201).end(flex.captureContext());
    answerKey = (_, response) => response.writeHead(200).end(JSON.stringify(flex.publicJwk));
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  async function startCardFields(): Promise<CardFields> {
    const server = await startHttp((request, response) => {
      void bodyOf(request).then((body) => {
        asked.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
        (request.url === '/microform/v2/sessions' ? answerSession : answerKey)(request, response);
      });
    });
    const cybersource = createCyberSource({
      methods: paymentMethods,
      intermediateHost: server.origin,
      ...reference.sender,
      readKeyFile: noKeyFiles,
      now: () => now,
    });
    closing.push(
      () => cybersource.close(),
      () => server.close(),
    );
    return cybersource.cardFields;
  }

  async function contextOrProblem(fields: CardFields): Promise<string> {
    try {
      return (await fields.captureContext(someSettings(), REQUEST)) && 'a context';
    } catch (error) {
      expect(error).to.be.instanceOf(Problem).with.property('code', 'gateway-failure');
      return (error as Problem).message;
    }
  }

  async function whenContextIs(captureContext: string): Promise<string> {
    answerSession = (_, response) => response.writeHead(201).end(captureContext);
    return contextOrProblem(await startCardFields());
  }

  it('ask for one origin and the brands of the site, and hand the context on as it came', async () => {
    const fields = await startCardFields();
    const context = await fields.captureContext(someSettings(), REQUEST);
    expect(context).to.equal(flex.captureContext());
    expect(asked).to.deep.equal([
      'POST /microform/v2/sessions ' +
        '{"clientVersion":"v2","targetOrigins":["https://shop.example"],"allowedCardNetworks":["VISA","MASTERCARD"],' +
        '"allowedPaymentTypes":["CARD"],"transientTokenResponseOptions":{"includeCardPrefix":false}}',
      'GET /flex/v2/public-keys/zu',
    ]);
  });

  it('fetch a public key once for all requests that wait for it, and keep it for a day', async () => {
    const fields = await startCardFields();
    await Promise.all(Array.from({ length: 5 }, () => contextOrProblem(fields)));
    await contextOrProblem(fields);
    expect(keyLookups()).to.equal(1);
    now = new Date(NOW.getTime() + 24 * 60 * 60 * 1000);
    await contextOrProblem(fields);
    expect(keyLookups()).to.equal(2);
  });

  it('remember for ten seconds that a key could not be had', async () => {
    answerKey = (_, response) => response.writeHead(404).end(JSON.stringify(flex.publicJwk));
    const fields = await startCardFields();
    expect(await contextOrProblem(fields)).to.include('public key');
    expect(await contextOrProblem(fields)).to.include('public key');
    expect(keyLookups()).to.equal(1);
    answerKey = (_, response) => response.writeHead(200).end(JSON.stringify(flex.publicJwk));
    now = new Date(NOW.getTime() + 10_000);
    expect(await contextOrProblem(fields)).to.equal('a context');
  });

  const keyLookups = (): number => asked.filter((line) => line.startsWith('GET')).length;

  describe('give no context to the browser when', () => {
    const context = (data: object, changes: object = {}) =>
      flex.captureContext({
        ctx: [
          {
            data: {
              clientLibrary: 'https://testflex.cybersource.com/microform.js',
              targetOrigins: [SHOP],
              ...data,
            },
          },
        ],
        ...changes,
      });

    it('it is forged', async () => {
      expect(await whenContextIs(forged(context({})))).to.include('signature');
    });

    it('it is signed with anything but RS256', async () => {
      for (const alg of ['none', 'HS256', 'PS256', 'RS512'])
        expect(await whenContextIs(flex.captureContext({}, { alg }))).to.include('algorithm');
      const genuine = flex.captureContext({}, { alg: 'RS512' }, 'sha512');
      expect(await whenContextIs(genuine)).to.include('algorithm');
    });

    it('its key id is none, and requests no such key', async () => {
      for (const kid of ['../../pts/v2/payments', 'a'.repeat(65), '', undefined])
        expect(await whenContextIs(flex.captureContext({}, { kid }))).to.match(/public key|names its key/);
      expect(keyLookups()).to.equal(0);
    });

    it('it has expired, or never will', async () => {
      const expired = NOW.getTime() / 1000 - 1;
      expect(await whenContextIs(context({}, { exp: expired }))).to.include('lifetime');
      expect(await whenContextIs(context({}, { exp: undefined }))).to.include('expiry');
    });

    it('it is for other pages as well, or for another one', async () => {
      for (const targetOrigins of [['https://evil.example'], [SHOP, 'https://evil.example'], []])
        expect(await whenContextIs(context({ targetOrigins }))).to.include('other origins');
    });

    it('its library comes from another origin', async () => {
      for (const clientLibrary of [
        'https://evil.example/microform.js',
        'https://evilcybersource.com/microform.js',
        'https://flex.cybersource.com.evil.example/microform.js',
        'http://flex.cybersource.com/microform.js',
        'javascript://flex.cybersource.com/%0aalert(1)',
        'javascript://localhost/%0aalert(1)',
      ])
        expect(await whenContextIs(context({ clientLibrary }))).to.include('not served by CyberSource');
    });

    for (const [clientLibrary, intermediateHost, isServed] of [
      ['https://flex.cybersource.com/microform.js', undefined, true],
      ['https://flex.visaacceptance.com/microform.js', undefined, true],
      ['https://localhost/microform.js', undefined, false],
      ['https://proxy.example/microform.js', undefined, false],
      ['http://localhost:8081/microform.js', 'http://proxy.example', true],
      ['http://127.0.0.1:8081/microform.js', 'http://proxy.example', true],
      ['http://[::1]:8081/microform.js', 'http://proxy.example', true],
      ['https://proxy.example/microform.js', 'http://proxy.example:8081', true],
      ['https://other.example/microform.js', 'http://proxy.example', false],
      ['http://evil-localhost/microform.js', 'http://proxy.example', false],
      ['http://localhost.evil.example/microform.js', 'http://proxy.example', false],
      ['http://127.0.0.1.evil.example/microform.js', 'http://proxy.example', false],
      ['ftp://proxy.example/microform.js', 'http://proxy.example', false],
    ] as const)
      it(`${clientLibrary} is ${isServed ? 'not ' : ''}its library and ${intermediateHost ?? 'nothing'} stands in for CyberSource`, async () => {
        const fault = await findFault(
          context({ clientLibrary }),
          { host: 'apitest.cybersource.com', targetOrigin: SHOP, at: NOW, ...present({ intermediateHost }) },
          async () => toPublicKey(flex.publicJwk as Parameters<typeof toPublicKey>[0]),
        );
        expect(fault).to.equal(isServed ? undefined : 'its library is not served by CyberSource');
      });

    it('it lacks its one-time key', async () => {
      expect(await whenContextIs(context({}, { flx: {} }))).to.include('lacks');
    });

    it('the public key is too short, of another kind, or no key', async () => {
      const short = { kty: 'RSA', n: 'AQAB'.repeat(20), e: 'AQAB' };
      for (const key of [short, { kty: 'oct', k: 'AAAA' }, {}, 'nonsense']) {
        answerKey = (_, response) => response.writeHead(200).end(JSON.stringify(key));
        expect(await whenContextIs(context({}))).to.include('public key');
      }
    });

    it('CyberSource refuses our credentials, and say which settings to check', async () => {
      answerSession = (_, response) =>
        response.writeHead(401).end('{"response":{"rmsg":"Authentication Failed"}}');
      expect(await contextOrProblem(await startCardFields())).to.include('merchantKeyId');
    });

    it('CyberSource fails or hangs up', async () => {
      answerSession = (_, response) => response.writeHead(502).end();
      expect(await contextOrProblem(await startCardFields())).to.include('HTTP 502');
      answerSession = (request) => request.socket.destroy();
      expect(await contextOrProblem(await startCardFields())).to.include('no capture context');
    });

    it('what comes is no token', async () => {
      expect(await whenContextIs('<html>')).to.include('names its key');
      expect(await whenContextIs('')).to.include('names its key');
    });
  });

  it('check a token of a payment without asking CyberSource', async () => {
    const fields = await startCardFields();
    await fields.verifyTransientToken(flex.transientToken(), flex.captureContext());
    expect(asked).to.deep.equal([]);
  });

  it('reject a token that was not made with the context', async () => {
    const fields = await startCardFields();
    const refused = await fields
      .verifyTransientToken(forged(flex.transientToken()), flex.captureContext())
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem).with.property('status', 400);
  });
});
