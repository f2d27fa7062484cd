import { expect } from 'chai';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import { createReachGateway } from '../../../src/cybersource/client/reachability.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { anAccount } from '../fixtures/builders.ts';

const account = anAccount();
const operations = createOperations(account);

async function reached(reply: TransportResult) {
  const calls: unknown[] = [];
  const reach = createReachGateway(() => ({
    send: (compose, deadlineMs) => {
      calls.push([compose(operations), deadlineMs]);
      return Promise.resolve(reply);
    },
  }));
  const failure: unknown = await reach(account, 7_000).catch((error: unknown) => error);
  return { failure, calls };
}

describe('Whether CyberSource answers an account', () => {
  it('is asked for the details of a transaction that cannot be there', async () => {
    const { calls } = await reached({ kind: 'answered', status: 404, text: '' });
    expect(calls).to.deep.equal([[operations.transactionDetails('0'), 7_000]]);
  });

  for (const status of [200, 400, 402, 404, 429, 499])
    it(`is yes where it answers HTTP ${status}`, async () => {
      expect((await reached({ kind: 'answered', status, text: '' })).failure).to.equal(undefined);
    });

  for (const [status, words] of [
    [401, 'refuses the credentials (HTTP 401)'],
    [403, 'refuses the credentials (HTTP 403)'],
    [500, 'answers HTTP 500'],
    [503, 'answers HTTP 503'],
  ] as const)
    it(`is no where it answers HTTP ${status}`, async () => {
      const { failure } = await reached({ kind: 'answered', status, text: '' });
      expect(failure).to.be.instanceOf(Problem).with.property('code', 'gateway-failure');
      expect(failure).to.have.property('message').that.includes(words);
    });

  it('is no where nothing comes', async () => {
    const { failure } = await reached({ kind: 'silent', reached: 'no', cause: 'ENOTFOUND' });
    expect(failure).to.be.instanceOf(Problem).with.property('code', 'gateway-failure');
    expect(failure).to.have.property('message').that.includes('(ENOTFOUND)');
  });
});
