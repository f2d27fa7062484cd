import { expect } from 'chai';
import { passesLuhn } from '../../../cybersource/values/ids.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { approvedCards, triggers, type Trigger } from '../../../triggers.ts';
import {
  anAmount,
  anIncrement,
  aPayment,
  aReversal,
  at,
  createClient,
  textAt,
  type Client,
  type Reply,
} from '../client.ts';

describe('The trigger table', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  after(() => sandbox.close());

  const rows = triggers.filter(({ outcome }) => outcome.kind !== 'fault');

  /** A payment that contains exactly what a row asks for. */
  function toPaymentBody({ when }: Trigger, capture: boolean): object {
    // Saving the card shows the rows that are about that, and changes nothing for the others.
    const saving = { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['paymentInstrument'] };
    if ('card' in when) return aPayment({ card: when.card, capture, processing: saving });
    if ('reference' in when) return aPayment({ code: when.reference, capture });
    if ('usd' in when) return aPayment({ amount: when.usd, capture });
    if ('securityCode' in when) return aPayment({ securityCode: when.securityCode, capture });
    return aPayment({ billTo: when, capture });
  }

  async function run(row: Trigger, capture = false): Promise<Reply> {
    const paid = await client.post('/pts/v2/payments', toPaymentBody(row, capture || row.on === 'refund'));
    const path = `/pts/v2/payments/${String(paid.body['id'])}`;
    if (row.on === 'increment') return client.patch(path, anIncrement('10.00'));
    if (row.on === 'capture') return client.post(`${path}/captures`, anAmount('10.00'));
    if (row.on === 'reversal') return client.post(`${path}/reversals`, aReversal('10.00'));
    if (row.on === 'refund') return client.post(`${path}/refunds`, anAmount('10.00'));
    return paid;
  }

  for (const row of rows) {
    it(`${JSON.stringify(row.when)} → ${row.description}`, async () => {
      const { status, body } = await run(row);
      switch (row.outcome.kind) {
        case 'decline':
          expect([status, body['status']]).to.deep.equal([201, 'DECLINED']);
          expect(at(body, 'errorInformation.reason')).to.equal(row.outcome.reason);
          return;
        case 'review':
          expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED_PENDING_REVIEW']);
          expect(at(body, 'errorInformation.reason')).to.equal(row.outcome.reason);
          return;
        case 'risk-decline':
          expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED_RISK_DECLINED']);
          expect(at(body, 'riskInformation.profile.action')).to.equal('REJECT');
          return;
        case 'partial':
          expect([status, body['status']]).to.deep.equal([201, 'PARTIAL_AUTHORIZED']);
          expect(at(body, 'orderInformation.amountDetails.authorizedAmount')).to.equal(
            row.outcome.authorizedUsd,
          );
          return;
        case 'refuse':
          expect([status, body['reason']]).to.deep.equal([400, row.outcome.reason]);
          return;
        case 'system-error':
          expect([status, body['reason']]).to.deep.equal([502, 'SYSTEM_ERROR']);
          return;
        case 'approve': {
          const { avs = 'X', cvn = 'M', tokenCreateFails } = row.outcome;
          expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
          expect(at(body, 'processorInformation.avs.code')).to.equal(avs);
          expect(at(body, 'processorInformation.cardVerification.resultCode')).to.equal(cvn);
          expect(at(body, 'embeddedActions.TOKEN_CREATE.reason')).to.equal(tokenCreateFails);
          expect(at(body, 'riskInformation.profile.action')).to.equal(
            row.outcome.accepted ? 'ACCEPT' : undefined,
          );
          return;
        }
        case 'pause':
          expect([status, body['status']]).to.deep.equal([201, 'PENDING_AUTHENTICATION']);
          expect(at(body, 'riskInformation.profile.action')).to.equal('PAYERAUTH_INVOKE');
          return;
        case 'fault':
          throw new Error('Faults have tests of their own.');
      }
    });
  }

  it('has a description for every row and no two rows for one condition', () => {
    for (const { description } of triggers) expect(description).to.match(/^\S.+/);
    const keys = triggers.map(({ when, on }) => JSON.stringify([when, on]));
    expect(new Set(keys).size).to.equal(keys.length);
  });

  it('uses card numbers that a form accepts', () => {
    for (const { when } of triggers)
      if ('card' in when) expect(passesLuhn(when.card), when.card).to.equal(true);
    for (const { card } of approvedCards) expect(passesLuhn(card), card).to.equal(true);
  });

  for (const { card, brand } of approvedCards) {
    it(`approves the ${brand} test card`, async () => {
      expect((await client.post('/pts/v2/payments', aPayment({ card }))).body['status']).to.equal(
        'AUTHORIZED',
      );
    });
  }

  it('leaves ordinary prices in other currencies alone', async () => {
    for (const amount of ['1500.00', '2000.00', '7012.00']) {
      const { body } = await client.post('/pts/v2/payments', aPayment({ amount, currency: 'EUR' }));
      expect(body['status']).to.equal('AUTHORIZED');
    }
  });

  it('does not run the capture half of a sale whose security code failed, unless the request says to ignore that', async () => {
    const failed = await client.post('/pts/v2/payments', aPayment({ securityCode: '999', capture: true }));
    expect(failed.body['status']).to.equal('AUTHORIZED_PENDING_REVIEW');
    expect(failed.body).not.to.have.property('embeddedActions');
    expect(textAt(failed.body, '_links.authReversal.href')).to.contain('/reversals');
    const ignored = await client.post(
      '/pts/v2/payments',
      aPayment({
        securityCode: '999',
        capture: true,
        processing: { authorizationOptions: { ignoreCvResult: true } },
      }),
    );
    expect(ignored.body['status']).to.equal('AUTHORIZED');
    expect(at(ignored.body, 'embeddedActions.CAPTURE.status')).to.equal('PENDING');
  });

  it('says in a sale that only its authorization stands, and keeps the hold', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({ card: '4000000000000341', capture: true, code: 'half-a-sale' }),
    );
    expect(body['status']).to.equal('AUTHORIZED');
    expect(at(body, 'embeddedActions.CAPTURE')).to.include({
      status: 'INVALID_REQUEST',
      reason: 'INVALID_MERCHANT_CONFIGURATION',
    });
    expect(textAt(body, '_links.authReversal.href')).to.contain('/reversals');
    expect(sandbox.control.ledger({ reference: 'half-a-sale' })[0]?.sums).to.include({
      captured: 0,
      open: 1000,
    });
  });

  it('saves no card whose saving failed, though the payment stands', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({
        card: '4000000000000770',
        processing: { actionList: ['TOKEN_CREATE'], actionTokenTypes: ['customer'] },
      }),
    );
    expect([body['status'], body['tokenInformation']]).to.deep.equal(['AUTHORIZED', undefined]);
  });

  it('reports a mismatch that the merchant asked to ignore', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({
        billTo: { postalCode: '99999' },
        processing: { authorizationOptions: { ignoreAvsResult: true } },
      }),
    );
    expect(body['status']).to.equal('AUTHORIZED');
    expect(at(body, 'processorInformation.avs.code')).to.equal('N');
  });

  it('shows what the risk engine said, and its step among the embedded actions', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({ billTo: { email: 'review@domain.com' } }),
    );
    expect(at(body, 'riskInformation.profile.action')).to.equal('REVIEW');
    expect(textAt(body, 'riskInformation.score.result')).to.match(/^\d+$/);
    expect(at(body, 'riskInformation.rules.0.decision')).to.equal('REVIEW');
    expect(at(body, 'embeddedActions.DECISION')).to.include({
      status: 'PENDING_REVIEW',
      reason: 'DECISION_PROFILE_REVIEW',
    });
  });

  it('leaves the hold of a risk decline to the merchant', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({ billTo: { email: 'reject@domain.com' } }),
    );
    const reversed = await client.post(
      `/pts/v2/payments/${textAt(body, 'id')}/reversals`,
      aReversal('10.00'),
    );
    expect(reversed.body['status']).to.equal('REVERSED');
  });

  it('skips risk screening when asked to', async () => {
    const { body } = await client.post(
      '/pts/v2/payments',
      aPayment({ billTo: { email: 'reject@domain.com' }, processing: { actionList: ['DECISION_SKIP'] } }),
    );
    expect(body['status']).to.equal('AUTHORIZED');
  });
});
