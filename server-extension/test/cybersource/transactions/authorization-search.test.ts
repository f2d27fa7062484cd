import { expect } from 'chai';
import { createAuthorizationSearch } from '../../../src/cybersource/transactions/authorization-search.ts';
import { toComment } from '../../../src/cybersource/requests/comment.ts';
import type { Sender } from '../../../src/cybersource/requests/reference.ts';
import { UnreadableSearchResult } from '../../../src/cybersource/transactions/transaction-search.ts';
import { checkoutDigest } from '../../../src/domain/checkout-digest.ts';
import type { CheckoutKey, MerchantTransactionId, OrderId } from '../../../src/domain/ids.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import type {
  AuthorizationStatus,
  FoundAuthorization,
  FoundFollowOn,
} from '../../../src/payments/authorization-reconciliation/authorization-search.ts';
import {
  anAuthorization,
  aReauthorization,
  AUTHORIZATION,
  dollars,
  someSettings,
} from '../fixtures/builders.ts';

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

describe('Reading what followed on the payments of this installation', () => {
  const SUBMITTED = '2026-01-31T10:22:21Z';
  const ours = { code: 'o30411', applicationName: 'occ-cybersource', applicationUser: 'shop.example' };
  const row = (
    services: Readonly<Record<string, typeof done>>,
    more: object = {},
    reference: object = ours,
  ) => ({
    id: '7000000000000000000001',
    submitTimeUtc: SUBMITTED,
    clientReferenceInformation: reference,
    applicationInformation: {
      ...done,
      applications: Object.entries(services).map(([name, ending]) => ({ name, ...ending })),
    },
    ...more,
  });
  const read = (...rows: readonly object[]): Promise<readonly FoundFollowOn[]> =>
    createAuthorizationSearch({
      clientFor: () => ({
        send: () => {
          const page = { totalCount: rows.length, _embedded: { transactionSummaries: rows } };
          return Promise.resolve({ kind: 'answered', status: 201, text: JSON.stringify(page) });
        },
      }),
      sender: {
        partner: {},
        application: { name: 'occ-cybersource', version: '1', installation: 'shop.example' },
      },
    }).followOns(someSettings(), span);

  for (const service of ['ics_bill', 'ics_credit', 'ics_void', 'ics_auth_reversal'])
    it(`finds ${service} that was done, with its order and time, and none that was not`, async () => {
      expect(await read(row({ [service]: done }))).to.deep.equal([
        { ref: '7000000000000000000001', orderId: 'o30411', submittedAt: new Date(SUBMITTED) },
      ]);
      for (const ending of [declined, inPart])
        expect(await read(row({ [service]: ending }))).to.deep.equal([]);
    });

  it('finds a transaction of several services when any of them was done', async () => {
    expect(await read(row({ ics_bill: declined, ics_void: done }))).to.have.length(1);
    expect(await read(row({ ics_decision: done }))).to.deep.equal([]);
  });

  it('leaves out a sale, which belongs to its authorization', async () => {
    expect(await read(row({ ics_auth: done, ics_bill: done }))).to.deep.equal([]);
  });

  it('leaves out what names no order in full, or no time, and what others sent', async () => {
    const bill = { ics_bill: done };
    expect(await read(row(bill, {}, { ...ours, code: 'o'.repeat(49) }))).to.have.length(1);
    for (const left of [
      row(bill, {}, { ...ours, code: 'o'.repeat(50) }),
      row(bill, {}, { ...ours, code: undefined }),
      row(bill, { submitTimeUtc: undefined }),
      row(bill, {}, { ...ours, applicationUser: 'another-shop.example' }),
      row(bill, {}, { ...ours, applicationName: 'another-program' }),
    ])
      expect(await read(left)).to.deep.equal([]);
  });

  it('asks once more when a page could not be read, and gives up after that', async () => {
    const asked: number[] = [];
    const search = (statuses: readonly number[]) =>
      createAuthorizationSearch({
        clientFor: () => ({
          send: () => {
            const status = statuses[asked.length] ?? 500;
            asked.push(status);
            return Promise.resolve({ kind: 'answered', status, text: '{"totalCount":0}' });
          },
        }),
        sender: { partner: {}, application: { name: 'occ-cybersource', version: '1' } },
      }).followOns(someSettings(), span);
    expect(await search([503, 201])).to.deep.equal([]);
    asked.length = 0;
    expect(await search([503, 503, 201]).catch((error: unknown) => error)).to.be.instanceOf(
      UnreadableSearchResult,
    );
    expect(asked).to.have.length(2);
  });
});

describe('What has become of an authorization that was found', () => {
  const found: FoundAuthorization = {
    ref: AUTHORIZATION,
    orderId: 'o30411' as OrderId,
    amount: dollars(1250),
    captureNow: false,
    authorizedAt: new Date('2026-01-31T10:22:21Z'),
  };
  const details = (comments?: string, authorizedAmount?: string, more: object = {}) => ({
    id: AUTHORIZATION,
    clientReferenceInformation: { comments },
    orderInformation: { amountDetails: { totalAmount: '12.50', authorizedAmount, currency: 'USD' } },
    applicationInformation: { ...done, applications: [{ name: 'ics_auth', ...done }] },
    ...more,
  });
  const FOLLOW_ON = '7000000000000000000002';
  const linked = { _links: { relatedTransactions: [{ href: `/tss/v2/transactions/${FOLLOW_ON}` }] } };
  const after = (service: string, totalAmount?: string) => ({
    id: FOLLOW_ON,
    orderInformation: { amountDetails: { totalAmount, currency: 'USD' } },
    applicationInformation: { ...done, applications: [{ name: service, ...done }] },
  });

  /** @param statuses with which the details are answered, 200 from then on */
  function statusOf(
    shown: readonly { readonly id: string }[],
    statuses: readonly number[] = [],
  ): Promise<AuthorizationStatus> {
    let asked = 0;
    return createAuthorizationSearch({
      clientFor: () => ({
        send: (compose) => {
          const id = compose({ transactionDetails: (of: string) => of } as never) as unknown as string;
          const status = statuses[asked++] ?? 200;
          const text = status === 200 ? JSON.stringify(shown.find((each) => each.id === id)) : '';
          return Promise.resolve({ kind: 'answered', status, text });
        },
      }),
      sender: { partner: {}, application: { name: 'occ-cybersource', version: '1' } },
    }).statusOf(found, someSettings());
  }
  const comment = (command: PaymentCommand) => toComment(command, 'v1attempt1' as MerchantTransactionId);

  it('is that all of it is held, and nothing else, where another program’s comment says nothing', async () => {
    for (const comments of [undefined, 'gift wrapped'])
      expect(await statusOf([details(comments)])).to.deep.equal({
        held: dollars(1250),
        isUsed: false,
        isReversed: false,
      });
  });

  it('has the payment group that our comment names, and its checkout where it has one', async () => {
    const { site, channel, paymentGroupId } = anAuthorization();
    const plain = await statusOf([details(comment(anAuthorization()))]);
    expect(plain).to.deep.equal({
      held: dollars(1250),
      isUsed: false,
      isReversed: false,
      paymentGroup: { site, channel, paymentGroupId },
    });
    const checkout = 'abcdefghijklmnopqrstuvwxyz0123456789' as CheckoutKey;
    const inCheckout = await statusOf([details(comment(anAuthorization({ checkout })))]);
    expect(inCheckout).to.deep.equal({ ...plain, checkout: checkoutDigest(checkout) });
  });

  it('is a charge where OCC did not ask for it', async () => {
    expect(await statusOf([details(comment(anAuthorization({ caller: 'oms' })))])).to.include({
      isCharge: true,
    });
    expect(await statusOf([details(comment(aReauthorization()))])).to.include({ isCharge: true });
  });

  it('holds what CyberSource approved, and what was asked for where that cannot be read', async () => {
    expect((await statusOf([details(undefined, '10.00')])).held).to.deep.equal(dollars(1000));
    expect((await statusOf([details(undefined, 'ten')])).held).to.deep.equal(dollars(1250));
  });

  it('is used by a capture, and reversed by a reversal of what is held', async () => {
    expect(await statusOf([details(undefined, undefined, linked), after('ics_bill')])).to.include({
      isUsed: true,
      isReversed: false,
    });
    expect(
      await statusOf([details(undefined, '10.00', linked), after('ics_auth_reversal', '10.00')]),
    ).to.include({ isUsed: false, isReversed: true });
    expect(
      await statusOf([details(undefined, undefined, linked), after('ics_auth_reversal', '10.00')]),
    ).to.include({ isReversed: false });
  });

  it('is asked for once more where it could not be read, and not told while there are no details', async () => {
    expect(await statusOf([details()], [503])).to.include({ isUsed: false });
    const missing = await statusOf([details()], [404]).catch((error: unknown) => error);
    expect(missing)
      .to.be.instanceOf(UnreadableSearchResult)
      .with.property('message')
      .that.includes(AUTHORIZATION);
  });
});
