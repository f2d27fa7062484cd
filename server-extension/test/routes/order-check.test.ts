import { expect } from 'chai';
import { cardProperties, type Reply, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { anOrder, aWebhook } from '../builders/webhook.ts';

/** An order of ¥6,900, which OCC writes in minor units. */
const yen = {
  currencyCode: 'JPY',
  amount: '000000006900',
  order: anOrder({ paymentGroups: [{ id: 'pg10001', amount: 6900, currencyCode: 'JPY' }] }),
};

describe('the amount of an authorization', () => {
  let occ: Occ;
  let app: RunningApp;
  let payments = 0;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp({ settingsTtlMs: 0 });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const aPayment = (changes: object): Record<string, unknown> => {
    payments += 1;
    return aWebhook({ customProperties: cardProperties(app), transactionId: `t${payments}`, ...changes });
  };
  const executePayment = (changes: object = {}): Promise<Reply> => app.deliver(aPayment(changes));
  const answerOf = ({ json }: Reply): Record<string, unknown> =>
    (json as Record<string, Record<string, unknown>>)['authorizationResponse'] ?? {};
  const codeOf = (reply: Reply): unknown => answerOf(reply)['responseCode'];
  const events = (name: string): readonly Record<string, unknown>[] =>
    app.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === name);

  it('is refused and logged with both amounts and the setting, where 6,900 yen are read as 69', async () => {
    occ.settings(someSettings({ amountConvention: 'two-digits' }));
    const reply = await executePayment(yen);
    expect(reply.status).to.equal(200);
    expect(answerOf(reply)).to.include({
      responseCode: '9000',
      authCode: 'ORDER_AMOUNT_MISMATCH',
      amount: '000000006900',
    });
    expect(answerOf(reply)['responseDescription']).to.match(/fault in this shop. Nothing was charged/);
    expect(reply.text).to.match(/69 JPY.*6900 JPY.*amountConvention/);
    expect(app.sent).to.have.length(0);
    expect(events('order.amount-mismatch')).to.have.length(1);
    expect(events('order.amount-mismatch')[0]).to.include({
      level: 'error',
      amount: '69 JPY',
      orderAmount: '6900 JPY',
      setting: 'amountConvention',
      orderId: 'o10001',
      paymentGroupId: 'pg10001',
    });
    occ.settings(someSettings());
    expect(codeOf(await executePayment(yen))).to.equal('1000');
    expect(app.sent[0]?.amount).to.deep.equal({ minor: 6900, currency: 'JPY' });
  });

  it('is refused where it is another one, and then no setting is blamed', async () => {
    for (const amount of [42.51, 42.49, 0, 4250.01, 425]) {
      const order = anOrder({ paymentGroups: [{ id: 'pg10001', amount }] });
      expect(codeOf(await executePayment({ order })), String(amount)).to.equal('9000');
    }
    const lines = events('order.amount-mismatch');
    expect(lines.map(({ orderAmount }) => orderAmount)).to.deep.equal([
      '42.51 USD',
      '42.49 USD',
      '0.00 USD',
      '4250.01 USD',
      '425.00 USD',
    ]);
    expect(lines.map(({ setting }) => setting)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
      'amountConvention',
    ]);
  });

  it('is refused in another currency than the payment group’s, else the order’s', async () => {
    const group = { id: 'pg10001', amount: 42.5 };
    for (const order of [
      anOrder({ paymentGroups: [{ ...group, currencyCode: 'EUR' }] }),
      anOrder({ paymentGroups: [group], priceInfo: { currencyCode: 'EUR' } }),
    ])
      expect(codeOf(await executePayment({ order }))).to.equal('9000');
    expect(events('order.amount-mismatch').map(({ orderAmount }) => orderAmount)).to.deep.equal([
      '42.5 EUR',
      '42.5 EUR',
    ]);
    // The group's own word counts, as of points beside money.
    const points = anOrder({
      paymentGroups: [{ ...group, currencyCode: 'USD' }],
      priceInfo: { currencyCode: 'EUR' },
    });
    expect(codeOf(await executePayment({ order: points }))).to.equal('1000');
  });

  for (const [how, amount] of [
    ['a number', 42.5],
    ['text', '42.50'],
    ['a sum that OCC has not rounded', 14.166666666666666 * 3],
    ['a share that OCC has not rounded', 42.5000000001],
    ['a share that OCC has not rounded up', 42.496],
  ] as const)
    it(`is taken where the order states it as ${how}`, async () => {
      expect(
        codeOf(await executePayment({ order: anOrder({ paymentGroups: [{ id: 'pg10001', amount }] }) })),
      ).to.equal('1000');
      expect(events('order.not-checked')).to.have.length(0);
    });

  it('is that of its own payment group, where gift cards and a second card pay the rest', async () => {
    const order = anOrder({
      priceInfo: { currencyCode: 'USD', amount: 100, total: 100 },
      paymentGroups: [
        { id: 'pg1', paymentMethod: 'physicalGiftCard', amount: 25 },
        { id: 'pg10001', paymentMethod: 'card', amount: 42.5 },
        { id: 'pg10002', paymentMethod: 'card', amount: 32.5 },
      ],
    });
    expect(codeOf(await executePayment({ order }))).to.equal('1000');
    expect(codeOf(await executePayment({ order, paymentId: 'pg10002', amount: '000000003250' }))).to.equal(
      '1000',
    );
    expect(
      codeOf(await executePayment({ order, paymentId: 'pg10002', amount: '000000004250' })),
    ).not.to.equal('1000');
    expect(codeOf(await executePayment({ order, paymentId: 'pg1', amount: '000000010000' }))).to.equal(
      '9000',
    );
    expect(app.sent).to.have.length(2);
  });

  it('costs no call to OCC, where the order comes along', async () => {
    await executePayment({ order: anOrder(), orderId: 'o-included' });
    expect(occ.asked.get('orders/o-included')).to.equal(undefined);
  });

  describe('with orderCheck', () => {
    const check = (orderCheck: string): void => {
      occ.settings(someSettings({ orderCheck }));
    };
    const another = anOrder({ paymentGroups: [{ id: 'pg10001', amount: 4.25 }] });
    const withoutGroup = anOrder({ paymentGroups: [{ id: 'pg9', amount: 42.5 }] });

    for (const orderCheck of ['auto', 'always'])
      it(`${orderCheck}: is compared with the order that OCC gives, read once, where none comes along`, async () => {
        check(orderCheck);
        for (const included of [undefined, null, 'o10001', {}, withoutGroup]) {
          occ.order(another);
          expect(codeOf(await executePayment({ order: included }))).to.equal('9000');
        }
        expect(occ.asked.get('orders')).to.equal(5);
        occ.order(anOrder());
        expect(codeOf(await executePayment())).to.equal('1000');
        expect(app.sent).to.have.length(1);
      });

    it('auto: is let through with a warning, where nothing can be read', async () => {
      for (const [nth, order] of [undefined, withoutGroup, [], { paymentGroups: 7 }].entries()) {
        occ.order(order);
        expect(codeOf(await executePayment({ paymentId: 'pg10001', orderId: `o${nth}` }))).to.equal('1000');
      }
      expect(events('order.not-checked').map(({ level, reason }) => [level, reason])).to.deep.equal([
        ['warning', 'unreadable'],
        ['warning', 'absent'],
        ['warning', 'absent'],
        ['warning', 'absent'],
      ]);
    });

    it('auto: waits a second for OCC, no longer', async () => {
      occ.order(another, 1_700);
      const started = Date.now();
      // OCC's answer would have it declined.
      expect(codeOf(await executePayment())).to.equal('1000');
      expect(Date.now() - started).to.be.at.least(950);
    });

    it('always: is refused, where nothing can be read', async () => {
      check('always');
      for (const order of [undefined, withoutGroup]) {
        occ.order(order);
        const reply = await executePayment({ paymentId: 'pg10001' });
        expect(answerOf(reply)).to.include({ responseCode: '9000', authCode: 'ORDER_NOT_READ' });
        expect(answerOf(reply)['responseDescription']).to.match(/fault in this shop. Nothing was charged/);
      }
      expect(app.sent).to.have.length(0);
      expect(events('order.not-read').map(({ level }) => level)).to.deep.equal(['error', 'error']);
    });

    it('included: is compared with the order in the webhook, and OCC is never asked', async () => {
      check('included');
      occ.order(another);
      expect(codeOf(await executePayment({ order: another, orderId: 'o-included' }))).to.equal('9000');
      expect(codeOf(await executePayment({ orderId: 'o-included' }))).to.equal('1000');
      expect(occ.asked.get('orders/o-included')).to.equal(undefined);
    });

    it('off: is compared with nothing', async () => {
      check('off');
      occ.order(another);
      expect(codeOf(await executePayment({ order: another, orderId: 'o-off' }))).to.equal('1000');
      expect(occ.asked.get('orders/o-off')).to.equal(undefined);
      expect(events('order.not-checked')).to.have.length(0);
    });

    it('always: is not asked for of a card that is only verified, which OCC has no order for', async () => {
      check('always');
      expect(codeOf(await executePayment({ amount: '000000000000', orderId: 'o-free' }))).to.equal('1000');
      expect(occ.asked.get('orders/o-free')).to.equal(undefined);
      expect(
        codeOf(
          await executePayment({
            amount: '000000000000',
            paymentId: 'pg10001',
            orderId: 'o2',
            order: another,
          }),
        ),
      ).to.equal('9000');
    });
  });

  it('is refused the same for every copy, and logged once, whatever is set meanwhile', async () => {
    occ.settings(someSettings({ amountConvention: 'two-digits' }));
    const webhook = aPayment(yen);
    const texts = (await Promise.all([1, 2, 3].map(() => app.deliver(webhook)))).map(({ text }) => text);
    occ.settings(someSettings());
    texts.push((await app.deliver(webhook)).text);
    expect(new Set(texts).size).to.equal(1);
    expect(app.sent).to.have.length(0);
    expect(events('order.amount-mismatch')).to.have.length(1);
  });

  it('does not change the answer to a delivery that was paid before', async () => {
    const webhook = aPayment({});
    const first = await app.deliver(webhook);
    occ.order(anOrder({ paymentGroups: [{ id: 'pg10001', amount: 1 }] }));
    expect((await app.deliver(webhook)).text).to.equal(first.text);
    expect(app.sent).to.have.length(1);
  });

  it('counts against no limit where it is refused: the shopper has tried no card', async () => {
    occ.settings(someSettings({ runEnvironment: 'api.cybersource.com' }));
    const order = anOrder({ paymentGroups: [{ id: 'pg10001', amount: 1 }] });
    for (let runs = 0; runs < 7; runs += 1) expect(codeOf(await executePayment({ order }))).to.equal('9000');
    expect(codeOf(await executePayment({ order: anOrder() }))).to.equal('1000');
  });
});
