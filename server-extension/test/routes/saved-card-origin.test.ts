import { expect } from 'chai';
import type { Authorize } from '../../src/domain/payment/command.ts';
import { cardProperties, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { anOrder, aWebhook } from '../builders/webhook.ts';

const saved = { token: 'PI1', type: 'visa', additionalSavedCardProperties: { instrumentId: 'II1' } };
const strict = { payerAuthEnabled: true, isCVVRequiredForSavedCards: true };
const ofASchedule = anOrder({ originOfOrder: 'scheduledOrder' });

/** Everything that says nothing, however a storefront, a script or OCC spells it. */
const nothings: readonly unknown[] = [
  undefined,
  null,
  {},
  '',
  { paymentType: '' },
  { paymentType: '', transientTokenJwt: '', referenceId: '' },
  { transientTokenJwt: '   ' },
  { referenceId: null },
  { transientTokenJwt: [], referenceId: {} },
];

/** What the widget adds for 3-D Secure. */
const browser = { referenceId: 'ref-1', httpBrowserColorDepth: '24', userAgentBrowserValue: 'A browser' };

describe('a payment with a saved card', () => {
  let occ: Occ;
  let app: RunningApp;
  let payments = 0;

  beforeEach(async () => {
    occ = startOcc();
    occ.settings(someSettings(strict));
    app = await startApp({ settingsTtlMs: 0 });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const aPayment = (changes: object): Record<string, unknown> => {
    payments += 1;
    return aWebhook({ cardDetails: saved, transactionId: `t${payments}`, ...changes });
  };
  const executePayment = (changes: object): Promise<Reply> => app.deliver(aPayment(changes));
  const codeOf = ({ json }: Reply): unknown => inner(json)['responseCode'];
  const reasonOf = ({ json }: Reply): unknown => inner(json)['authCode'];
  const withCode = (more: object = {}): object => ({ ...cardProperties(app), ...more });
  const events = (name: string): readonly string[] =>
    app.lines.filter((line) => (JSON.parse(line) as { event: string }).event === name);

  for (const nothing of nothings) {
    const what = nothing === undefined ? 'absent' : JSON.stringify(nothing);

    it(`is the shopper's with custom properties ${what}: declined without security code and 3-D Secure`, async () => {
      for (const channel of ['storefront', 'preview', 'agent'])
        for (const isIncluded of [true, false]) {
          occ.order(isIncluded ? undefined : anOrder());
          const order = isIncluded ? anOrder() : undefined;
          const reply = await executePayment({ customProperties: nothing, channel, order });
          expect(reply.status).to.equal(200);
          expect(codeOf(reply)).to.equal('9000');
          expect(reasonOf(reply)).to.equal('SECURITY_CODE_REQUIRED');
        }
      expect(app.sent).to.have.length(0);
    });

    it(`is the merchant's with custom properties ${what}, where OCC's order is a run of a schedule`, async () => {
      for (const [nth, isIncluded] of [true, false].entries()) {
        occ.order(isIncluded ? undefined : ofASchedule);
        const order = isIncluded ? ofASchedule : undefined;
        const reply = await executePayment({
          customProperties: nothing,
          order,
          orderId: `o${nth}`,
          paymentId: 'pg10001',
        });
        expect(codeOf(reply)).to.equal('1000');
      }
      expect(app.sent).to.have.length(2);
      for (const command of app.sent as Authorize[]) {
        expect(command.initiation).to.deep.equal({ by: 'merchant' });
        expect(command.authentication).to.equal(undefined);
      }
    });

    it(`waits with custom properties ${what} while OCC's order says nothing about a schedule`, async () => {
      for (const order of [
        undefined,
        anOrder({ originOfOrder: undefined }),
        anOrder({ originOfOrder: ' ' }),
      ]) {
        occ.order(order);
        const reply = await executePayment({ customProperties: nothing });
        expect(reply.status).to.equal(503);
        expect(reply.headers['retry-after']).to.equal('10');
        expect(reply.text).not.to.contain('responseCode');
      }
      expect(app.sent).to.have.length(0);
      expect(events('order.origin-unknown').map((line) => /"reason":"(\w+)"/.exec(line)?.[1])).to.deep.equal([
        'unreadable',
        'absent',
        'absent',
      ]);
    });
  }

  it('is sent with the security code and the question to the issuer, and with neither of them alone', async () => {
    const order = anOrder();
    const browserAlone = await executePayment({
      customProperties: { paymentType: 'card', ...browser },
      order,
    });
    expect(reasonOf(browserAlone)).to.equal('SECURITY_CODE_REQUIRED');
    expect(app.sent).to.have.length(0);

    for (const [nth, more] of [browser, {}].entries()) {
      const customProperties = withCode(more);
      expect(codeOf(await executePayment({ customProperties, order, orderId: `o${nth}` }))).to.equal('1000');
    }
    expect(app.sent).to.have.length(2);
    for (const command of app.sent as Authorize[]) {
      expect(command).to.deep.include({ initiation: { by: 'shopper' } });
      expect(command.authentication).to.include({ step: 'enroll' });
      expect(command.instrument).to.have.property('securityCodeToken');
    }
  });

  it('needs what the site asks for, and no more', async () => {
    const customProperties = { paymentType: 'card' };
    const order = anOrder();
    occ.settings(someSettings({ payerAuthEnabled: false, isCVVRequiredForSavedCards: false }));
    expect(codeOf(await executePayment({ customProperties: {}, order }))).to.equal('1000');
    expect(app.sent[0]).to.deep.include({ initiation: { by: 'shopper' } });
    occ.settings(someSettings({ payerAuthEnabled: true, isCVVRequiredForSavedCards: false }));
    const plain = await executePayment({ customProperties: {}, order, orderId: 'o2' });
    expect(reasonOf(plain)).to.equal('PAYER_AUTHENTICATION_REQUIRED');
    expect(codeOf(await executePayment({ customProperties, order, orderId: 'o3' }))).to.equal('1000');
    expect(app.sent[1]).to.have.nested.property('authentication.step', 'enroll');
    expect(app.sent).to.have.length(2);
  });

  it('starts a schedule with the security code, where the site asks for it, and is repeated without', async () => {
    occ.settings(someSettings({ isCVVRequiredForScheduledOrders: true }));
    const customProperties = { paymentType: 'card' };
    const schedules = [
      anOrder({ scheduledOrder: [{ name: 'Every month' }] }),
      anOrder({ state: 'TEMPLATE' }),
    ];
    for (const schedule of schedules)
      for (const isIncluded of [true, false]) {
        occ.order(isIncluded ? undefined : schedule);
        const order = isIncluded ? schedule : undefined;
        const reply = await executePayment({ customProperties, order });
        expect(codeOf(reply)).to.equal('9000');
        expect(reasonOf(reply)).to.equal('SECURITY_CODE_REQUIRED');
        expect(reply.text).to.contain('isCVVRequiredForScheduledOrders');
        const paid = await executePayment({ customProperties: withCode(), order, orderId: `o${payments}` });
        expect(codeOf(paid)).to.equal('1000');
      }
    expect(app.sent).to.have.length(4);
    // A run of the schedule, also one that names its schedule.
    for (const run of [ofASchedule, { ...ofASchedule, scheduledOrder: [{ name: 'Every month' }] }]) {
      const reply = await executePayment({ customProperties: {}, order: run, orderId: `o${payments}` });
      expect(codeOf(reply)).to.equal('1000');
    }
  });

  it('pays an order that is placed once without the code of schedules, also where OCC does not give the order', async () => {
    occ.settings(someSettings({ isCVVRequiredForScheduledOrders: true }));
    const customProperties = { paymentType: 'card' };
    for (const order of [anOrder(), anOrder({ scheduledOrder: [] }), undefined]) {
      const reply = await executePayment({ customProperties, order, orderId: `o${payments}` });
      expect(codeOf(reply)).to.equal('1000');
    }
    occ.settings(someSettings({ isCVVRequiredForScheduledOrders: false }));
    const schedule = anOrder({ scheduledOrder: [{ name: 'Every month' }] });
    expect(codeOf(await executePayment({ customProperties, order: schedule, orderId: 'plain' }))).to.equal(
      '1000',
    );
  });

  it('says why it was declined, to shopper, agent and developer', async () => {
    const { json } = await executePayment({
      customProperties: { paymentType: 'card' },
      order: anOrder(),
      locale: 'de',
    });
    const { responseDescription, additionalProperties } = inner(json) as unknown as {
      responseDescription: string;
      additionalProperties: Record<string, string>;
    };
    expect(responseDescription).to.match(/^Geben Sie die Prüfnummer/);
    expect(additionalProperties['agentMessage']).to.match(/security code of saved cards/);
    expect(additionalProperties['developerMessage']).to.match(/isCVVRequiredForSavedCards/);
  });

  it('is declined with a security code that did not pass through our fields', async () => {
    const cardDetails = { ...saved, cvv: '123' };
    for (const cvv of ['123', 123]) {
      const reply = await executePayment({
        cardDetails: { ...cardDetails, cvv },
        customProperties: {},
        order: anOrder(),
      });
      expect(reply.status).to.equal(200);
      expect(reasonOf(reply)).to.equal('SECURITY_CODE_REQUIRED');
      expect(reply.text).not.to.contain('"123"');
    }
    expect(app.sent).to.have.length(0);
  });

  it('is an agent’s by telephone: never 3-D Secure, and the security code where that channel asks for it', async () => {
    const order = anOrder({ originOfOrder: 'contactCenter' });
    const agent = { channel: 'agent', order };
    const without = await executePayment({ ...agent, customProperties: { paymentType: 'card', ...browser } });
    expect(without.status).to.equal(200);
    expect(reasonOf(without)).to.equal('SECURITY_CODE_REQUIRED');
    expect(codeOf(await executePayment({ ...agent, customProperties: withCode(browser) }))).to.equal('1000');
    expect(app.sent).to.have.length(1);
    const [command] = app.sent as Authorize[];
    expect(command).to.deep.include({ initiation: { by: 'agent' } });
    expect(command?.authentication).to.equal(undefined);

    occ.settings(someSettings({ payerAuthEnabled: true, isCVVRequiredForSavedCards: false }));
    expect(codeOf(await executePayment({ ...agent, customProperties: {}, paymentId: 'pg2' }))).to.equal(
      '1000',
    );
  });

  it('is the merchant’s by whatever origins the administrator has listed, and by no other', async () => {
    occ.settings(someSettings({ ...strict, scheduledOrderOrigins: 'recurring, subscription' }));
    for (const [origin, expected] of [
      ['recurring', '1000'],
      ['subscription', '1000'],
      ['scheduledOrder', '9000'],
      ['default', '9000'],
      ['Recurring', '9000'],
    ] as const) {
      const order = anOrder({ originOfOrder: origin });
      const reply = await executePayment({ customProperties: {}, order, orderId: `o-${origin}` });
      expect(codeOf(reply), origin).to.equal(expected);
    }
    expect(app.sent).to.have.length(2);
  });

  it('names the origin that was found in the log, so that an administrator can add it', async () => {
    await executePayment({ customProperties: {}, order: anOrder({ originOfOrder: 'recurring' }) });
    const [line = ''] = events('order.origin-not-scheduled');
    expect(JSON.parse(line)).to.include({
      level: 'warning',
      orderOrigin: 'recurring',
      setting: 'scheduledOrderOrigins',
      orderId: 'o10001',
    });
    // A payment that comes from a page is not logged.
    await executePayment({ customProperties: withCode(browser), order: anOrder(), paymentId: 'pg2' });
    expect(events('order.origin-not-scheduled')).to.have.length(1);
  });

  it('goes by the order in the webhook before the one that OCC gives', async () => {
    occ.order(ofASchedule);
    expect(
      codeOf(await executePayment({ customProperties: {}, order: anOrder(), orderId: 'o-included' })),
    ).to.equal('9000');
    expect(occ.asked.get('orders/o-included')).to.equal(undefined);
  });

  it('asks OCC once, for the origin and for the amount', async () => {
    occ.order(ofASchedule);
    expect(codeOf(await executePayment({ customProperties: {} }))).to.equal('1000');
    expect(occ.asked.get('orders')).to.equal(1);
  });

  it('is paid when OCC repeats it and the order can be read', async () => {
    const webhook = aPayment({ customProperties: {} });
    expect((await app.deliver(webhook)).status).to.equal(503);
    occ.order(ofASchedule);
    expect(codeOf(await app.deliver(webhook))).to.equal('1000');
    expect(app.sent).to.have.length(1);
  });

  it('waits two seconds for OCC, no longer', async () => {
    occ.order(ofASchedule, 2_600);
    const started = Date.now();
    expect((await executePayment({ customProperties: {} })).status).to.equal(503);
    expect(Date.now() - started).to.be.at.least(1_900);
    expect(app.sent).to.have.length(0);
  });

  it('is answered again with what became of it, although OCC no longer gives the order', async () => {
    const webhook = aPayment({ customProperties: {} });
    occ.order(ofASchedule);
    const first = await app.deliver(webhook);
    occ.order(undefined);
    expect(await app.deliver(webhook)).to.include({ status: 200, text: first.text });
    expect(app.sent).to.have.length(1);
  });

  it('is taken for the shopper’s where the order cannot be read and everything is there that is asked of shoppers', async () => {
    expect(codeOf(await executePayment({ customProperties: withCode(browser) }))).to.equal('1000');
    expect(app.sent[0]).to.deep.include({ initiation: { by: 'shopper' } });
    const without = await executePayment({ customProperties: { paymentType: 'card' }, paymentId: 'pg2' });
    expect(reasonOf(without)).to.equal('SECURITY_CODE_REQUIRED');
  });

  it('sends no security code and asks no issuer in a run of a schedule, whatever the template left behind', async () => {
    const customProperties = { ...withCode(browser), authenticationTransactionId: 'old', returnUrl: 'x' };
    expect(codeOf(await executePayment({ customProperties, order: ofASchedule }))).to.equal('1000');
    const [command] = app.sent as Authorize[];
    expect(command).to.deep.include({ initiation: { by: 'merchant' } });
    expect(command?.instrument).not.to.have.property('securityCodeToken');
    expect(command?.authentication).to.equal(undefined);
  });

  it('gives every copy of a decline the same answer, and says so in the log once', async () => {
    const webhook = aPayment({ customProperties: {}, order: anOrder() });
    const texts = (await Promise.all([1, 2, 3].map(() => app.deliver(webhook)))).map(({ text }) => text);
    occ.settings(someSettings({ payerAuthEnabled: false }));
    texts.push((await app.deliver(webhook)).text);
    expect(new Set(texts).size).to.equal(1);
    expect(app.sent).to.have.length(0);
    expect(events('payment.proof-missing')).to.have.length(1);
  });
});

function inner(json: Record<string, unknown>): Record<string, unknown> {
  return (json['authorizationResponse'] ?? {}) as Record<string, unknown>;
}
