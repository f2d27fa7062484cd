import { expect } from 'chai';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type http from 'node:http';
import { createClients } from '../../src/cybersource/client/client.ts';
import { type CyberSource, createCyberSource } from '../../src/cybersource/cybersource.ts';
import { type ReadKeyFile, createKeyFiles } from '../../src/cybersource/keys/key-files.ts';
import { createTransport } from '../../src/cybersource/client/transport.ts';
import type { GatewayCommand } from '../../src/domain/payment/command.ts';
import { NotSentError } from '../../src/payments/ports/not-sent.ts';
import { Problem } from '../../src/domain/problem.ts';
import { commandDigest } from '../../src/domain/sha256.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { KeyFile } from '../../src/domain/settings.ts';
import type { UnresolvedAttempt } from '../../src/payments/ports/gateway.ts';
import {
  AUTHORIZATION,
  aCapture,
  aLostAttempt,
  aRefund,
  aSale,
  aVoid,
  anAccount,
  anAuthorization,
  dollars,
  noKeyFiles,
  reference,
  someSettings,
} from './fixtures/builders.ts';
import { wholeOrder } from './fixtures/whole-order.ts';
import { aP12, anIdentity, files } from './fixtures/key-files.ts';
import { bodyOf, startHttp } from './fixtures/servers.ts';
import { paymentMethods } from '../../src/methods/methods.ts';

const CALL = { merchantTransactionId: reference.merchantTransactionId, deadlineMs: 20_000 };
const ID = '6750124114786780104954';

const VOIDED = { payments: 'sale', captures: 'capture', refunds: 'refund' } as const;

interface Seen {
  readonly request: http.IncomingMessage;
  readonly body: string;
}

describe('The gateway', () => {
  const closing: (() => Promise<void>)[] = [];
  let seen: Seen[];
  let logged: string[];

  beforeEach(() => {
    seen = [];
    logged = [];
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  async function startCyberSource(
    answer: (seen: Seen, response: http.ServerResponse) => void,
    readKeyFile: ReadKeyFile = noKeyFiles,
  ): Promise<CyberSource> {
    const server = await startHttp((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push({ request, body });
        answer({ request, body }, response);
      });
    });
    const cybersource = createCyberSource({
      methods: paymentMethods,
      intermediateHost: server.origin,
      ...reference.sender,
      readKeyFile,
      now: () => new Date(),
      log: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
    });
    closing.push(
      () => cybersource.close(),
      () => server.close(),
    );
    return cybersource;
  }

  const operations: [name: string, command: GatewayCommand, path: string, status: string, outcome: string][] =
    [
      [
        'an authorization',
        anAuthorization({ order: wholeOrder }),
        '/pts/v2/payments',
        'AUTHORIZED',
        'approved',
      ],
      ['a sale', aSale({ order: wholeOrder }), '/pts/v2/payments', 'AUTHORIZED', 'approved'],
      ['a capture', aCapture(), `/pts/v2/payments/${AUTHORIZATION}/captures`, 'PENDING', 'pending'],
      ['a reversal', aVoid(), `/pts/v2/payments/${AUTHORIZATION}/reversals`, 'REVERSED', 'approved'],
      ...(['payments', 'captures', 'refunds'] as const).map((items): (typeof operations)[number] => [
        `a void of ${items}`,
        aVoid({ of: VOIDED[items] }),
        `/pts/v2/${items}/${AUTHORIZATION}/voids`,
        'VOIDED',
        'approved',
      ]),
      ['a refund of a capture', aRefund(), `/pts/v2/captures/${AUTHORIZATION}/refunds`, 'PENDING', 'pending'],
      [
        'a refund of a sale',
        aRefund({ of: 'sale' }),
        `/pts/v2/payments/${AUTHORIZATION}/refunds`,
        'PENDING',
        'pending',
      ],
    ];
  for (const [name, command, path, status, outcome] of operations)
    it(`sends ${name} to ${path}, once`, async () => {
      const { gateway } = await startCyberSource((_, response) =>
        response.writeHead(201, { 'v-c-correlation-id': 'c0ffee' }).end(JSON.stringify({ id: ID, status })),
      );
      const result = await gateway.send(command, someSettings(), CALL);
      expect(result).to.include({ outcome, ref: ID });
      expect(seen.map(({ request }) => `${request.method ?? ''} ${request.url ?? ''}`)).to.deep.equal([
        `POST ${path}`,
      ]);
      expect(seen[0]?.request.headers).to.include({
        accept: 'application/hal+json',
        'content-type': 'application/json',
        'user-agent': 'occ-cybersource/1.0.0',
        host: 'apitest.cybersource.com',
      });
      expect(JSON.parse(seen[0]?.body ?? '')).to.deep.include({
        clientReferenceInformation: {
          code: 'o30411',
          transactionId: 'v1attempt1',
          comments:
            command.type === 'authorize'
              ? 'authorize v1attempt1 siteUS/storefront/pg40413'
              : `${command.type} v1attempt1 of ${command.original} key ${commandDigest(command.key)} body ffffffffffff`,
          applicationName: 'occ-cybersource',
          applicationVersion: '1.0.0',
          partner: { developerId: 'DEV12345', solutionId: 'SOL12345' },
        },
      });
    });

  const undoings: [name: string, lost: UnresolvedAttempt, path: string, status: string][] = [
    ['an authorization', aLostAttempt({ operation: 'authorize' }), '/pts/v2/reversals', 'REVERSED'],
    ['a sale', aLostAttempt({ operation: 'authorize', captureNow: true }), '/pts/v2/voids', 'VOIDED'],
    ['a capture', aLostAttempt({ operation: 'capture' }), '/pts/v2/voids', 'VOIDED'],
    ['a refund', aLostAttempt({ operation: 'refund' }), '/pts/v2/voids', 'VOIDED'],
    [
      'a re-authorization',
      aLostAttempt({ operation: 'reauthorize', original: AUTHORIZATION }),
      '/pts/v2/reversals',
      'REVERSED',
    ],
    ['an increment', aLostAttempt({ operation: 'increment' }), '/pts/v2/voids', 'VOIDED'],
  ];
  for (const [name, lost, path, status] of undoings)
    it(`undoes ${name} whose answer was lost at ${path}, by its own transaction id`, async () => {
      const { gateway } = await startCyberSource((_, response) =>
        response.writeHead(201).end(JSON.stringify({ id: ID, status })),
      );
      expect(await gateway.reverse(lost, someSettings(), CALL)).to.include({ outcome: 'approved', ref: ID });
      expect(seen.map(({ request }) => request.url)).to.deep.equal([path]);
      expect(JSON.parse(seen[0]?.body ?? '')).to.have.nested.include({
        'clientReferenceInformation.transactionId': lost.merchantTransactionId,
        'clientReferenceInformation.code': lost.orderId,
      });
    });

  it('calls no reversal for what holds nothing, or what gave money back', async () => {
    const { gateway } = await startCyberSource(() => undefined);
    for (const lost of [
      aLostAttempt({ operation: 'void' }),
      aLostAttempt({ operation: 'authorize', amount: dollars(0) }),
    ])
      expect(await gateway.reverse(lost, someSettings(), CALL)).to.include({ outcome: 'refused' });
    expect(seen).to.deep.equal([]);
  });

  it('says that nothing was sent when a mapping fails before the call', async () => {
    const gateway = (await startCyberSource((_seen, response) => response.end('{}'))).gateway;
    const broken = { ...anAuthorization(), instrument: undefined } as unknown as GatewayCommand;
    const failure = await gateway.send(broken, someSettings(), CALL).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(NotSentError);
    expect(seen).to.deep.equal([]);
  });

  it('sends nothing while the key file of the account cannot be used, and says what to put right', async () => {
    const { gateway, cardFields } = await startCyberSource(() => undefined);
    const keyFile = { keyFileName: 'shop', keyAlias: 'testrest', keyPassword: new Secret('p') };
    const account = { ...anAccount(), credential: { kind: 'certificate-jwt', ...keyFile } } as const;
    for (const result of [
      await gateway.send(aCapture(), someSettings({ account }), CALL),
      await gateway.reverse(aLostAttempt(), someSettings({ account }), CALL),
    ])
      expect(result).to.have.property('outcome', 'not-sent');
    const session = { targetOrigin: 'https://shop.example', cardNetworks: ['VISA'] };
    const refused: unknown = await cardFields
      .captureContext(someSettings({ account }), session)
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Problem).with.property('code', 'not-configured');
    expect(seen).to.deep.equal([]);
  });

  it('tries a key file again that could not be read', async () => {
    const merchant = anIdentity('testrest', '5746642430690177107046');
    const folder: Record<string, Buffer> = {};
    const { gateway } = await startCyberSource(
      (_, response) => response.writeHead(201).end(JSON.stringify({ id: ID, status: 'PENDING' })),
      (name) => files(folder)(name),
    );
    const account = {
      ...anAccount(),
      credential: { kind: 'certificate-jwt' as const, ...aKeyFile('shop', 'testrest', 'p') },
    };
    const capture = () => gateway.send(aCapture(), someSettings({ account }), CALL);
    expect(await capture()).to.include({ outcome: 'not-sent', notConfigured: true });
    folder['shop.p12'] = aP12([merchant], 'p');
    expect(await capture()).to.include({ outcome: 'pending' });
  });

  it('signs with a new key from the next call on; a call under way ends with the old one', async () => {
    const old = { merchantId: 'shop', keyId: 'old', secret: randomBytes(32).toString('base64') };
    const next = { merchantId: 'shop', keyId: 'new', secret: randomBytes(32).toString('base64') };
    let releaseFirst = (): void => undefined;
    const arrived = new EventEmitter();
    const { gateway } = await startCyberSource((_, response) => {
      const answer = (): void => {
        response.writeHead(201).end(JSON.stringify({ id: ID, status: 'PENDING' }));
      };
      if (seen.length > 1) answer();
      else {
        releaseFirst = answer;
        arrived.emit('first');
      }
    });
    const first = once(arrived, 'first');
    const inFlight = gateway.send(aCapture(), someSettings({ account: anAccount(old) }), CALL);
    await first;
    const changed = await gateway.send(aCapture(), someSettings({ account: anAccount(next) }), CALL);
    releaseFirst();
    expect([changed.outcome, (await inFlight).outcome]).to.deep.equal(['pending', 'pending']);
    const [before, after] = seen;
    expect(isSignedBy(old, before!.request, before!.body)).to.equal(true);
    expect(isSignedBy(next, after!.request, after!.body)).to.equal(true);
    expect(isSignedBy(old, after!.request, after!.body)).to.equal(false);
  });

  it('writes a line about a call that something is wrong with, without token, key or signature', async () => {
    const { gateway } = await startCyberSource((_, response) =>
      response
        .writeHead(400, { 'v-c-correlation-id': 'c0ffee' })
        .end(JSON.stringify({ id: ID, status: 'INVALID_REQUEST', reason: 'MISSING_FIELD' })),
    );
    await gateway.send(anAuthorization({ order: wholeOrder }), someSettings(), CALL);
    expect(logged).to.have.lengthOf(1);
    expect(JSON.parse(logged[0] ?? '')).to.include({
      event: 'gateway.call-failed',
      operation: 'authorize',
      orderId: 'o30411',
      merchantTransactionId: 'v1attempt1',
      outcome: 'refused',
      gatewayHttpStatus: 400,
      gatewayStatus: 'INVALID_REQUEST',
      gatewayReason: 'MISSING_FIELD',
      correlationId: 'c0ffee',
    });
    expect(logged[0])
      .not.to.include('aaa.bbb.ccc')
      .and.not.match(/signature|testrest|yBJxy6/);
  });

  it('sends nothing for a billing address that CyberSource would refuse, and names what it lacks', async () => {
    const { gateway } = await startCyberSource((_, response) => response.writeHead(500).end());
    const { billTo } = wholeOrder;
    const order = { ...wholeOrder, billTo: { ...billTo, postalCode: '_____ - ____', email: ' ' } };
    const result = await gateway.send(anAuthorization({ order }), someSettings(), CALL);
    expect(result).to.deep.include({ outcome: 'refused', toCorrect: ['email', 'postalCode'] });
    expect(seen).to.have.lengthOf(0);
    expect(JSON.parse(logged[0] ?? '')).to.include({
      event: 'gateway.address-incomplete',
      problem: 'The billing address lacks what CyberSource requires: email, postalCode. Nothing was sent',
    });
  });

  it('writes none about one that ended as calls do: who pays writes one', async () => {
    const { gateway } = await startCyberSource((_, response) =>
      response
        .writeHead(201)
        .end(JSON.stringify({ id: ID, status: 'DECLINED', errorInformation: { reason: 'EXPIRED_CARD' } })),
    );
    await gateway.send(anAuthorization({ order: wholeOrder }), someSettings(), CALL);
    expect(logged).to.deep.equal([]);
  });

  it('gives a call up at its deadline and does not know what became of it', async () => {
    const { gateway } = await startCyberSource(() => undefined);
    const deadlineMs = 1_500;
    const result = await gateway.send(aCapture(), someSettings(), { ...CALL, deadlineMs });
    expect(result.outcome).to.equal('unknown');
    const { problem } = result as Extract<typeof result, { readonly outcome: 'unknown' }>;
    const waitedMs = /^CyberSource did not answer \(no answer within (\d+) ms\)$/.exec(problem)?.[1];
    // What was done before the call is part of the time that it has: what the first call of a process loads, too.
    expect(Number(waitedMs)).to.be.within(1, deadlineMs);
  });

  it('knows that nothing was sent when the connection is refused', async () => {
    const server = await startHttp(() => undefined);
    await server.close();
    const { gateway } = createCyberSource({
      methods: paymentMethods,
      intermediateHost: server.origin,
      ...reference.sender,
      readKeyFile: noKeyFiles,
      now: () => new Date(),
    });
    const result = await gateway.send(aCapture(), someSettings(), CALL);
    expect(result).to.deep.equal({
      outcome: 'not-sent',
      problem: 'CyberSource was not reached (ECONNREFUSED)',
    });
  });

  it('never mixes two merchants, nor an old key with a new one, in 2,000 calls at once', async () => {
    const merchants = ['alpha', 'beta', 'beta', 'gamma'].map((merchantId, at) => ({
      merchantId,
      keyId: `key-${merchantId}`,
      // The second beta is the first one after its secret was changed.
      secret: randomBytes(32).toString('base64'),
      kind: at === 3 ? ('shared-secret-jwt' as const) : ('http-signature' as const),
    }));
    const wrong: string[] = [];
    const { gateway } = await startCyberSource(({ request, body }, response) => {
      const merchant = merchants[Number(/"code":"(\d)/.exec(body)?.[1])];
      if (!merchant || !isSignedBy(merchant, request, body)) wrong.push(body);
      response.writeHead(201).end(JSON.stringify({ id: ID, status: 'AUTHORIZED' }));
    });
    const sites = merchants.map((merchant) => someSettings({ account: anAccount(merchant) }));
    const results = await Promise.all(
      Array.from({ length: 2_000 }, (_, call) => {
        const orderId = `${call % 4}-${call}` as ReturnType<typeof anAuthorization>['orderId'];
        return gateway.send(anAuthorization({ orderId, order: wholeOrder }), sites[call % 4]!, {
          ...CALL,
          deadlineMs: 60_000,
        });
      }),
    );
    expect(new Set(results.map(({ outcome }) => outcome))).to.deep.equal(new Set(['approved']));
    expect(wrong).to.deep.equal([]);
    expect(seen).to.have.lengthOf(2_000);
  }).timeout(60_000);
});

describe('The clients of CyberSource', () => {
  const clientFor = createClients({
    transport: createTransport(),
    keyFiles: createKeyFiles(noKeyFiles),
    userAgent: 'test/1',
    now: () => new Date(),
  });

  it('are kept as long as host, merchant and key stay the same', () => {
    expect(clientFor(anAccount())).to.equal(clientFor(anAccount()));
  });

  it('are different for another host, merchant, key, secret or way to sign', () => {
    const accounts = [
      anAccount(),
      { ...anAccount(), host: 'api.cybersource.com' },
      anAccount({ merchantId: 'other' }),
      anAccount({ keyId: 'other' }),
      anAccount({ secret: 'b3RoZXI=' }),
      anAccount({ kind: 'shared-secret-jwt' }),
      { ...anAccount(), messageEncryption: true },
      { ...anAccount(), messageEncryption: true, encryptionCertificate: 'other' },
      { ...anAccount(), messageEncryption: true, responseKey: aKeyFile('shop', 'a', 'p') },
      ...[
        aKeyFile('shop', 'a', 'p'),
        aKeyFile('other', 'a', 'p'),
        aKeyFile('shop', 'b', 'p'),
        aKeyFile('shop', 'a', 'q'),
      ].map((keyFile) => ({
        ...anAccount(),
        credential: { kind: 'certificate-jwt' as const, ...keyFile },
      })),
    ];
    expect(new Set(accounts.map(clientFor)).size).to.equal(accounts.length);
  });
});

function aKeyFile(keyFileName: string, keyAlias: string, password: string): KeyFile {
  return { keyFileName, keyAlias, keyPassword: new Secret(password) };
}

/** An independent check of who signed, over the bytes that arrived. */
function isSignedBy(
  { merchantId, keyId, secret }: { merchantId: string; keyId: string; secret: string },
  { headers, method = '', url = '' }: http.IncomingMessage,
  body: string,
): boolean {
  const key = Buffer.from(secret, 'base64');
  const digest = createHash('sha256').update(body).digest('base64');
  if (headers.authorization !== undefined) {
    const [header = '', claims = '', signature = ''] = headers.authorization.slice(7).split('.');
    const parsed = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const expected = createHmac('sha256', key).update(`${header}.${claims}`).digest('base64url');
    return signature === expected && parsed['iss'] === merchantId && parsed['digest'] === digest;
  }
  const text = [
    `host: ${headers.host ?? ''}`,
    `date: ${headers.date ?? ''}`,
    `request-target: ${method.toLowerCase()} ${url}`,
    `digest: SHA-256=${digest}`,
    `v-c-merchant-id: ${merchantId}`,
  ].join('\n');
  const expected = createHmac('sha256', key).update(text).digest('base64');
  const signature = String(headers['signature']);
  return signature.includes(`keyid="${keyId}"`) && signature.endsWith(`signature="${expected}"`);
}
