import { expect } from 'chai';
import type { OrderId, PaymentGroupId, SiteId } from '../../../src/domain/ids.ts';
import type { Money } from '../../../src/domain/money/money.ts';
import { Problem } from '../../../src/domain/problem.ts';
import {
  createRequireOrderProperties,
  ORDER_PROPERTIES,
} from '../../../src/occ/order-updates/order-properties.ts';
import { createWriteOrder } from '../../../src/occ/order-updates/write-order.ts';
import type { OrderRecord, PaymentGroupRecord } from '../../../src/payments/write-back/order-record.ts';

const none = { minor: 0, currency: 'USD' } as Money;
const group: PaymentGroupRecord = {
  paymentGroupId: 'pg1' as PaymentGroupId,
  state: 'Authorized',
  isPending: false,
  sums: {
    authorized: none,
    captured: none,
    refunded: none,
    reversed: none,
    available: none,
    pending: none,
    pendingRefunds: none,
    refundable: none,
  },
  captures: [],
  refunds: [],
  marks: [],
};
const record = (change: Partial<OrderRecord> = {}): OrderRecord => ({
  orderId: 'o1' as OrderId,
  site: 'siteUS' as SiteId,
  payments: [group],
  ...change,
});
const MARKED = record({ payments: [{ ...group, marks: ['manual-review'] }] });

describe('Writing into OCC’s order', () => {
  let order: Record<string, unknown> | Problem;
  let takes: (change: object) => object;
  let log: string[];

  beforeEach(() => {
    order = { state: 'SUBMITTED', paymentGroups: [{ id: 'pg1', state: 'AUTHORIZED' }] };
    takes = (change) => change;
    log = [];
  });

  const write = (wanted: OrderRecord): ReturnType<ReturnType<typeof createWriteOrder>> =>
    createWriteOrder({
      order: async (orderId, site) => {
        log.push(`read ${orderId} ${String(site)}`);
        if (order instanceof Problem) throw order;
        return order;
      },
      updateOrder: async (orderId, site, change) => {
        log.push(`write ${orderId} ${String(site)}`);
        order = order instanceof Problem ? order : { ...order, ...takes(change) };
      },
      orderType: async () => ({ properties: {} }),
      addOrderProperties: async (added) => void log.push(`add ${Object.keys(added).join(' ')}`),
    })(wanted);
  const problemOf = async (wanted: OrderRecord): Promise<unknown> =>
    write(wanted).then(
      () => expect.fail('It was written.'),
      (error: unknown) => error,
    );

  it('reads it, adds what orders lack, writes, and reads it again', async () => {
    expect(await write(record())).to.equal('written');
    expect(log).to.deep.equal([
      'read o1 siteUS',
      'add cybersource_attention cybersource_payments',
      'write o1 siteUS',
      'read o1 siteUS',
    ]);
    log = [];
    expect(await write(record())).to.equal('unchanged');
    expect(log).to.deep.equal(['read o1 siteUS']);
  });

  it('waits for an order that OCC does not have yet, and rejects where OCC fails', async () => {
    order = new Problem('not-found', 'no order');
    expect(await write(record())).to.equal('not-placed');
    const failure = new Problem('gateway-failure', 'no answer');
    order = failure;
    expect(await problemOf(record())).to.equal(failure);
  });

  it('leaves an order alone that is not placed, unless something about it is to be seen there', async () => {
    order = { state: 'INCOMPLETE', paymentGroups: [] };
    expect(await write(record())).to.equal('not-placed');
    expect(log).to.deep.equal(['read o1 siteUS']);
    expect(await write(MARKED)).to.equal('written');
    order = { state: 'INCOMPLETE', paymentGroups: [] };
    expect(
      await write(record({ compensation: 'done' as NonNullable<OrderRecord['compensation']> })),
    ).to.equal('written');
  });

  it('says what OCC did not take', async () => {
    takes = () => ({});
    const problem = await problemOf(MARKED);
    expect(problem).to.be.instanceOf(Problem).and.include({ code: 'conflict' });
    expect((problem as Problem).message).to.include('cybersource_attention, cybersource_payments');
  });

  it('says what the order has lost meanwhile', async () => {
    takes = (change) => ({ ...change, paymentGroups: [] });
    const problem = await problemOf(record());
    expect(problem).to.be.instanceOf(Problem).and.include({ code: 'conflict' });
    expect((problem as Problem).message).to.include('lost pg1');
  });
});

describe('What orders show payments in', () => {
  it('are two texts that only the shop’s own people see, and that no order has to have', () => {
    const { cybersource_attention: attention, cybersource_payments: payments } = ORDER_PROPERTIES;
    const hidden = { internalOnly: true, required: false };
    expect(attention).to.include({ type: 'shortText', uiEditorType: 'shortText', ...hidden });
    expect(payments).to.include({ type: 'richText', uiEditorType: 'richText', ...hidden });
    expect(Object.keys(ORDER_PROPERTIES)).to.deep.equal(['cybersource_attention', 'cybersource_payments']);
    for (const { label } of Object.values(ORDER_PROPERTIES)) expect(label).to.match(/^Payment: /);
  });

  function properties(there: object) {
    const added: object[] = [];
    const state = { asked: 0, fails: false };
    const require = createRequireOrderProperties({
      orderType: async () => {
        state.asked += 1;
        if (state.fails) throw new Problem('gateway-failure', 'no answer');
        return there;
      },
      addOrderProperties: async (missing) => void added.push(missing),
    });
    return { require, added, state };
  }

  it('are added where they are missing, and asked about once', async () => {
    const { require, added, state } = properties({ properties: { cybersource_attention: {} } });
    await require();
    await require();
    expect(added).to.deep.equal([{ cybersource_payments: ORDER_PROPERTIES.cybersource_payments }]);
    expect(state.asked).to.equal(1);
  });

  it('are left alone where they are there', async () => {
    const { require, added } = properties({ properties: ORDER_PROPERTIES });
    await require();
    expect(added).to.deep.equal([]);
  });

  it('are asked about again after a failure', async () => {
    const { require, added, state } = properties({ properties: {} });
    state.fails = true;
    expect(await require().catch(() => 'failed')).to.equal('failed');
    state.fails = false;
    await require();
    expect(added).to.have.length(1);
  });
});
