import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { openMaintenance } from '../../src/assembly/journal/open-maintenance.ts';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { authorizationOf, createShop, type Shop, type ShownOrder } from '../builders/placed-order.ts';
import { aWebhook } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

/** A journal that is copied while payments are made, lost, and made again from the copy. */
export interface RestorableJournal {
  /** The extension's setting `journal`. */
  readonly address: string;
  backUp(): Promise<void>;
  /** Puts the copy in its place; no process uses the journal then. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

/** The variable keeps its old name. */
const DRY_RUN: Readonly<Record<string, string>> = Object.fromEntries([['SWEEP_DRY_RUN', '1']]);

const LOOK_MS = 50;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY = '2026-11-16';
const OPENS = Date.parse(`${DAY}T08:00:00Z`);
const TOTAL = 12_575;
/** Four authorizations and a capture. */
const BEFORE_THE_COPY = 5;
const NEVER_PLACED = 'o9999';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A shop's day with a disaster in the middle of it: three books, which agree after one round of reconciliation. */
export function itIsRestored(open: () => Promise<RestorableJournal>): void {
  let journal: RestorableJournal;
  let machine: BetweenSandboxes;
  let shop: Shop;
  let lines: string[];
  let time = OPENS;
  const orders: string[] = [];

  before(async () => {
    journal = await open();
    lines = [];
    const now = (): Date => new Date(time);
    machine = await startBetweenSandboxes({
      cybersource: { now, clockSkewMs: 1e13, batchCloseAt: '23:00' },
      occ: { now },
      now,
      environment: {
        JOURNAL: journal.address,
        SETTLEMENT_SECS: '0',
      },
      writeLine: (line) => lines.push(line),
    });
    shop = await createShop(machine);
    await ready();
  });
  after(async () => {
    await machine.close();
    await journal.remove();
  });

  /** The extension opens its journal and reads its settings first. */
  async function ready(): Promise<void> {
    while ((await fetch(`${machine.api}/ready`)).status !== 200) await pause(LOOK_MS);
  }

  async function place(parts?: Parameters<Shop['place']>[0]): Promise<ShownOrder> {
    const order = await shop.place(parts);
    expect(order.state).to.equal('SUBMITTED');
    orders.push(order.id);
    return order;
  }

  const refOf = ({ paymentGroups: [group] }: ShownOrder): string => authorizationOf(group!);

  function operate(path: string, order: ShownOrder, ref: string, minor: number): Promise<Answer> {
    return shop.operate('POST', path, {
      merchantReferenceNumber: order.id,
      transactionId: ref,
      currency: 'USD',
      amount: String(minor).padStart(12, '0'),
    });
  }

  async function done(path: string, order: ShownOrder, ref: string, minor: number): Promise<string> {
    const { status, body } = await operate(path, order, ref, minor);
    expect(status, JSON.stringify(body)).to.equal(200);
    return String(body['hostTransactionId']);
  }

  async function voided(order: ShownOrder, ref: string): Promise<void> {
    const { status, body } = await shop.operate('POST', '/void', { orderId: order.id, requestId: ref });
    expect(status, JSON.stringify(body)).to.equal(200);
  }

  /** OCC pays, and its shopper goes away before the order is placed. */
  async function payWithoutOrder(): Promise<Response> {
    const body = JSON.stringify(
      aWebhook({
        orderId: NEVER_PLACED,
        paymentId: 'pg9999',
        transactionId: `${NEVER_PLACED}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        transactionTimestamp: new Date(time).toISOString().replace(/\.\d+Z$/, '+0000'),
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
    );
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    return fetch(`${machine.api}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      body,
    });
  }

  /** What CyberSource has of each order, `o10001 capture 7960…`, without what a void reverses by itself. */
  function ledger(): readonly string[] {
    return [...orders, NEVER_PLACED]
      .flatMap((reference) =>
        machine.cybersource
          .ledger({ reference })
          .flatMap(({ transactions }) =>
            transactions
              .filter((each) => each.kind !== 'reversal' || each.merchantTransactionId !== undefined)
              .map((each) => `${reference} ${LEDGER_NAMES[each.kind] ?? each.kind} ${each.id}`),
          ),
      )
      .sort();
  }

  /** The same of the journal's own rows. */
  async function journalRows(): Promise<readonly string[]> {
    const rows: string[] = [];
    for (const orderId of [...orders, NEVER_PLACED]) {
      const { body } = await shop.operate('GET', `/operations/journal?orderId=${orderId}`);
      for (const row of body as unknown as readonly JournalRow[])
        if (row.outcome === 'approved' || row.outcome === 'pending')
          rows.push(`${orderId} ${row.type} ${row.gatewayId ?? ''}`);
    }
    return rows.sort();
  }

  /** Everything since the copy, but the authorization of the order that was never placed. */
  const missing = (): number => ledger().length - BEFORE_THE_COPY - 1;

  async function sumsOf(orderId: string): Promise<unknown> {
    const { body } = await shop.operate('GET', `/operations/journal?orderId=${orderId}`);
    return (body as unknown as readonly JournalRow[]).map(({ type, amount, state, caller }) => ({
      type,
      amount,
      state,
      caller,
    }));
  }

  async function reconcile(): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await shop.operate('POST', '/operations/sweep');
    expect(status).to.equal(200);
    return body;
  }

  let untouched: ShownOrder;
  let captured: ShownOrder;
  let refunded: ShownOrder;
  let cancelled: ShownOrder;
  let younger: ShownOrder;
  let split: ShownOrder;
  let captureKeyed: Answer;
  const KEY = { 'idempotency-key': 'shipment-1' };

  const captureUnderKey = async (minor: number): Promise<Answer> => {
    const answered = await fetch(`${machine.api}/capture`, {
      method: 'POST',
      headers: {
        ...KEY,
        authorization: await adminToken(),
        'content-type': 'application/json',
        'x-ccsite': 'siteUS',
        'x-ccasset-channel': 'storefront',
      },
      body: JSON.stringify({
        merchantReferenceNumber: younger.id,
        transactionId: refOf(younger),
        currency: 'USD',
        amount: String(minor).padStart(12, '0'),
      }),
    });
    return { status: answered.status, body: (await answered.json()) as Answer['body'] };
  };

  async function adminToken(): Promise<string> {
    const answered = await fetch(`${machine.occ.url}/ccadmin/v1/login`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        username: 'admin@example.com',
        password: 'admin',
      }),
    });
    return `Bearer ${((await answered.json()) as { readonly access_token: string }).access_token}`;
  }

  it('goes on after the copy was made, until the journal is lost', async () => {
    untouched = await place();
    captured = await place();
    refunded = await place();
    cancelled = await place();
    const capture = await done('/capture', refunded, refOf(refunded), TOTAL);
    await journal.backUp();

    time += HOUR_MS;
    shop = await createShop(machine);
    await done('/capture', captured, refOf(captured), 4_000);
    await done('/refund', refunded, capture, 300);
    await voided(cancelled, refOf(cancelled));
    younger = await place();
    captureKeyed = await captureUnderKey(5_000);
    expect(captureKeyed.status).to.equal(200);
    split = await place([{ amount: 50 }, {}]);
    const sold = await place();
    await done('/refund', sold, await done('/capture', sold, refOf(sold), TOTAL), TOTAL);
    const taken = await place();
    await done('/capture', taken, refOf(taken), TOTAL);
    await voided(taken, refOf(taken));
    const unplaced = await payWithoutOrder();
    expect(unplaced.status, await unplaced.text()).to.equal(200);
    expect(await journalRows()).to.deep.equal(ledger());

    await machine.restart(() => journal.restore(), DRY_RUN);
    time += HOUR_MS;
    shop = await createShop(machine);
    expect(await journalRows()).to.have.length(BEFORE_THE_COPY);
  });

  it('counts in a dry run what it would write, and writes nothing', async () => {
    expect(await reconcile()).to.include({ dryRun: true, complete: true, recorded: missing() });
    expect(await journalRows()).to.have.length(BEFORE_THE_COPY);
    await machine.restart();
  });

  it('agrees with CyberSource and OCC after one round of reconciliation', async () => {
    const report = await reconcile();
    expect(report).to.include({ complete: true, failed: 0, orphans: 0, undecided: 1 });
    expect(report['recorded']).to.equal(missing());
    time += 2 * MINUTE_MS;
    expect(await reconcile()).to.include({ complete: true, recorded: 0, orphans: 1, reversed: 1 });

    const withoutOrder = (row: string): boolean => !row.startsWith(NEVER_PLACED);
    expect((await journalRows()).filter(withoutOrder)).to.deep.equal(ledger().filter(withoutOrder));
    const [view] = machine.cybersource.ledger({ reference: NEVER_PLACED });
    expect(view?.sums?.open).to.equal(0);
    expect(await sumsOf(split.id)).to.have.length(2);
    expect(await sumsOf(cancelled.id)).to.deep.equal([
      { type: 'authorize', amount: '125.75', state: 'AuthorizationVoided', caller: 'webhook' },
      { type: 'void', amount: '125.75', state: 'AuthorizationVoided', caller: 'unknown' },
    ]);
    expect(lines.filter((line) => line.includes('"payment.recorded"'))).to.have.length(
      Number(report['recorded']),
    );
  });

  it('changes nothing in a second round, nor after a restart', async () => {
    const before = await journalRows();
    expect(await reconcile()).to.include({ complete: true, recorded: 0 });
    await machine.restart();
    expect(await reconcile()).to.include({ complete: true, recorded: 0 });
    expect(await journalRows()).to.deep.equal(before);
  });

  it('names in OCC the authorizations that the journal has, for every order that was placed', async () => {
    const rows = new Set(await journalRows());
    for (const orderId of orders) {
      const { state, paymentGroups } = await shop.read(orderId);
      expect(state).to.equal('SUBMITTED');
      for (const group of paymentGroups)
        expect(rows.has(`${orderId} authorize ${authorizationOf(group)}`), orderId).to.equal(true);
    }
  });

  it('captures and refunds what is left, and no more', async () => {
    expect(await operate('/capture', captured, refOf(captured), TOTAL - 4_000 + 1)).to.include({
      status: 409,
    });
    await done('/capture', captured, refOf(captured), TOTAL - 4_000);
    expect(await operate('/capture', cancelled, refOf(cancelled), 100)).to.include({ status: 409 });
    await done('/capture', untouched, refOf(untouched), TOTAL);
  });

  it('answers a capture that comes again under its key with its first result', async () => {
    const before = ledger();
    const again = await captureUnderKey(5_000);
    expect(again.status, JSON.stringify(again.body)).to.equal(200);
    expect(again.body['hostTransactionId']).to.equal(captureKeyed.body['hostTransactionId']);
    expect(await captureUnderKey(4_000)).to.include({ status: 409 });
    expect(ledger()).to.deep.equal(before);
  });

  it('has a day without a case when the settlement compares it, and a chain that holds', async () => {
    expect(await journalRows().then((rows) => rows.length)).to.be.above(12);
    time = Date.parse('2026-11-20T12:00:00Z');
    shop = await createShop(machine);
    const { status, body } = await shop.operate('POST', '/settlement', { date: DAY });
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body['cases']).to.deep.equal([]);
    expect(body['movements']).to.be.above(6);
    const maintenance = await openMaintenance(journal.address, () => new Date(time));
    const { breaks } = await maintenance.verify();
    await maintenance.close();
    expect(breaks).to.deep.equal([]);
  });
}

interface JournalRow {
  readonly type: string;
  readonly amount: string;
  readonly outcome: string;
  readonly state?: string;
  readonly caller: string;
  readonly gatewayId?: string;
}

/** The ledger's kinds in the journal's words. */
const LEDGER_NAMES: Readonly<Record<string, string>> = { payment: 'authorize', reversal: 'void' };
