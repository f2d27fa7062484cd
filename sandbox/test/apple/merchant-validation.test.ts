import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { createAppleIdentities } from '../../apple/identities.ts';
import { startAppleSandbox, type AppleSandbox } from '../../apple/start.ts';

const MERCHANT = 'merchant.com.example.sandbox';

const aRequest = (changes: object = {}): object => ({
  merchantIdentifier: MERCHANT,
  displayName: 'Alder',
  initiative: 'web',
  initiativeContext: 'localhost',
  ...changes,
});

describe('Apple’s merchant validation', function () {
  this.timeout(60_000);
  let folder: string;
  let apple: AppleSandbox;
  let ca: string;
  let merchant: { key: string; cert: string };
  const at = new Date('2026-05-01T10:00:00Z');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'apple-'));
    apple = await startAppleSandbox({ directory: folder, now: () => at });
    const [authority, cert, key] = await Promise.all(
      [apple.files.ca, apple.files.certificate, apple.files.key].map((file) => readFile(file, 'utf8')),
    );
    [ca, merchant] = [authority ?? '', { key: key ?? '', cert: cert ?? '' }];
  });
  after(async () => {
    await apple.close();
    await rm(folder, { recursive: true });
  });

  async function ask(
    body: object,
    client: object = merchant,
    at = '/paymentservices/startSession',
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const request = https.request(`${apple.url}${at}`, {
      method: 'POST',
      ca,
      ...client,
      agent: false,
      headers: { 'content-type': 'application/json' },
    });
    request.end(JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const answer = await text(response);
    return {
      status: response.statusCode ?? 0,
      body: answer === '' ? {} : (JSON.parse(answer) as Record<string, unknown>),
    };
  }

  async function failureOf(attempt: Promise<unknown>): Promise<string> {
    try {
      await attempt;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? 'unnamed';
    }
    return 'none';
  }

  it('opens a session of five minutes for the domain of a merchant who shows their certificate', async () => {
    const { status, body } = await ask(aRequest());
    expect(status).to.equal(200);
    expect(body).to.include({
      domainName: 'localhost',
      displayName: 'Alder',
      epochTimestamp: at.getTime(),
      expiresAt: at.getTime() + 300_000,
    });
    for (const name of ['merchantSessionIdentifier', 'nonce', 'signature']) {
      expect(body[name], name).to.be.a('string').that.is.not.equal('');
    }
  });

  it('ends the handshake with a client that has no certificate', async () => {
    expect(await failureOf(ask(aRequest(), {}))).to.match(/CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/);
  });

  it('ends the handshake with a client whose certificate another authority made', async () => {
    const unknownCaller = await createAppleIdentities(MERCHANT, new Date());
    expect(await failureOf(ask(aRequest(), unknownCaller.merchant))).to.match(
      /ALERT|ECONNRESET|EPIPE|ERR_SSL/,
    );
  });

  it('refuses a merchant identifier that is not the one in the certificate', async () => {
    const { status } = await ask(aRequest({ merchantIdentifier: 'merchant.com.example.other' }));
    expect(status).to.equal(417);
  });

  it('refuses a domain that the merchant never registered', async () => {
    const { status, body } = await ask(aRequest({ initiativeContext: 'shop.example' }));
    expect(status).to.equal(417);
    expect(body['statusMessage']).to.include('shop.example');
  });

  for (const [what, change] of [
    ['another initiative', { initiative: 'messaging' }],
    ['an address in place of a domain', { initiativeContext: 'https://localhost/' }],
    ['no name to display', { displayName: '' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await ask(aRequest(change))).to.have.property('status', 400);
    });
  }

  it('has nothing else at this address', async () => {
    expect(await ask(aRequest(), merchant, '/paymentservices/other')).to.have.property('status', 404);
  });
});
