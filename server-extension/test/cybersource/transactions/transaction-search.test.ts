import { expect } from 'chai';
import {
  createTransactionSearch,
  onceMore,
} from '../../../src/cybersource/transactions/transaction-search.ts';
import type { Transaction } from '../../../src/cybersource/transactions/transaction.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';
import { anAccount } from '../fixtures/builders.ts';

const row = (nth: number) => ({
  id: String(7_000_000_000_000_000_000_000n + BigInt(nth)),
  submitTimeUtc: '2026-01-31T10:22:21Z',
  clientReferenceInformation: { code: 'o1' },
  applicationInformation: { rCode: '1', reasonCode: '100', applications: [] },
});

describe('A search of CyberSource’s records', () => {
  let offsets: number[];
  let requests: object[];

  function search(pages: (offset: number) => { total: number; rows: readonly object[] }) {
    offsets = [];
    requests = [];
    const operations = {
      searchTransactions: (request: { offset: number }) => {
        offsets.push(request.offset);
        requests.push(request);
      },
    } as never;
    return createTransactionSearch(
      () => ({
        send: async (compose) => {
          compose(operations);
          const { total, rows } = pages(offsets.at(-1) ?? 0);
          const text = JSON.stringify({ totalCount: total, _embedded: { transactionSummaries: rows } });
          return { kind: 'answered', status: 201, text };
        },
      }),
      anAccount(),
      1_000,
    ).search('a query');
  }

  const rows = (from: number, count: number) => Array.from({ length: count }, (_, nth) => row(from + nth));
  const idsOf = (found: readonly Transaction[]) => found.map(({ id }) => id as string);

  it('reads page after page, a hundred rows each, until it has all', async () => {
    const found = await search((offset) => ({ total: 250, rows: rows(offset, Math.min(100, 250 - offset)) }));
    expect(found).to.have.length(250);
    expect(offsets).to.deep.equal([0, 100, 200]);
    expect(requests[0]).to.deep.equal({
      save: false,
      query: 'a query',
      offset: 0,
      limit: 100,
      sort: 'submitTimeUtc:asc,id:asc',
    });
  });

  describe('that nobody waits for', () => {
    /** A gateway that answers with these statuses, one after the other. */
    const answering = (statuses: readonly number[]) => {
      const asked: number[] = [];
      const transactionSearch = createTransactionSearch(
        () => ({
          send: async () => {
            const status = statuses[asked.length] ?? 500;
            asked.push(status);
            const text = JSON.stringify({ totalCount: 1, _embedded: { transactionSummaries: rows(1, 1) } });
            return { kind: 'answered', status, text };
          },
        }),
        anAccount(),
        1_000,
        onceMore,
      );
      return {
        asked,
        found: transactionSearch.search('a query').then(idsOf, (error: unknown) => String(error)),
      };
    };

    it('asks once more for a page that could not be read, and no third time', async () => {
      expect(await answering([503, 201]).found).to.have.length(1);
      const { asked, found } = answering([503, 500, 201]);
      expect(await found).to.contain('HTTP 500');
      expect(asked).to.deep.equal([503, 500]);
    });

    it('does not come back at once where it was turned away', async () => {
      const { asked, found } = answering([401, 201]);
      expect(await found).to.be.a('string');
      expect(asked).to.deep.equal([401]);
    });
  });

  it('says what could not be read, and why', async () => {
    const failing = (answer: object) =>
      createTransactionSearch(() => ({ send: () => Promise.resolve(answer as never) }), anAccount(), 1_000);
    const problemOf = (read: Promise<unknown>) =>
      read.then(String, (error: unknown) => (error as Error).message);
    const answered = (status: number, text = '') => failing({ kind: 'answered', status, text });
    const id = '7000000000000000000001' as GatewayRef;
    expect(await problemOf(answered(500).search('a query'))).to.equal(
      "CyberSource's search gave no usable answer (HTTP 500)",
    );
    expect(await problemOf(answered(500).details(id))).to.equal(
      "CyberSource's transaction details gave no usable answer (HTTP 500)",
    );
    // The right status for the other of the two, and no transaction at all.
    const page = JSON.stringify({ totalCount: 0 });
    expect(await problemOf(answered(200, page).search('a query'))).to.contain('HTTP 200');
    expect(await problemOf(answered(201, JSON.stringify(row(1))).details(id))).to.contain('HTTP 201');
    expect(await problemOf(answered(200, '{}').details(id))).to.contain('HTTP 200');
    expect(
      await problemOf(failing({ kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' }).search('q')),
    ).to.equal('CyberSource did not answer (ECONNRESET)');
  });

  it('gives every call what is left of the time for all of them', async () => {
    const given: number[] = [];
    const search = createTransactionSearch(
      () => ({
        send: (_, leftMs) => {
          given.push(leftMs);
          return Promise.resolve({ kind: 'answered', status: 404, text: '' });
        },
      }),
      anAccount(),
      60_000,
    );
    const id = '7000000000000000000001' as GatewayRef;
    expect(await search.details(id)).to.equal(undefined);
    await search.details(id);
    const [first = 0, second = 0] = given;
    expect(first).to.be.within(1, 60_000);
    expect(second).to.be.within(1, first);
  });

  it('ends at a page that is just full', async () => {
    await search((offset) => ({ total: 200, rows: rows(offset, 100) }));
    expect(offsets).to.deep.equal([0, 100]);
  });

  it('ends at an empty page, however many there should be', async () => {
    const found = await search((offset) => ({ total: 1_000, rows: offset === 0 ? rows(0, 100) : [] }));
    expect(found).to.have.length(100);
    expect(offsets).to.deep.equal([0, 100]);
  });

  it('has a row once that is met twice', async () => {
    const found = await search((offset) => ({
      total: 101,
      rows: offset === 0 ? rows(0, 100) : [row(99), row(100)],
    }));
    expect(idsOf(found)).to.deep.equal(rows(0, 101).map(({ id }) => id));
  });

  it('gives up above 20,000 rows', async () => {
    const failed: unknown = await search((offset) => ({ total: 50_000, rows: rows(offset, 100) })).catch(
      (error: unknown) => error,
    );
    expect(failed).to.have.property('message').that.contains('20000');
    expect(offsets).to.have.length(200);
  });
});
