import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OrderManagement, type PaidOrder } from '../builders/order-management.ts';

describe('A sale, which is authorized and captured at once', () => {
  let machine: BetweenSandboxes;
  let oms: OrderManagement;
  let order: PaidOrder;

  before(async () => {
    machine = await startBetweenSandboxes({ environment: { CACHE_GATEWAYSETTINGS_TTL_SECS: '0' } });
    machine.cybersource.control.setSearchLagMs(0);
    machine.occ.tenant.settings.write('isv-occ-gateway', 'siteUS', {
      storefront: { saleEnabled: ['googlepay'] },
    });
    oms = await createOrderManagement(machine, 'o-sale-');
    order = await oms.order();
  });
  after(() => machine.close());

  const capture = (): ReturnType<OrderManagement['call']> =>
    oms.call('/capture', {
      merchantReferenceNumber: order.orderId,
      transactionId: order.requestId,
      currency: 'USD',
      amount: '000000010000',
    });

  it('is one entry of its payment, and all of it is captured', async () => {
    const [payment] = await oms.read(order);
    expect(payment).to.deep.include({ state: 'Captured', captured: { minor: 10_000, currency: 'USD' } });
    const attempts = payment?.['attempts'] as readonly Readonly<Record<string, unknown>>[];
    expect(attempts.map(({ operation, outcome }) => [operation, outcome])).to.deep.equal([
      ['sale', 'approved'],
    ]);
  });

  it('is not captured once more: 409 with what is left and what is allowed, and no call', async () => {
    const refused = await capture();
    expect(refused.status).to.equal(409);
    expect(refused.json).to.have.nested.property('payment.captured.minor', 10_000);
    expect(refused.json['allowed']).to.be.an('array');
    expect(oms.ledger(order)).to.deep.equal(['payment 10000']);
  });
});
