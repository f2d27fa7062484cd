import { expect } from 'chai';
import type { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import { createCardVault } from '../../../src/cybersource/vault/card-vault.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';

const account: GatewaySettings['account'] = {
  merchantId: 'testrest',
  host: 'apitest.cybersource.com',
  credential: { kind: 'http-signature', keyId: 'key', secret: { reveal: () => '' } as never },
};
const settings = { account } as GatewaySettings;

function answered(status: number, body: object = {}): TransportResult {
  return { kind: 'answered', status, text: JSON.stringify(body) };
}

/** A vault whose calls are composed for real and answered in turn. */
function aVault(...replies: readonly TransportResult[]): {
  readonly vault: ReturnType<typeof createCardVault>;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const operations = createOperations(account);
  const vault = createCardVault({
    clientFor: () => ({
      async send(compose) {
        const { method, path, body } = compose(operations);
        asked.push([method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(' '));
        return replies[asked.length - 1] ?? expect.fail('one call too many');
      },
    }),
  });
  return { vault, asked };
}

const card = { customerId: 'CUSTOMER', paymentInstrumentId: 'CARD' };
const ofCustomer = '/tms/v2/customers/CUSTOMER/payment-instruments';

describe("CyberSource's card vault", () => {
  for (const status of [204, 404, 410]) {
    it(`has forgotten a card when it answers ${status}`, async () => {
      const { vault, asked } = aVault(answered(status));
      await vault.forget(card, settings);
      expect(asked).to.deep.equal([`DELETE ${ofCustomer}/CARD`]);
    });
  }

  it('forgets a card without a customer, too', async () => {
    const { vault, asked } = aVault(answered(204));
    await vault.forget({ paymentInstrumentId: 'CARD' }, settings);
    expect(asked).to.deep.equal(['DELETE /tms/v1/paymentinstruments/CARD']);
  });

  it('makes another card the default before it forgets the default', async () => {
    const list = { _embedded: { paymentInstruments: [{ id: 'CARD' }, { id: 'OTHER' }] } };
    const { vault, asked } = aVault(answered(409), answered(200, list), answered(200), answered(204));
    await vault.forget(card, settings);
    expect(asked).to.deep.equal([
      `DELETE ${ofCustomer}/CARD`,
      `GET ${ofCustomer}`,
      `PATCH ${ofCustomer}/OTHER {"default":true}`,
      `DELETE ${ofCustomer}/CARD`,
    ]);
  });

  for (const reply of [
    answered(500),
    answered(403),
    { kind: 'silent', reached: 'maybe', cause: 'timeout' } satisfies TransportResult,
  ]) {
    it(`may still have the card after ${JSON.stringify(reply)}`, async () => {
      const { vault } = aVault(reply);
      const problem = await vault.forget(card, settings).catch((error: unknown) => error as Problem);
      expect(problem).to.include({ code: 'gateway-failure' });
    });
  }
});
