import { expect } from 'chai';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import {
  createAuthenticationSetup,
  toSetupRequest,
} from '../../../src/cybersource/payer-authentication/setup.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { methodRequest, reference, someSettings } from '../fixtures/builders.ts';

const card = { kind: 'transient-token-id', id: '1E45CAE6' } as const;
const given = {
  accessToken: 'token',
  referenceId: 'reference',
  deviceDataCollectionUrl: 'https://centinelapistag.cardinalcommerce.com/V1/Cruise/Collect',
};

function answered(status: number, changes: object = {}, name = 'COMPLETED'): TransportResult {
  const text = JSON.stringify({ status: name, consumerAuthenticationInformation: { ...given, ...changes } });
  return { kind: 'answered', status, text };
}

async function setUp(reply: TransportResult, log?: (...line: readonly unknown[]) => void) {
  const calls: unknown[] = [];
  const operations = createOperations(someSettings().account);
  const setup = createAuthenticationSetup({
    clientFor: () => ({
      send: async (compose, deadlineMs) => {
        calls.push([compose(operations), deadlineMs]);
        return reply;
      },
    }),
    sender: reference.sender,
    methodRequest,
    ...(log && { log }),
  });
  const result: unknown = await setup.setUp(card, 'o10001', someSettings()).catch((error: unknown) => error);
  return { result, calls };
}

describe('The setup of payer authentication', () => {
  it('asks for the card and the order, and waits ten seconds', async () => {
    const { calls } = await setUp(answered(201));
    const request = toSetupRequest(card, 'o10001', reference.sender, methodRequest);
    expect(calls).to.deep.equal([
      [createOperations(someSettings().account).setUpAuthentication(request), 10_000],
    ]);
  });

  it('gives what the browser needs, and nothing else of the answer', async () => {
    const { result } = await setUp(answered(201, { token: 'another' }));
    expect(result).to.deep.equal({ status: 'COMPLETED', ...given });
  });

  it('is noted with site, channel and what came', async () => {
    const lines: unknown[] = [];
    await setUp(answered(201), (...line) => lines.push(line));
    await setUp({ kind: 'silent', reached: 'no', cause: 'refused' }, (...line) => lines.push(line));
    const shop = { site: 'siteUS', channel: 'storefront' };
    expect(lines).to.deep.equal([
      ['payer-authentication.setup', { ...shop, gatewayHttpStatus: 201 }],
      ['payer-authentication.setup', { ...shop, noResponse: 'refused' }],
    ]);
  });

  for (const [field, value] of [
    ['accessToken', 'x'.repeat(4_096)],
    ['accessToken', 'x'],
    ['referenceId', 'x'.repeat(255)],
    ['referenceId', 'x'],
    ['deviceDataCollectionUrl', 'http://localhost:8081/collect'],
  ] as const)
    it(`takes ${field} with ${value.length} characters`, async () => {
      expect((await setUp(answered(201, { [field]: value }))).result).to.have.property(field, value);
    });

  for (const [field, value] of [
    ['accessToken', 'x'.repeat(4_097)],
    ['accessToken', ''],
    ['referenceId', 'x'.repeat(256)],
    ['referenceId', ''],
    ['deviceDataCollectionUrl', 'javascript:alert(1)'],
    ['deviceDataCollectionUrl', 'ftp://a.test'],
    ['deviceDataCollectionUrl', 'httpsx://a.test'],
    ['deviceDataCollectionUrl', 'xhttps://a.test'],
    ['deviceDataCollectionUrl', ''],
    ...Object.keys(given).map((each) => [each, undefined] as const),
  ] as const)
    it(`fails where ${field} is ${value === undefined ? 'missing' : `“${value.slice(0, 30)}” (${value.length})`}`, async () => {
      const { result } = await setUp(answered(201, { [field]: value }));
      expect(result).to.be.instanceOf(Problem).with.property('code', 'gateway-failure');
    });

  for (const [what, reply, code, words] of [
    ['CyberSource refuses the card', answered(400), 'unprocessable', 'let the shopper try again'],
    ['it answers 200', answered(200), 'gateway-failure', 'HTTP 200'],
    ['it answers 502', answered(502), 'gateway-failure', 'HTTP 502'],
    ['it has not completed', answered(201, {}, 'FAILED'), 'gateway-failure', 'HTTP 201'],
    ['it answers no JSON', { kind: 'answered', status: 201, text: '<' }, 'gateway-failure', 'HTTP 201'],
    ['nothing comes', { kind: 'silent', reached: 'maybe', cause: 'timeout' }, 'gateway-failure', '(timeout)'],
  ] as const)
    it(`fails where ${what}`, async () => {
      const { result } = await setUp(reply);
      expect(result).to.be.instanceOf(Problem).with.property('code', code);
      expect(result).to.have.property('message').that.includes(words);
    });
});
