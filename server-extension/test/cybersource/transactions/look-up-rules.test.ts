import { expect } from 'chai';
import { createLookUp } from '../../../src/cybersource/transactions/look-up.ts';
import type { GatewayRef, OrderId } from '../../../src/domain/ids.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { LookupResult, UnresolvedAttempt } from '../../../src/payments/ports/gateway.ts';
import { aLostAttempt, AUTHORIZATION, dollars, someSettings } from '../fixtures/builders.ts';

const NOW = new Date('2026-01-31T10:30:00Z');
const CLAIMED = new Date('2026-01-31T10:22:20Z');
const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;
const done = { rCode: '1', reasonCode: '100' };
const idOf = (nth: number) => String(nth).padStart(22, '7') as GatewayRef;

interface Made {
  readonly nth?: number;
  readonly services?: readonly string[];
  readonly amount?: string;
  readonly ending?: { readonly rCode: string; readonly reasonCode: string };
  readonly related?: readonly GatewayRef[];
  readonly body?: object;
}

/** A transaction of the lost attempt's order, as its details show it. */
function transaction({
  nth = 1,
  services = ['ics_auth'],
  amount = '12.50',
  ending = done,
  ...of
}: Made = {}) {
  return {
    id: idOf(nth),
    submitTimeUTC: '2026-01-31T10:22:21Z',
    rootId: AUTHORIZATION,
    clientReferenceInformation: { code: 'o30411' },
    orderInformation: { amountDetails: { totalAmount: amount, currency: 'USD' } },
    applicationInformation: { ...done, applications: services.map((name) => ({ name, ...ending })) },
    _links: { relatedTransactions: (of.related ?? []).map((id) => ({ href: `/tss/v2/transactions/${id}` })) },
    ...of.body,
  };
}

interface Looked {
  readonly result: LookupResult;
  readonly queries: readonly string[];
  readonly lines: readonly unknown[];
}

/** @param rows what the search shows; @param others what only its details show */
async function look(
  lost: UnresolvedAttempt,
  rows: readonly object[],
  others: readonly object[] = [],
  settings: GatewaySettings = someSettings(),
  known: readonly GatewayRef[] = [],
): Promise<Looked> {
  const queries: string[] = [];
  const lines: unknown[] = [];
  const lookUp = createLookUp({
    now: () => NOW,
    log: (...line) => void lines.push(line),
    clientFor: () => ({
      send: (compose) => {
        const asked = compose({
          transactionDetails: (id: string) => ({ id }),
          searchTransactions: ({ query }: { query: string }) => ({ query }),
        } as never) as unknown as { readonly id?: string; readonly query?: string };
        if (asked.query !== undefined) {
          queries.push(asked.query);
          const page = { totalCount: rows.length, _embedded: { transactionSummaries: rows } };
          return Promise.resolve({ kind: 'answered', status: 201, text: JSON.stringify(page) });
        }
        const found = [...rows, ...others].find((each) => 'id' in each && each.id === asked.id);
        const status = found === undefined ? 404 : 200;
        return Promise.resolve({ kind: 'answered', status, text: JSON.stringify(found ?? '') });
      },
    }),
  });
  const result = await lookUp(lost, new Set(known), settings, 1_000);
  return { result, queries, lines };
}

const authorize = aLostAttempt({ operation: 'authorize', claimedAt: CLAIMED });
const capture = aLostAttempt({ operation: 'capture', claimedAt: CLAIMED, original: AUTHORIZATION });

describe('A lost attempt is looked up', () => {
  const queryFrom = (from: number, code = 'o30411') =>
    `clientReferenceInformation.code:"${code}" AND submitTimeUtc:[${from} TO ${NOW.getTime() + HALF_HOUR_MS}]`;

  it('since half an hour before it was made, until half an hour from now', async () => {
    const { queries } = await look(authorize, []);
    expect(queries).to.deep.equal([queryFrom(CLAIMED.getTime() - HALF_HOUR_MS)]);
  });

  it('in sixty days before it was made, where CyberSource called it a duplicate, and only then', async () => {
    const unknown = { outcome: 'unknown', problem: 'a duplicate', gateway: { httpStatus: 400 } } as const;
    const { queries } = await look({ ...authorize, result: { ...unknown, duplicate: true } }, []);
    expect(queries).to.deep.equal([queryFrom(CLAIMED.getTime() - 60 * DAY_MS)]);
    const other = await look({ ...authorize, result: unknown }, []);
    expect(other.queries).to.deep.equal([queryFrom(CLAIMED.getTime() - HALF_HOUR_MS)]);
  });

  it('by an order number that cannot leave its quotes', async () => {
    const { queries } = await look({ ...authorize, orderId: 'o"1\\2" OR x:"y' as OrderId }, []);
    expect(queries).to.deep.equal([queryFrom(CLAIMED.getTime() - HALF_HOUR_MS, 'o12 OR x:y')]);
  });

  it('and among ten that could be it found by its name, but not among eleven', async () => {
    const rows = Array.from({ length: 10 }, (_, nth) => transaction({ nth }));
    const mine = {
      ...rows[3],
      clientReferenceInformation: { code: 'o30411', comments: 'authorize v1attempt1 siteUS/storefront/pg1' },
    };
    const { result } = await look(authorize, rows.with(3, mine as (typeof rows)[number]));
    expect(result).to.have.nested.property('result.ref', idOf(3));
    const eleven = [...rows.with(3, mine as (typeof rows)[number]), transaction({ nth: 99 })];
    expect((await look(authorize, eleven)).result).to.include({ kind: 'ambiguous' });
  });
});

describe('A lost attempt that was found', () => {
  const reversal = transaction({ nth: 2, services: ['ics_auth_reversal'] });

  it('stands as it ended', async () => {
    const { result } = await look(authorize, [transaction()]);
    expect(result).to.have.property('kind', 'found');
    expect(result)
      .to.have.property('result')
      .that.deep.includes({ outcome: 'approved', amount: dollars(1250) });
  });

  it('is not mistaken for what else was done for the order, of another kind or amount, refused, or known already', async () => {
    const others = [
      transaction({ nth: 2, services: ['ics_bill'] }),
      transaction({ nth: 3, amount: '1.00' }),
      transaction({ nth: 4, body: { applicationInformation: { rCode: '0', reasonCode: '102' } } }),
      transaction({ nth: 5 }),
    ];
    const { result } = await look(authorize, [...others, transaction()], [], someSettings(), [idOf(5)]);
    expect(result).to.have.nested.property('result.ref', idOf(1));
  });

  it('does not stand where it was reversed since: nothing is held', async () => {
    const { result } = await look(authorize, [transaction({ related: [idOf(2)] })], [reversal]);
    expect(result)
      .to.have.property('result')
      .that.includes({ outcome: 'declined', declineReason: 'other', ref: idOf(1), holdsMoney: false })
      .and.has.property('gateway');
  });

  it('stands where a part of it was reversed since', async () => {
    const part = transaction({ nth: 2, services: ['ics_auth_reversal'], amount: '12.49' });
    const { result } = await look(authorize, [transaction({ related: [idOf(2)] })], [part]);
    expect(result).to.have.nested.property('result.outcome', 'approved');
  });

  it('stands as a capture or an increment, whatever of the authorization was reversed', async () => {
    const captured = transaction({ services: ['ics_bill'], related: [idOf(2)] });
    expect((await look(capture, [captured], [reversal])).result).to.have.nested.property(
      'result.outcome',
      'pending',
    );
    const increment = aLostAttempt({ operation: 'increment', claimedAt: CLAIMED, original: AUTHORIZATION });
    const { result } = await look(increment, [transaction({ related: [idOf(2)] })], [reversal]);
    expect(result).to.have.nested.property('result.outcome', 'approved');
  });

  it('is judged by the site’s setting for what does not match', async () => {
    const mismatched = transaction({ ending: { rCode: '1', reasonCode: '200' } });
    for (const [onVerificationFailure, outcome] of [
      ['decline', 'declined'],
      ['accept', 'approved'],
      ['review', 'pending'],
    ] as const) {
      const { result } = await look(authorize, [mismatched], [], someSettings({ onVerificationFailure }));
      expect(result).to.have.nested.property('result.outcome', outcome);
    }
  });

  it('is unclear where the records do not say how it ended, or say it in no words of ours', async () => {
    const unclear = transaction({ ending: { rCode: '-1', reasonCode: '150' } });
    expect((await look(authorize, [unclear])).result).to.deep.equal({
      kind: 'ambiguous',
      problem: 'Its records do not say how it ended.',
    });
    const strange = transaction({
      body: {
        orderInformation: {
          amountDetails: { totalAmount: '12.50', authorizedAmount: 'much', currency: 'USD' },
        },
      },
    });
    expect((await look(authorize, [strange])).result)
      .to.include({ kind: 'ambiguous' })
      .and.have.property('problem')
      .that.includes('an amount that cannot be read');
  });
});

describe('Looking a lost attempt up is logged', () => {
  const said = {
    site: 'siteUS',
    channel: 'storefront',
    orderId: 'o30411',
    operation: 'authorize',
    merchantTransactionId: 'v1attempt1',
  };

  it('with what was found, how it ended, or why that is unclear', async () => {
    expect((await look(authorize, [transaction()])).lines).to.deep.equal([
      ['gateway.look-up', { ...said, lookupResult: 'found', outcome: 'approved' }],
    ]);
    expect((await look(authorize, [])).lines).to.deep.equal([
      ['gateway.look-up', { ...said, lookupResult: 'not-found' }],
    ]);
    expect((await look(authorize, [transaction(), transaction({ nth: 2 })])).lines).to.deep.equal([
      [
        'gateway.look-up',
        {
          ...said,
          lookupResult: 'ambiguous',
          problem: 'More than one transaction of the order could be it.',
        },
      ],
    ]);
  });
});

describe('Looking a lost attempt up', () => {
  it('does not hide a fault of ours', async () => {
    const lookUp = createLookUp({
      now: () => NOW,
      clientFor: () => ({ send: () => Promise.reject(new TypeError('a fault of ours')) }),
    });
    const failed = await lookUp(authorize, new Set(), someSettings(), 1_000).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(TypeError);
  });
});
