import { expect } from 'chai';
import { parseDetails, parsePage } from '../../../src/cybersource/transactions/transaction.ts';

const ID = '7000000000000000000001';

/** A transaction with all that is read of it. */
const whole = {
  id: ID,
  submitTimeUtc: '2026-01-31T10:22:21Z',
  clientReferenceInformation: {
    code: 'o30411',
    applicationName: 'occ-cybersource',
    applicationUser: 'shop.example',
    comments: 'a comment',
  },
  orderInformation: { amountDetails: { totalAmount: '12.50', authorizedAmount: '10.00', currency: 'USD' } },
  applicationInformation: {
    rCode: '1',
    reasonCode: '100',
    applications: [
      { name: 'ics_auth', rCode: '0', reasonCode: '203', rMessage: 'Declined.' },
      { name: 'ics_bill', rCode: '1', reasonCode: '100' },
    ],
  },
};

const read = {
  id: ID,
  submittedAt: new Date('2026-01-31T10:22:21Z'),
  code: 'o30411',
  applicationName: 'occ-cybersource',
  applicationUser: 'shop.example',
  amount: '12.50',
  currency: 'USD',
  authorizedAmount: '10.00',
  overall: { rCode: '1', reasonCode: '100' },
  applications: [
    { name: 'ics_auth', rCode: '0', reasonCode: '203', message: 'Declined.' },
    { name: 'ics_bill', rCode: '1', reasonCode: '100', message: undefined },
  ],
};

const pageOf = (rows: unknown, totalCount: unknown = 1) =>
  parsePage(JSON.stringify({ totalCount, _embedded: { transactionSummaries: rows } }));

/** The one row of a page; undefined where it cannot be read. */
const rowOf = (row: object) => pageOf([row])?.transactions[0];

/** A section of the whole transaction, changed. */
const changed = (section: 'clientReferenceInformation' | 'applicationInformation', more: object) => ({
  ...whole,
  [section]: { ...whole[section], ...more },
});

describe('A row of CyberSource’s transaction search', () => {
  it('is read with all that it states', () => {
    expect(pageOf([whole])).to.deep.equal({ transactions: [read], count: 1, total: 1 });
  });

  it('is read with the little that it has to state: its id and how it ended', () => {
    const least = { id: ID, applicationInformation: {} };
    expect(rowOf(least)).to.deep.equal({
      id: ID,
      submittedAt: undefined,
      code: undefined,
      applicationName: undefined,
      applicationUser: undefined,
      amount: undefined,
      currency: undefined,
      authorizedAmount: undefined,
      overall: { rCode: undefined, reasonCode: undefined },
      applications: [],
    });
    expect(rowOf({ id: ID })).to.equal(undefined);
    expect(rowOf({ applicationInformation: {} })).to.equal(undefined);
  });

  it('has an id of 1 to 64 letters, digits, hyphens and underscores, and is passed over otherwise', () => {
    for (const id of ['7', 'a_b-C', 'x'.repeat(64)])
      expect(rowOf({ ...whole, id })).to.have.property('id', id);
    for (const id of ['', 'x'.repeat(65), '../7', '7/', '/7', 'a b', 7])
      expect(rowOf({ ...whole, id }), String(id)).to.equal(undefined);
  });

  it('states words as texts of up to 255 characters or as numbers; anything else is not there', () => {
    const codeOf = (code: unknown) => rowOf(changed('clientReferenceInformation', { code }))?.code;
    expect(codeOf('x'.repeat(255))).to.equal('x'.repeat(255));
    expect(codeOf(30411)).to.equal('30411');
    for (const code of ['x'.repeat(256), null, true, {}, ['o']]) expect(codeOf(code)).to.equal(undefined);
    expect(rowOf(changed('applicationInformation', { rCode: 1, reasonCode: 100 }))?.overall).to.deep.equal({
      rCode: '1',
      reasonCode: '100',
    });
  });

  it('has no amount and no order where those sections make no sense, and is read all the same', () => {
    for (const none of [null, 'text', 7, [], undefined]) {
      expect(rowOf({ ...whole, orderInformation: none }), 'order').to.deep.equal({
        ...read,
        amount: undefined,
        authorizedAmount: undefined,
        currency: undefined,
      });
      expect(rowOf({ ...whole, orderInformation: { amountDetails: none } }), 'amount').to.deep.equal({
        ...read,
        amount: undefined,
        authorizedAmount: undefined,
        currency: undefined,
      });
      expect(rowOf({ ...whole, clientReferenceInformation: none }), 'reference').to.deep.equal({
        ...read,
        code: undefined,
        applicationName: undefined,
        applicationUser: undefined,
      });
    }
  });

  it('ran no services where their list makes no sense', () => {
    for (const applications of [null, 'ics_auth', [{ rCode: '1' }], [7]])
      expect(rowOf(changed('applicationInformation', { applications }))?.applications).to.deep.equal([]);
  });

  it('was submitted when either spelling says so, the search’s own first, and at no time where neither is one', () => {
    const { submitTimeUtc, ...timeless } = whole;
    const at = (times: object) => rowOf({ ...timeless, ...times })?.submittedAt?.toISOString();
    expect(at({ submitTimeUtc })).to.equal('2026-01-31T10:22:21.000Z');
    expect(at({ submitTimeUTC: submitTimeUtc })).to.equal('2026-01-31T10:22:21.000Z');
    expect(at({ submitTimeUtc, submitTimeUTC: '2020-01-01T00:00:00Z' })).to.equal('2026-01-31T10:22:21.000Z');
    expect(at({})).to.equal(undefined);
    expect(at({ submitTimeUtc: 'yesterday' })).to.equal(undefined);
  });
});

describe('A page of CyberSource’s transaction search', () => {
  it('counts the rows that cannot be read, and does not show them', () => {
    expect(pageOf([whole, { id: '../7' }, 7, null], 9)).to.deep.equal({
      transactions: [read],
      count: 4,
      total: 9,
    });
  });

  it('has no rows past the last one, or where their list makes no sense', () => {
    const none = { transactions: [], count: 0, total: 5 };
    expect(parsePage('{"totalCount":5}')).to.deep.equal(none);
    for (const rows of [undefined, null, 'rows', {}]) expect(pageOf(rows, 5)).to.deep.equal(none);
  });

  it('is none without a count, or where it is no JSON object', () => {
    for (const text of ['', '{"totalCount":', '[]', 'null', '{}', '{"totalCount":"5"}', '{"_embedded":{}}'])
      expect(parsePage(text), text).to.equal(undefined);
  });
});

describe('The details of a transaction', () => {
  const detailsOf = (more: object = {}) => parseDetails(JSON.stringify({ ...whole, ...more }));

  it('have what a row has, and comment, series and body as well', () => {
    const more = {
      rootId: '7000000000000000000000',
      _links: {
        relatedTransactions: [{ href: 'https://host.example/tss/v2/transactions/7000000000000000000002' }],
      },
    };
    expect(detailsOf(more)).to.deep.equal({
      ...read,
      comments: 'a comment',
      rootId: '7000000000000000000000',
      related: ['7000000000000000000002'],
      body: { ...whole, ...more },
    });
  });

  it('name no others of the series where there are none, or where links make no sense', () => {
    for (const links of [
      undefined,
      null,
      'links',
      {},
      { relatedTransactions: null },
      { relatedTransactions: [{}] },
      { relatedTransactions: [{ href: 7 }] },
      { relatedTransactions: [{ href: '' }] },
      { relatedTransactions: [{ href: 'https://host.example/tss/v2/transactions/' }] },
      { relatedTransactions: [{ href: 'https://host.example/tss/v2/transactions/7?a=b' }] },
    ])
      expect(detailsOf({ _links: links })?.related, JSON.stringify(links)).to.deep.equal([]);
    expect(detailsOf()).to.include({ rootId: undefined });
  });

  it('name the others whose link ends with an id, whatever stands before it', () => {
    const relatedTransactions = [
      { href: '71' },
      { href: '/transactions/72' },
      { href: '?' },
      { href: 'a/b/73' },
    ];
    expect(detailsOf({ _links: { relatedTransactions } })?.related).to.deep.equal(['71', '72', '73']);
  });

  it('are none where the answer is no transaction', () => {
    for (const text of ['', '{"id":', 'null', '[]', '{}', `{"id":"${ID}"}`])
      expect(parseDetails(text), text).to.equal(undefined);
  });
});
