import { expect } from 'chai';
import { createAuthorizationSearch } from '../../../src/cybersource/transactions/authorization-search.ts';
import type { Sender } from '../../../src/cybersource/requests/reference.ts';
import type { FoundAuthorization } from '../../../src/payments/authorization-reconciliation/authorization-search.ts';
import { someSettings } from '../fixtures/builders.ts';

const done = { rCode: '1', rFlag: 'SOK', reasonCode: '100' };
const inPart = { rCode: '1', rFlag: 'SPARTIALAPPROVAL', reasonCode: '110' };
const declined = { rCode: '0', rFlag: 'DCARDREFUSED', reasonCode: '203' };
const span = { from: new Date('2026-01-31T10:00:00Z'), to: new Date('2026-01-31T10:30:00Z') };

describe('Reading what CyberSource granted to this installation', () => {
  /** A row of the search, of what this installation sent. */
  function row(ending: typeof done, applications: readonly string[], user = 'shop.example'): object {
    return {
      id: '7000000000000000000001',
      submitTimeUtc: '2026-01-31T10:22:21Z',
      clientReferenceInformation: {
        code: 'o30411',
        applicationName: 'occ-cybersource',
        applicationUser: user,
      },
      orderInformation: { amountDetails: { totalAmount: '12.50', currency: 'USD' } },
      applicationInformation: { ...ending, applications: applications.map((name) => ({ name, ...ending })) },
    };
  }

  const application = { name: 'occ-cybersource', version: '1', installation: 'shop.example' };
  const sender: Sender = { partner: {}, application };

  /** @param queries gets what the search was asked for */
  function search(
    rows: readonly object[],
    as: Sender = sender,
    when = span,
    queries: string[] = [],
  ): Promise<readonly FoundAuthorization[]> {
    const text = JSON.stringify({ totalCount: rows.length, _embedded: { transactionSummaries: rows } });
    const operations = {
      searchTransactions: ({ query }: { query: string }) => void queries.push(query),
    } as never;
    return createAuthorizationSearch({
      clientFor: () => ({
        send: async (compose) => {
          compose(operations);
          return { kind: 'answered', status: 201, text };
        },
      }),
      sender: as,
    }).authorizations(someSettings(), when);
  }

  const granted = (...rows: readonly object[]): Promise<readonly FoundAuthorization[]> => search(rows);

  it('finds what is held, and tells a sale from it', async () => {
    expect(await granted(row(done, ['ics_auth']))).to.have.nested.property('[0].captureNow', false);
    expect(await granted(row(done, ['ics_auth', 'ics_bill']))).to.have.nested.property(
      '[0].captureNow',
      true,
    );
  });

  it('knows that of a sale which was granted in part, that part was taken: it is voided, not reversed', async () => {
    const [sale] = await granted(row(inPart, ['ics_auth', 'ics_bill']));
    expect(sale).to.include({ captureNow: true, orderId: 'o30411' });
  });

  it('leaves out what was declined, and what another installation sent', async () => {
    expect(await granted(row(declined, ['ics_auth']))).to.deep.equal([]);
    expect(await granted(row(done, ['ics_auth'], 'another-shop.example'))).to.deep.equal([]);
  });

  it('leaves out what another program sent for the same shop, and claims nothing without an installation', async () => {
    const foreign = row(done, ['ics_auth']);
    const clientReferenceInformation = {
      code: 'o30411',
      applicationName: 'another-program',
      applicationUser: 'shop.example',
    };
    expect(await granted({ ...foreign, clientReferenceInformation })).to.deep.equal([]);
    const unnamed = { code: 'o30411', applicationName: 'occ-cybersource' };
    const nowhere = { partner: {}, application: { name: 'occ-cybersource', version: '1' } };
    expect(await search([{ ...foreign, clientReferenceInformation: unnamed }], nowhere)).to.deep.equal([]);
  });

  it('leaves out what names no order in full, no time, no amount, or an amount of nothing', async () => {
    const whole = row(done, ['ics_auth']) as Record<string, object>;
    const named = (code: string | undefined) => ({
      ...whole,
      clientReferenceInformation: { ...whole['clientReferenceInformation'], code },
    });
    const costing = (amountDetails: object) => ({ ...whole, orderInformation: { amountDetails } });
    expect(await granted(named('o'.repeat(49)))).to.have.length(1);
    for (const rest of [
      named('o'.repeat(50)),
      named(undefined),
      { ...whole, submitTimeUtc: undefined },
      costing({ totalAmount: '0.00', currency: 'USD' }),
      costing({ totalAmount: '12.50' }),
      costing({ currency: 'USD' }),
      costing({ totalAmount: '12.50', currency: 'XXX' }),
      costing({ totalAmount: 'much', currency: 'USD' }),
    ])
      expect(await granted(rest)).to.deep.equal([]);
    expect(await granted(costing({ totalAmount: '0.01', currency: 'USD' }))).to.have.length(1);
  });

  it('finds what is held although something speaks against it, and a sale whose capture failed as a hold', async () => {
    const held = { rCode: '1', rFlag: 'DAVSNO', reasonCode: '200' };
    expect(await granted(row(held, ['ics_auth']))).to.have.length(1);
    const sale = row(done, ['ics_auth']) as { applicationInformation: { applications: object[] } };
    sale.applicationInformation.applications.push({ name: 'ics_bill', ...declined });
    expect(await granted(sale)).to.have.nested.property('[0].captureNow', false);
  });

  it('reads hour by hour up to the end, of the solution that the shop has', async () => {
    const queries: string[] = [];
    const three = { from: new Date('2026-01-31T10:00:00Z'), to: new Date('2026-01-31T12:30:00Z') };
    await search([], { ...sender, partner: { solutionId: 'SOL' } }, three, queries);
    const at = (time: string): number => Date.parse(`2026-01-31T${time}:00Z`);
    const solution = 'clientReferenceInformation.partner.solutionId:SOL AND submitTimeUtc:';
    expect(queries).to.deep.equal([
      `${solution}[${at('10:00')} TO ${at('11:00')}}`,
      `${solution}[${at('11:00')} TO ${at('12:00')}}`,
      `${solution}[${at('12:00')} TO ${at('12:30')}}`,
    ]);
    queries.length = 0;
    await search([], sender, span, queries);
    expect(queries).to.deep.equal([`submitTimeUtc:[${at('10:00')} TO ${at('10:30')}}`]);
  });
});
