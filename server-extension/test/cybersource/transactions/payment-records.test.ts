import { expect } from 'chai';
import { createPaymentRecords } from '../../../src/cybersource/transactions/payment-records.ts';
import type { GatewayRef, OrderId } from '../../../src/domain/ids.ts';
import type { PaymentRecord } from '../../../src/payments/ports/payment-records.ts';
import { someSettings } from '../fixtures/builders.ts';

const ref = '7000000000000000000001' as GatewayRef;
const other = '7000000000000000000002';

describe('A payment whose details CyberSource answers with 404', () => {
  /** @param ids what the search shows of the order; without any its answer is of a proxy as well. */
  function read(ids?: readonly string[]): Promise<PaymentRecord> {
    const rows = ids?.map((id) => ({
      id,
      submitTimeUtc: '2026-01-31T10:22:21Z',
      clientReferenceInformation: { code: 'o1' },
      applicationInformation: { rCode: '1', reasonCode: '100', applications: [] },
    }));
    const page = JSON.stringify({ totalCount: rows?.length, _embedded: { transactionSummaries: rows } });
    const records = createPaymentRecords({
      now: () => new Date('2026-02-01T00:00:00Z'),
      clientFor: () => ({
        send: async (compose) => {
          const asked = compose({
            transactionDetails: () => 'details',
            searchTransactions: () => 'search',
          } as never) as unknown;
          if (asked === 'details' || rows === undefined) return { kind: 'answered', status: 404, text: '' };
          return { kind: 'answered', status: 201, text: page };
        },
      }),
    });
    return records.read(ref, 'o1' as OrderId, someSettings(), 1_000);
  }

  it('is not known where no transaction of the order has the id either', async () => {
    expect(await read([])).to.include({ kind: 'not-found' });
    expect(await read([other])).to.include({ kind: 'not-found' });
  });

  it('is unclear where the order has it: a proxy may have answered', async () => {
    expect(await read([other, ref])).to.include({ kind: 'ambiguous' });
  });

  it('is unclear where the transactions of the order cannot be read', async () => {
    expect(await read()).to.include({ kind: 'ambiguous' });
  });
});
