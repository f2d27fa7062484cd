import { expect } from 'chai';
import { createRehearseMandate } from '../../../src/cybersource/client/mandate-rehearsal.ts';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { anAccount } from '../fixtures/builders.ts';

const account = anAccount();
const operations = createOperations(account);
const refusal = (field: string) =>
  JSON.stringify({ status: 'INVALID_REQUEST', reason: 'MISSING_FIELD', details: [{ field }] });

async function rehearsed(reply: Partial<Extract<TransportResult, { kind: 'answered' }>> | TransportResult) {
  const calls: unknown[] = [];
  const rehearse = createRehearseMandate(() => ({
    send: (compose, deadlineMs) => {
      calls.push([compose(operations), deadlineMs]);
      return Promise.resolve({ kind: 'answered', status: 400, text: '', ...reply } as TransportResult);
    },
  }));
  const result = await rehearse(account, 7_000).catch((error: unknown) => error);
  return { result, calls };
}

describe('The rehearsal of a call as the mandate wants it', () => {
  it('asks for a verification that no card is named in', async () => {
    const { calls } = await rehearsed({});
    const verification = operations.createPayment({
      clientReferenceInformation: { code: 'configuration-check' },
      orderInformation: { amountDetails: { totalAmount: '0.00', currency: 'USD' } },
    } as never);
    expect(calls).to.deep.equal([[verification, 7_000]]);
  });

  it('is accepted where CyberSource misses the card, and says whether the answer was encrypted', async () => {
    const text = refusal('paymentInformation.card.number');
    expect((await rehearsed({ text })).result).to.deep.equal({ accepted: true, answerWasEncrypted: false });
    expect((await rehearsed({ text, wasEncrypted: true })).result).to.deep.equal({
      accepted: true,
      answerWasEncrypted: true,
    });
    expect((await rehearsed({ status: 499 })).result).to.include({ accepted: true });
  });

  for (const [field, setting] of [
    ['encryptedRequest', 'messageEncryptionCertificate'],
    ['v-c-response-mle-kid', 'keyFileName'],
  ] as const)
    it(`is not accepted where CyberSource complains about ${field}: ${setting} is wrong`, async () => {
      expect((await rehearsed({ text: refusal(field) })).result).to.include({ accepted: false, setting });
    });

  for (const [name, reply, words] of [
    ['the keys are refused', { status: 401 }, 'HTTP 401; setting merchantKeyId'],
    ['the keys are forbidden', { status: 403 }, 'HTTP 403; setting merchantKeyId'],
    ['CyberSource fails', { status: 500 }, 'HTTP 500.'],
    ['nothing comes', { kind: 'silent', reached: 'no', cause: 'ECONNREFUSED' }, '(ECONNREFUSED)'],
  ] as const)
    it(`is a failure where ${name}`, async () => {
      const { result } = await rehearsed(reply);
      expect(result).to.be.instanceOf(Problem).with.property('code', 'gateway-failure');
      expect(result).to.have.property('message').that.includes(words);
    });
});
