import { expect } from 'chai';
import type { Json } from './fake-extension.ts';
import { aCardOrder, groupsOf, startRig, type Rig } from './rig.ts';

/** OCC: `PUT /ccadmin/v1/orders/{id}`, as strict as OCC's documentation says that it is. */
describe('An order that an administrator’s program updates', () => {
  const path = '/ccadmin/v1/orders/o10001';
  let rig: Rig;
  let admin: Record<string, string>;

  beforeEach(async () => {
    rig = await startRig();
    admin = await rig.login('ccadmin');
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
  });
  afterEach(() => rig.close());

  const read = async (): Promise<Json> => (await rig.call('GET', path, undefined, admin)).body;
  const update = (change: Json): ReturnType<Rig['call']> => rig.call('PUT', path, change, admin);
  const debit = (transactionId: string): Json => ({ transactionId, amount: 10, transactionSuccess: true });
  const debits = async (): Promise<readonly unknown[]> =>
    (groupsOf({ status: 200, body: await read() })[0]!['debitStatus'] as Json[]).map(
      ({ transactionId }) => transactionId,
    );

  it('loses the members of a list that the update does not name, and keeps those that it names', async () => {
    const write = (...debitStatus: Json[]): ReturnType<Rig['call']> =>
      update({ paymentGroups: [{ id: 'pg10001', debitStatus }] });
    await write(debit('first'));
    await write({ transactionId: 'first' }, debit('second'));
    expect(await debits()).to.deep.equal(['first', 'second']);
    await write(debit('third'));
    expect(await debits()).to.deep.equal(['third']);
  });

  it('loses payment groups that the update does not name', async () => {
    await update({ paymentGroups: [] });
    expect((await read())['paymentGroups']).to.deep.equal([]);
  });

  it('keeps what the update does not have', async () => {
    await update({ paymentGroups: [{ id: 'pg10001', debitStatus: [debit('first')] }] });
    await update({ state: 'PROCESSING', paymentGroups: [{ id: 'pg10001', state: 'SETTLED' }] });
    expect(await read()).to.include({ state: 'PROCESSING' });
    expect(await debits()).to.deep.equal(['first']);
  });

  it('has a custom property only after an administrator has added it to all orders', async () => {
    const property = { label: 'Payments', type: 'shortText', uiEditorType: 'shortText' };
    const types = '/ccadmin/v1/orderTypes/order';
    expect(await update({ my_payments: 'captured' })).to.have.property('status', 400);
    expect(
      await rig.call('PUT', types, { properties: { mypayments: property } }, admin),
      'without an underscore',
    ).to.have.property('status', 400);
    await rig.call('PUT', types, { properties: { my_payments: property } }, admin);
    expect((await rig.call('GET', types, undefined, admin)).body).to.have.nested.property(
      'properties.my_payments.label',
      'Payments',
    );
    await update({ my_payments: 'captured' });
    expect(await read()).to.include({ my_payments: 'captured' });
    expect(await update({ my_payments: 'x'.repeat(255) })).to.have.property('status', 400);
    expect(await update({ my_payments: 1 })).to.have.property('status', 400);
    expect(await rig.call('GET', '/ccadmin/v1/orderTypes/cart', undefined, admin)).to.have.property(
      'status',
      404,
    );
  });

  it('has no state that orders do not have', async () => {
    expect(await update({ state: 'PAID' })).to.have.property('status', 400);
  });

  it('refuses an update while another one is written', async () => {
    const order = rig.occ.tenant.orders.require('o10001');
    let end: () => void = () => undefined;
    const other = rig.occ.tenant.orders.exclusively(order, () => new Promise<void>((done) => (end = done)));
    expect(await update({ state: 'PROCESSING' })).to.have.property('status', 409);
    end();
    await other;
    expect(await update({ state: 'PROCESSING' })).to.have.property('status', 200);
  });

  it('meets the faults that were ordered, one after the other', async () => {
    const faults = '/sandbox/v1/orderUpdateFaults';
    await rig.call('POST', faults, { fault: 'concurrent' }, admin);
    await rig.call('POST', faults, { fault: 'unavailable' }, admin);
    await rig.call('POST', faults, { fault: 'lost' }, admin);
    const seen: unknown[] = [];
    for (let at = 0; at < 4; at += 1)
      seen.push([(await update({ state: 'PROCESSING' })).status, (await read())['state']]);
    expect(seen).to.deep.equal([
      [409, 'SUBMITTED'],
      [503, 'SUBMITTED'],
      [200, 'SUBMITTED'],
      [200, 'PROCESSING'],
    ]);
  });
});
