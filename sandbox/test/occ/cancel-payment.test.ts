import { expect } from 'chai';
import { answer, approve, type Json } from './fake-extension.ts';
import { aCardOrder, groupsOf, startRig, type Answer, type Rig } from './rig.ts';

describe('money that goes back', () => {
  let rig: Rig;
  let agent: { authorization: string };
  let admin: { authorization: string };

  beforeEach(async () => {
    rig = await startRig();
    [agent, admin] = await Promise.all([rig.login('ccagent'), rig.login('ccadmin')]);
  });
  afterEach(() => rig.close());

  const settle = async (): Promise<void> => {
    rig.extension.reply((webhook) =>
      webhook['transactionType'] === '0100' ? answer(webhook, '4000') : approve(webhook),
    );
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
  };
  const cancel = (): Promise<Answer> =>
    rig.call('PUT', '/ccagent/v1/orders/submitCancelOrder', { orderId: 'o10001' }, agent);
  const refund = (amount: number, more: Json = {}): Promise<Answer> =>
    rig.call(
      'POST',
      '/sandbox/v1/orders/o10001/refund',
      { paymentGroupId: 'pg10001', amount, ...more },
      admin,
    );
  const order = (): Promise<Answer> => rig.call('GET', '/ccadmin/v1/orders/o10001', undefined, admin);
  const last = (): Json => rig.extension.received.at(-1)!.body;

  it('is voided with 0110 and the gateway’s own id while it is only held', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect((await cancel()).body).to.deep.equal({
      orderId: 'o10001',
      state: 'REMOVED',
      payments: [
        {
          paymentGroupId: 'pg10001',
          paymentState: 'REMOVED',
          transactionType: 'void',
          success: true,
          message: '',
        },
      ],
    });
    expect(last()).to.include({ transactionType: '0110', amount: '000000012575', paymentId: 'pg10001' });
    expect(last()['referenceInfo']).to.include({ hostTransactionId: '7000000000000001' });
    expect(await cancel()).to.have.property('status', 400);
    expect(rig.extension.received).to.have.length(2);
  });

  it('is refunded with 0400 once it was taken', async () => {
    await settle();
    expect((await cancel()).body).to.include({ state: 'REMOVED' });
    expect(last()).to.include({ transactionType: '0400', amount: '000000012575' });
  });

  it('waits in PENDING_REMOVE when the gateway refuses, and can be tried again', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    rig.extension.reply((webhook) => answer(webhook, '8000', { responseDescription: 'too late' }));
    expect((await cancel()).body).to.include({ state: 'PENDING_REMOVE' });
    const [group] = groupsOf(await order());
    expect(group).to.include({ state: 'AUTHORIZED' });
    expect((group!['voidStatus'] as Json[])[0]).to.include({
      transactionSuccess: false,
      errorMessage: 'too late',
    });
    rig.extension.reply(() => ({ status: 503, text: '' }));
    expect((await cancel()).body).to.include({ state: 'PENDING_REMOVE' });
    rig.extension.reply(approve);
    expect((await cancel()).body).to.include({ state: 'REMOVED' });
  });

  it('goes back in parts, never more than was taken', async () => {
    await settle();
    expect((await refund(100.5)).body['payments']).to.have.nested.property('[0].success', true);
    expect(last()['amount']).to.equal('000000010050');
    expect(await refund(25.26)).to.have.property('status', 400);
    expect(await refund(0)).to.have.property('status', 400);
    expect(rig.extension.received).to.have.length(2);
    await refund(25.25);
    expect(last()['amount']).to.equal('000000002525');
    expect(await refund(0.01)).to.have.property('status', 400);
  });

  it('counts a refused refund as not given', async () => {
    await settle();
    rig.extension.reply((webhook) => answer(webhook, '7000'));
    expect((await refund(100)).body['payments']).to.have.nested.property('[0].success', false);
    rig.extension.reply(approve);
    expect((await refund(125.75)).status).to.equal(200);
  });

  it('can be asked for without the reference, as OCC does at times', async () => {
    await settle();
    await refund(1, { omitReferenceInfo: true });
    expect(last()).not.to.have.property('referenceInfo');
  });

  it('cannot be refunded before it was taken, but after the OMS wrote the settlement back', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    expect(await refund(1)).to.have.property('status', 400);
    const debit = {
      amount: 125.75,
      transactionId: 'o10001-capture',
      transactionSuccess: true,
      statusProps: { hostTransactionId: '7000000000000002' },
    };
    const change = { paymentGroups: [{ id: 'pg10001', state: 'SETTLED', debitStatus: [debit] }] };
    expect(groupsOf(await rig.call('PUT', '/ccadmin/v1/orders/o10001', change, admin))[0]).to.include({
      state: 'SETTLED',
    });
    await refund(1);
    expect(last()['referenceInfo']).to.deep.equal({ hostTransactionId: '7000000000000002' });
  });

  it('changes nothing when one part of a write-back is wrong', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const change = {
      paymentGroups: [
        { id: 'pg10001', state: 'SETTLED' },
        { id: 'pg9', state: 'SETTLED' },
      ],
    };
    expect(await rig.call('PUT', '/ccadmin/v1/orders/o10001', change, admin)).to.have.property('status', 400);
    expect(groupsOf(await order())[0]).to.include({ state: 'AUTHORIZED' });
  });

  it('is voided for one payment by an agent', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    const body = { orderId: 'o10001', payments: [{ paymentGroupId: 'pg10001' }] };
    expect((await rig.call('POST', '/ccagent/v1/payment/void', body, agent)).status).to.equal(200);
    expect(last()['transactionType']).to.equal('0110');
    expect(await rig.call('POST', '/ccagent/v1/payment/void', body, agent)).to.have.property('status', 400);
  });

  it('goes back once when two cancellations arrive at the same time', async () => {
    await rig.call('POST', '/ccstore/v1/orders', aCardOrder());
    rig.extension.reply(async (webhook) => {
      expect(await cancel()).to.have.property('status', 409);
      return approve(webhook);
    });
    expect(await cancel()).to.have.property('status', 200);
    expect(rig.extension.received).to.have.length(2);
  });
});
