import { expect } from 'chai';
import { businessCenterUrl } from '../../../src/routes/operations/business-center.ts';
import { approved } from '../../builders/reported-results.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../../builders/between-sandboxes.ts';
import { deliverOrder } from '../../builders/google-pay-order.ts';

describe('The link to a transaction in Business Center', function () {
  this.timeout(60_000);

  it('leads to the environment and merchant of the account', () => {
    const result = approved('7000000000000000000001');
    const query = 'requestId=7000000000000000000001&merchantId=testrest';
    const path = `/ebc2/app/TransactionManagement/details?${query}`;
    expect(businessCenterUrl({ result, merchant: 'apitest.cybersource.com/testrest' })).to.equal(
      `https://ebc2test.cybersource.com${path}`,
    );
    expect(businessCenterUrl({ result, merchant: 'api.cybersource.com/testrest' })).to.equal(
      `https://ebc2.cybersource.com${path}`,
    );
  });

  it('is absent without CyberSource’s id, or without the account', () => {
    expect(businessCenterUrl({ result: approved() })).to.equal(undefined);
    expect(businessCenterUrl({ merchant: 'api.cybersource.com/testrest' })).to.equal(undefined);
  });

  it('has the id that CyberSource gave, which is on the line of the log, too', async () => {
    const lines: Record<string, unknown>[] = [];
    const machine: BetweenSandboxes = await startBetweenSandboxes({
      writeLine: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    try {
      const { orderId } = await deliverOrder(machine.api, 'Lovelace');
      const form = new URLSearchParams({
        grant_type: 'password',
        username: 'admin@example.com',
        password: 'admin',
      });
      const login = await fetch(`${machine.occ.url}/ccadmin/v1/login`, { method: 'POST', body: form });
      const { access_token } = (await login.json()) as { access_token: string };
      const answer = await fetch(`${machine.api}/operations/journal?orderId=${orderId}`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      const [row] = (await answer.json()) as { businessCenterUrl: string }[];
      const [payment] = machine.cybersource.ledger({ reference: orderId });
      const id = payment?.transactions[0]?.id ?? 'none';
      expect(new URL(row?.businessCenterUrl ?? '').searchParams.get('requestId')).to.equal(id);
      expect(lines.find(({ event }) => event === 'payment.completed')).to.include({
        gatewayTransactionId: id,
      });
    } finally {
      await machine.close();
    }
  });
});
