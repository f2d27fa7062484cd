import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import type { SignedRequest, TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createPublicKeys, type PublicKeyFor } from '../../../src/cybersource/microform/public-keys.ts';
import { NOW, flex } from '../fixtures/captures.ts';

const HOST = 'apitest.cybersource.com';
const text = JSON.stringify(flex.publicJwk);
const DAY_MS = 86_400_000;

describe('The public keys of CyberSource', () => {
  let now: number;
  let asked: [request: SignedRequest, deadlineMs: number][];
  let reply: TransportResult;
  let publicKeyFor: PublicKeyFor;

  beforeEach(() => {
    now = NOW.getTime();
    asked = [];
    reply = { kind: 'answered', status: 200, text };
    publicKeyFor = createPublicKeys(
      {
        exchange: async (...call) => {
          asked.push(call);
          return reply;
        },
        close: async () => undefined,
      },
      () => new Date(now),
    );
  });

  it('are fetched by their ids, in four seconds at most, and the fetching may be repeated', async () => {
    const key = await publicKeyFor(HOST, 'a_b-C1');
    expect(key?.export({ format: 'jwk' })).to.include({ n: flex.publicJwk['n'] });
    expect(asked).to.deep.equal([
      [
        {
          method: 'GET',
          host: HOST,
          path: '/flex/v2/public-keys/a_b-C1',
          headers: { accept: 'application/json' },
          repeatable: true,
        },
        4_000,
      ],
    ]);
  });

  for (const [what, came, keptMs] of [
    ['a key is kept for a day', { kind: 'answered', status: 200, text }, DAY_MS],
    ['a key that is not there for ten seconds', { kind: 'answered', status: 404, text }, 10_000],
    ['nothing that came for ten seconds', { kind: 'silent', reached: 'no', cause: 'ENOTFOUND' }, 10_000],
  ] as const)
    it(`are remembered: ${what}`, async () => {
      reply = came;
      await publicKeyFor(HOST, 'zu');
      now += keptMs - 1;
      await publicKeyFor(HOST, 'zu');
      expect(asked).to.have.length(1);
      now += 1;
      await publicKeyFor(HOST, 'zu');
      expect(asked).to.have.length(2);
    });

  it('are another host’s or another id’s', async () => {
    for (const [host, id] of [
      [HOST, 'a'],
      [HOST, 'b'],
      ['api.cybersource.com', 'a'],
    ] as const)
      await publicKeyFor(host, id);
    expect(asked.map(([{ host, path }]) => `${host}${path}`)).to.deep.equal([
      `${HOST}/flex/v2/public-keys/a`,
      `${HOST}/flex/v2/public-keys/b`,
      'api.cybersource.com/flex/v2/public-keys/a',
    ]);
  });

  it('have ids of up to 64 letters, digits, - and _, and no other is asked for', async () => {
    expect(await publicKeyFor(HOST, 'k'.repeat(64))).not.to.equal(undefined);
    for (const id of ['k'.repeat(65), '', 'a/b', 'a.b', ' a', 'a\n'])
      expect(await publicKeyFor(HOST, id), JSON.stringify(id)).to.equal(undefined);
    expect(asked).to.have.length(1);
  });

  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  for (const [what, body] of [
    ['no JSON', 'nonsense'],
    ['of another kind', JSON.stringify({ ...flex.publicJwk, kty: 'EC' })],
    ['without a modulus', JSON.stringify({ ...flex.publicJwk, n: undefined })],
    ['without an exponent', JSON.stringify({ ...flex.publicJwk, e: undefined })],
    ['too short', JSON.stringify(publicKey.export({ format: 'jwk' }))],
  ] as const)
    it(`are none where what comes is ${what}`, async () => {
      reply = { kind: 'answered', status: 200, text: body };
      expect(await publicKeyFor(HOST, 'zu')).to.equal(undefined);
    });

  it('are asked for once by those who wait for the same', async () => {
    const [one, other] = await Promise.all([publicKeyFor(HOST, 'zu'), publicKeyFor(HOST, 'zu')]);
    expect(one).to.equal(other);
    expect(asked).to.have.length(1);
  });
});
