import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OrderManagement } from '../builders/order-management.ts';
import { type StoredCard, storeCard } from '../builders/stored-card-order.ts';

const usd = (minor: number): object => ({ minor, currency: 'USD' });

describe('A charge of a stored card', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let oms: OrderManagement;
  let stored: StoredCard;
  let charges = 0;

  before(async () => {
    machine = await startBetweenSandboxes({ environment: { JOURNAL: 'memory:' } });
    machine.cybersource.control.setSearchLagMs(0);
    oms = await createOrderManagement(machine, 'o-charged-');
    stored = await storeCard(machine);
  });

  after(() => machine.close());

  function aCharge(changes: object = {}): { readonly orderId: string } & Record<string, unknown> {
    charges += 1;
    const orderId = `o-charge-${charges}`;
    return {
      orderId,
      paymentGroupId: `pg-${orderId}`,
      amount: usd(1_200),
      instrument: { paymentInstrumentId: stored.paymentInstrumentId },
      networkTransactionId: stored.networkTransactionId,
      capture: true,
      ...changes,
    };
  }

  const payments = (orderId: string): readonly object[] =>
    machine.cybersource.ledger({ reference: orderId }).flatMap(({ transactions }) => transactions);

  it('names the merchant as initiator and the first payment', async () => {
    const body = aCharge();
    const { status, json } = await oms.call('/charge', body);
    expect(status).to.equal(200);
    expect(json).to.deep.include({ state: 'completed', operation: 'charge' });
    expect(payments(body.orderId)).to.have.length(1);
    expect(payments(body.orderId)[0]).to.deep.include({
      captured: 1_200,
      initiator: {
        type: 'merchant',
        storedCredentialUsed: true,
        previousTransactionId: stored.networkTransactionId,
      },
    });
  });

  it('finds card and network transaction id by the first payment, also in CyberSource’s records', async () => {
    const { orderId, requestId } = stored;
    const body = aCharge({
      instrument: undefined,
      networkTransactionId: undefined,
      firstPayment: { orderId, requestId },
    });
    const { status, json } = await oms.call('/charge', body);
    expect(status, JSON.stringify(json)).to.equal(200);
    expect(payments(body.orderId)[0]).to.have.nested.property(
      'initiator.previousTransactionId',
      stored.networkTransactionId,
    );
  });

  it('of a first payment that was itself made with a stored card needs no other name of the card, also after a restart', async () => {
    const first = aCharge();
    const { json } = await oms.call('/charge', first);
    for (const begin of [async () => undefined, () => machine.restart()]) {
      await begin();
      const body = aCharge({
        instrument: undefined,
        networkTransactionId: undefined,
        firstPayment: { orderId: first.orderId, requestId: json['requestId'] },
      });
      const charged = await oms.call('/charge', body);
      expect(charged.status, JSON.stringify(charged.json)).to.equal(200);
    }
  });

  it('is refused where no record of the first payment has a stored card, and says what to name instead', async () => {
    const { orderId, requestId } = await oms.order();
    for (const begin of [async () => undefined, () => machine.restart()]) {
      await begin();
      const body = aCharge({
        instrument: undefined,
        networkTransactionId: undefined,
        firstPayment: { orderId, requestId },
      });
      const refused = await oms.call('/charge', body);
      expect(refused.status).to.equal(400);
      expect(refused.json['errors']).to.deep.equal([
        {
          code: 'invalid-field',
          field: 'instrument',
          message:
            'is missing: neither the journal nor CyberSource’s records of firstPayment have a stored card. Name the stored card',
          'o:errorPath': 'body:instrument',
        },
      ]);
      expect(payments(body.orderId)).to.deep.equal([]);
    }
  });

  it('is made once under one key, also after a restart, and once for a payment group', async () => {
    const body = aCharge();
    const key = { 'idempotency-key': `key-${body.orderId}` };
    const first = await oms.call('/charge', body, key);
    await machine.restart();
    const again = await oms.call('/charge', body, key);
    expect(again.json['requestId']).to.equal(first.json['requestId']);
    const other = await oms.call('/charge', { ...body, amount: usd(900) }, { 'idempotency-key': 'other' });
    expect(other.status).to.equal(409);
    expect((await oms.call('/charge', body)).status).to.equal(409);
    expect(payments(body.orderId)).to.have.length(1);
  });

  it('is planned by a dry run, and nothing is sent', async () => {
    const body = aCharge();
    const { json } = await oms.call('/charge?dryRun=true', body);
    expect(json['steps']).to.deep.equal([
      { operation: 'sale', amount: usd(1_200), networkTransactionId: stored.networkTransactionId },
    ]);
    expect(payments(body.orderId)).to.deep.equal([]);
  });

  it('is refunded like every other payment', async () => {
    const body = aCharge();
    const { json } = await oms.call('/charge', body);
    const refunded = await oms.call('/reverse', { orderId: body.orderId, requestId: json['requestId'] });
    expect(refunded.status).to.equal(200);
    expect(payments(body.orderId).map((each) => Reflect.get(each, 'kind') as string)).to.include('void');
  });

  it('tells a decline with its reason', async () => {
    const { status, json } = await oms.call('/charge', aCharge({ amount: usd(150_000) }));
    expect(status).to.equal(400);
    expect(json).to.deep.include({ state: 'failed', code: 'declined', errorCode: 'declined' });
    expect(json['errors']).to.have.nested.property('[0].code').that.is.a('string').that.is.not.empty;
  });

  it('names what is wrong with the expiry of the stored card', async () => {
    for (const [expiry, field] of [
      [{ expirationMonth: '13' }, 'expirationMonth'],
      [{ expirationMonth: '00' }, 'expirationMonth'],
      [{ expirationMonth: 6 }, 'expirationMonth'],
      [{ expirationYear: '0031' }, 'expirationYear'],
      [{ expirationYear: '31' }, 'expirationYear'],
    ] as const) {
      const body = aCharge({ instrument: { paymentInstrumentId: 'PI1', ...expiry } });
      const refused = await oms.call('/charge', body);
      expect(refused.status).to.equal(400);
      expect(refused.json['errors']).to.have.nested.property('[0].field', `instrument.${field}`);
      expect(payments(body.orderId)).to.deep.equal([]);
    }
  });

  it('needs a stored card, and knows no first payment of another order', async () => {
    const none = await oms.call('/charge', aCharge({ instrument: undefined }));
    expect(none.status).to.equal(400);
    expect(none.json['errors']).to.have.nested.property('[0].field', 'instrument');
    const foreign = aCharge({ firstPayment: { orderId: 'o-other', requestId: stored.requestId } });
    expect((await oms.call('/charge', foreign)).status).to.equal(404);
  });
});
