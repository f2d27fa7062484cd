import { expect } from 'chai';
import { approvingTransport } from '../../../src/cybersource/client/approving-transport.ts';
import { createTransport } from '../../../src/cybersource/client/transport.ts';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import { anAuthorization } from '../fixtures/builders.ts';

const asked = {
  method: 'POST',
  host: 'apitest.cybersource.com',
  path: '/pts/v2/payments',
  headers: {},
} as const;

describe('The transport that a process warms up with', () => {
  it('approves every payment with its amount, its order and a card that was verified', async () => {
    const body = JSON.stringify({
      clientReferenceInformation: { code: 'o30411' },
      orderInformation: { amountDetails: { totalAmount: '12.50', currency: 'USD' } },
    });
    const reply = await approvingTransport.exchange({ ...asked, body }, 1_000);
    if (reply.kind !== 'answered') return expect.fail(reply.cause);
    const result = toPaymentResult(anAuthorization(), reply);
    expect(result).to.include({ outcome: 'approved', ref: '7000000000000000000001' });
    expect(result).to.have.nested.property('amount.minor', 1_250);
    const { submitTimeUtc, ...text } = JSON.parse(reply.text) as Record<string, unknown>;
    expect(text).to.deep.equal({
      clientReferenceInformation: { code: 'o30411' },
      id: '7000000000000000000001',
      orderInformation: { amountDetails: { authorizedAmount: '12.50', currency: 'USD' } },
      processorInformation: {
        approvalCode: '831000',
        responseCode: '100',
        avs: { code: 'Y', codeRaw: 'Y' },
        cardVerification: { resultCode: 'M' },
      },
      status: 'AUTHORIZED',
    });
    for (const time of [submitTimeUtc as string, reply.date ?? ''])
      expect(Math.abs(Date.parse(time) - Date.now())).to.be.lessThan(60_000);
    return undefined;
  });

  it('answers 201 to what has no amount or no body, too', async () => {
    for (const request of [asked, { ...asked, body: '{}' }])
      expect(await approvingTransport.exchange(request, 1_000)).to.include({ kind: 'answered', status: 201 });
  });

  it('is a transport like any other: it can be closed', async () => {
    expect(Object.keys(approvingTransport)).to.deep.equal(Object.keys(createTransport()));
    await approvingTransport.close();
  });
});
