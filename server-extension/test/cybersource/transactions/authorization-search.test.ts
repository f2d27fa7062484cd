import { expect } from 'chai';
import { createAuthorizationSearch } from '../../../src/cybersource/transactions/authorization-search.ts';
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

  function granted(...rows: readonly object[]): Promise<readonly FoundAuthorization[]> {
    const text = JSON.stringify({ totalCount: rows.length, _embedded: { transactionSummaries: rows } });
    const application = { name: 'occ-cybersource', version: '1', installation: 'shop.example' };
    return createAuthorizationSearch({
      clientFor: () => ({ send: async () => ({ kind: 'answered', status: 201, text }) }),
      sender: { partner: {}, application },
    }).authorizations(someSettings(), span);
  }

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
});
