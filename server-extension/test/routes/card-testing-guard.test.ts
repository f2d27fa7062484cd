import { expect } from 'chai';
import type { PaymentCommand } from '../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { API, cardProperties, type RunningApp, startApp } from '../builders/app.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { approved, declined } from '../builders/reported-results.ts';
import { aShopper } from '../builders/shopper.ts';
import { anOrder, aWebhook } from '../builders/webhook.ts';

/** Declines cards that end with `0000`, which stand for stolen ones, and what was typed wrong. */
function issuer(command: PaymentCommand): PaymentResult {
  const jwt = command.type === 'authorize' && 'jwt' in command.instrument ? command.instrument.jwt : '';
  return /0000$|#/.test(jwt) ? declined('PROCESSOR_DECLINED') : approved();
}

const bots = Array.from({ length: 200 }, (_, index) => `203.0.${index}.${index % 250}`);

describe('the card-testing guard', function () {
  this.timeout(60_000);
  let occ: Occ;
  let app: RunningApp;
  let clock: Date;

  beforeEach(async () => {
    clock = new Date();
    occ = startOcc();
    app = await startApp({ answer: issuer, now: () => clock });
  });

  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const pass = (ms: number): void => void (clock = new Date(clock.getTime() + ms));
  /** What the log says of the guard: event and site. */
  const alarms = (): readonly string[] =>
    app.lines
      .map((line) => JSON.parse(line) as { readonly event: string; readonly site?: string })
      .filter(({ event }) => event.startsWith('card-testing-guard.'))
      .map(({ event, site }) => `${event} ${site}`);

  /** Stolen cards, one or more from each address. */
  async function attack(addresses: readonly string[] = bots.slice(0, 50), rounds = 1): Promise<void> {
    const criminals = addresses.map((address) => aShopper(app, address));
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(criminals.map((criminal, index) => criminal.executePayment(`${round}${index} 0000`)));
    }
  }

  it('lets a thousand stolen cards from 200 addresses reach the gateway twenty times at most, and raises the alarm', async () => {
    await attack(bots, 5);
    expect(app.sent.length).to.be.within(10, 20);
    expect(alarms()).to.deep.equal(['card-testing-guard.activated siteUS']);
  });

  it('does so one card after the other, too', async () => {
    for (let number = 0; number < 300; number += 1) {
      await aShopper(app, bots[number % 200] ?? '').executePayment(`${number} 0000`);
    }
    expect(app.sent.length).to.be.within(10, 20);
  });

  it('does so where the addresses are unknown', async () => {
    await Promise.all(bots.map((_, index) => aShopper(app, 'unknown').executePayment(`${index} 0000`)));
    expect(app.sent.length).to.be.within(10, 20);
  });

  it('gives testers no sign: they get the answer of any declined card', async () => {
    const first = await aShopper(app, '203.0.113.1').executePayment('1 0000');
    await attack();
    expect(await aShopper(app, '203.0.0.9').executePayment('2 0000')).to.deep.equal(first);
    expect(first).to.include({ code: '9000' });
  });

  it('never stops a shopper with three typos', async () => {
    const shopper = aShopper(app, '192.0.2.7');
    const heard = [];
    for (const card of ['1111#WRONG', '1111#WRONG', '1111#WRONG', '1111'])
      heard.push((await shopper.executePayment(card)).code);
    expect(heard).to.deep.equal(['9000', '9000', '9000', '1000']);
    expect(app.sent).to.have.length(4);
  });

  it('never stops a shopper who tries three cards, and pays with the fourth', async () => {
    const shopper = aShopper(app, '192.0.2.7');
    for (const card of ['1 0000', '2 0000', '3 0000']) await shopper.executePayment(card);
    expect(await shopper.executePayment('1111')).to.include({ code: '1000' });
  });

  it('lets that shopper pay right after an attack, and under it once the testers are known', async () => {
    await attack();
    pass(10_000);
    const shopper = aShopper(app, '192.0.2.7');
    for (const card of ['1111#WRONG', '1111#WRONG', '1111#WRONG']) await shopper.executePayment(card);
    expect(await shopper.executePayment('1111')).to.include({ code: '1000' });
  });

  it('lets a guest pay under an attack who took the time to type, while programs take every other place', async () => {
    const guest = aShopper(app, '192.0.2.7');
    await attack();
    await guest.open();
    pass(8_000);
    await attack(bots.slice(50, 60));
    expect(await aShopper(app, '192.0.3.7').executePayment('1111')).to.include({ code: '9000' });
    expect(await guest.executePayment('1111')).to.include({ code: '1000' });
  });

  it('does so where a shopper with an account of some age tries them, at once or one after the other', async () => {
    const profile = { id: '110000', registrationDate: '2025-10-15T06:50:51.000Z' };
    const executePayment = (nth: number): Promise<unknown> =>
      aShopper(app, bots[nth % 200] ?? '', { profile, profileDetails: profile }).executePayment(
        `${nth} 0000`,
      );
    await Promise.all(Array.from({ length: 200 }, (_, nth) => executePayment(nth)));
    for (let nth = 0; nth < 50; nth += 1) await executePayment(nth);
    expect(app.sent.length).to.be.at.most(20);
  });

  it('lets known shoppers pay under an attack', async () => {
    await attack();
    const profile = { id: '110000', registrationDate: '2025-10-15T06:50:51.000Z' };
    const regular = aShopper(app, '203.0.7.7', { profile, profileDetails: profile });
    expect(await regular.executePayment('1111')).to.include({ code: '1000' });
  });

  it('takes an account of less than a day for an unknown shopper', async () => {
    const registrationDate = new Date(clock.getTime() - 24 * 60 * 60_000).toISOString();
    for (let nth = 0; nth < 40; nth += 1) {
      const profile = { id: `p${nth}`, registrationDate };
      await aShopper(app, bots[nth] ?? '', { profile, profileDetails: profile }).executePayment(
        `${nth} 0000`,
      );
    }
    expect(app.sent.length).to.be.at.most(20);
  });

  it('comes down when the attack is over', async () => {
    await attack();
    pass(11 * 60_000);
    expect(await aShopper(app, '192.0.2.1').executePayment('1111')).to.include({ code: '1000' });
    expect(alarms()).to.deep.equal([
      'card-testing-guard.activated siteUS',
      'card-testing-guard.deactivated siteUS',
    ]);
  });

  it('is deactivated sooner when unknown shoppers pay', async () => {
    await attack();
    for (let number = 1; number <= 3; number += 1) {
      pass(10_000);
      expect(await aShopper(app, `192.0.${number}.1`).executePayment('1111')).to.include({ code: '1000' });
    }
    expect(alarms()).to.contain('card-testing-guard.deactivated siteUS');
  });

  it('takes one card that is declined for many orders for one card: testers of cards have many', async () => {
    for (let number = 0; number < 30; number += 1) await aShopper(app, 'unknown').executePayment('1 0000');
    expect(app.sent).to.have.length(30);
    expect(alarms()).to.be.empty;
  });

  it('stays down in a shop that sells', async () => {
    for (let number = 0; number < 300; number += 1) {
      await aShopper(app, `192.0.${number % 250}.1`).executePayment(
        number % 5 === 0 ? `${number} 0000` : '1111',
      );
    }
    expect(app.sent).to.have.length(300);
    expect(alarms()).to.be.empty;
  });

  it('serves a rush of shoppers at once', async () => {
    const rush = Array.from({ length: 300 }, (_, index) =>
      aShopper(app, `192.0.${index % 250}.1`).executePayment('1111'),
    );
    expect((await Promise.all(rush)).every(({ code }) => code === '1000')).to.equal(true);
  });

  it('blocks unknown shoppers when an administrator switches it on, and no shopper when it is off', async () => {
    occ.settings(someSettings({ shield: 'on' }));
    const codes = [];
    for (let number = 1; number <= 4; number += 1)
      codes.push((await aShopper(app, `192.0.${number}.1`).executePayment('1111')).code);
    expect(codes).to.deep.equal(['1000', '1000', '9000', '9000']);

    const open = await startApp({ answer: issuer, settingsTtlMs: 0 });
    occ.settings(someSettings({ shield: 'off' }));
    for (let number = 1; number <= 40; number += 1)
      await aShopper(open, `192.0.${number}.1`).executePayment(`${number} 0000`);
    await open.close();
    expect(open.sent).to.have.length(40);
  });

  /** The shield would stop what the other limits are to stop. */
  const openButLive = { shield: 'off', runEnvironment: 'api.cybersource.com' };
  const persistent: Readonly<Record<string, (nth: number) => Promise<unknown>>> = {
    'the fifth decline of an order': (nth) =>
      aShopper(app, `192.0.${nth}.1`, { orderId: 'o1', paymentId: `pg${nth}` }).executePayment(`${nth} 0000`),
    'the eighth decline of a card': (nth) => aShopper(app, `192.0.${nth}.1`).executePayment('1 0000'),
  };
  for (const [limit, attempt] of Object.entries(persistent)) {
    it(`stops after ${limit}`, async () => {
      occ.settings(someSettings(openButLive));
      for (let nth = 1; nth <= 12; nth += 1) await attempt(nth);
      expect(app.sent).to.have.length(limit.startsWith('the fifth') ? 5 : 8);
      expect(app.lines.join()).to.contain('payment.blocked');
    });
  }

  it('stops after the sixth decline with one key', async () => {
    occ.settings(someSettings(openButLive));
    const tester = aShopper(app, '192.0.2.1');
    for (let nth = 1; nth <= 9; nth += 1)
      await tester.executePayment(`${nth} 0000`, { orderId: `o-${nth}`, paymentId: `pg-${nth}` });
    expect(app.sent).to.have.length(6);
  });

  it('counts neither cards nor keys in CyberSource’s test environment, where all testers share them', async () => {
    occ.settings(someSettings({ shield: 'off' }));
    const tester = aShopper(app, 'unknown');
    for (let nth = 1; nth <= 12; nth += 1)
      await tester.executePayment('1 0000', { orderId: `o-${nth}`, paymentId: `pg-${nth}` });
    expect(app.sent).to.have.length(12);
  });

  it('stops after the 20th decline of one account', async () => {
    occ.settings(someSettings(openButLive));
    const profile = { id: '110000', registrationDate: '2025-10-15T06:50:51.000Z' };
    for (let nth = 1; nth <= 23; nth += 1)
      await aShopper(app, `192.0.${nth}.1`, { profile, profileDetails: profile }).executePayment(
        `${nth} 0000`,
      );
    expect(app.sent).to.have.length(20);
  });

  it('stops after the 25th decline from one network', async () => {
    occ.settings(someSettings({ shield: 'off' }));
    for (let nth = 1; nth <= 28; nth += 1)
      await aShopper(app, `192.0.2.${nth}`).executePayment(`${nth} 0000`);
    expect(app.sent).to.have.length(25);
  });

  it('answers a delivery that the journal knows, whatever has been declined since', async () => {
    const paid = aWebhook({ customProperties: cardProperties(app), orderId: 'o7', paymentId: 'pg7' });
    const first = await app.deliver(paid);
    await attack();
    expect((await app.deliver(paid)).text).to.equal(first.text);
  });

  it('does not limit agents and repeated orders: OCC knows who they are', async () => {
    await attack();
    const before = app.sent.length;
    for (const more of [
      { channel: 'agent', customProperties: cardProperties(app) },
      {
        customProperties: {},
        cardDetails: { token: 'SAVED', additionalSavedCardProperties: {} },
        order: anOrder({ originOfOrder: 'scheduledOrder' }),
      },
    ]) {
      await app.deliver(
        aWebhook({ ...more, orderId: `o9${before}`, paymentId: `pg${app.sent.length}`, profileDetails: {} }),
      );
    }
    expect(app.sent).to.have.length(before + 2);
  });

  it('gives thirty keys a minute to one network, and says when to come back', async () => {
    const shopper = aShopper(app, '192.0.2.1');
    const replies = [];
    for (let nth = 0; nth < 31; nth += 1) replies.push(await shopper.open());
    expect(replies.slice(0, 30).every(({ status }) => status === 200)).to.equal(true);
    const last = replies[30];
    expect(last?.status).to.equal(429);
    expect(Number(last?.headers['retry-after'])).to.be.within(1, 60);
    expect((await aShopper(app, '192.0.3.1').open()).status).to.equal(200);
  });

  it('lets one client that asks without end hold up itself alone, where networks are not known', async () => {
    occ.settings(someSettings({ payerAuthEnabled: true }));
    const setUp = async (from: string, transientToken: string): Promise<number> => {
      const headers = { 'x-ccsite': 'siteUS', 'x-forwarded-for': from };
      const body = { orderId: 'o10001', transientToken };
      return (await app.call('POST', `${API}/payerAuth/setup`, { headers, body })).status;
    };
    const attacker = [];
    for (let nth = 0; nth < 700; nth += 1) attacker.push(await setUp('unknown', 'the-same-token'));
    expect(attacker.slice(-50).every((status) => status === 429)).to.equal(true);

    const honest = [];
    for (let nth = 0; nth < 30; nth += 1) honest.push(await setUp('unknown', `token-${nth}`));
    for (let nth = 0; nth < 30; nth += 1)
      honest.push(await setUp(`private, unknown-${nth}`, 'the-same-token'));
    expect(honest.filter((status) => status !== 429)).to.have.length(60);
    expect(await setUp('unknown', 'the-same-token')).to.equal(429);
  });

  it('gives six hundred keys a minute where the networks are unknown', async () => {
    const statuses = [];
    for (let nth = 0; nth < 601; nth += 1) statuses.push((await aShopper(app, 'unknown').open()).status);
    expect(statuses.filter((status) => status === 200)).to.have.length(600);
    expect(statuses.at(-1)).to.equal(429);
  });

  it('believes what our own proxy wrote, not what the client wrote before it', async () => {
    const headers = { 'x-ccsite': 'siteUS', 'x-forwarded-for': '8.8.8.8, 192.0.2.44' };
    const { json } = await app.call('POST', `${API}/keys`, {
      headers,
      body: { targetOrigin: 'https://shop.test' },
    });
    const { cipher } = json as unknown as { cipher: { iv: string; encrypted: string } };
    const opened = app.seal.open({ purpose: 'capture-context', site: 'siteUS' }, cipher, clock);
    expect(opened.network).to.equal('192.0.2.0/24');
  });
});
