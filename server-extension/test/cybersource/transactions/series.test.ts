import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId } from '../../../src/domain/ids.ts';
import { toComment } from '../../../src/cybersource/requests/comment.ts';
import {
  authorizationIn,
  byAge,
  holdOf,
  isReauthorization,
  seriesOf,
  timeOf,
  withReauthorizations,
} from '../../../src/cybersource/transactions/series.ts';
import {
  type TransactionSearch,
  UnreadableSearchResult,
} from '../../../src/cybersource/transactions/transaction-search.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import { aCapture, usd } from '../../builders/command.ts';

const [payment, again, more, another] = ['1', '2', '3', '4'].map(
  (digit) => digit.padEnd(22, '0') as GatewayRef,
) as [GatewayRef, GatewayRef, GatewayRef, GatewayRef];

/** A transaction as CyberSource's details show it, with the comment of a step of ours. */
function details(
  id: GatewayRef,
  application: string,
  {
    rootId = id,
    ...of
  }: {
    readonly rootId?: string;
    readonly type?: 'reauthorize' | 'capture';
    readonly original?: GatewayRef;
  } = {},
): TransactionDetails {
  const { type, original } = of;
  const attempt = 'attempt' as MerchantTransactionId;
  const command = {
    ...aCapture({ original: original ?? id, amount: usd(1) }),
    type: type ?? 'capture',
  } as never;
  return {
    id,
    submittedAt: new Date(`2026-02-0${id[0]}T10:00:00Z`),
    overall: {},
    applications: [{ name: application, rCode: '1', reasonCode: '100' }],
    rootId,
    related: [],
    body: {},
    ...(original !== undefined && { comments: toComment(command, attempt) }),
  };
}

describe('The series of a payment whose hold was made again', () => {
  const authorization = details(payment, 'ics_auth');
  const held = details(again, 'ics_auth', { type: 'reauthorize', original: payment });
  const heldTwice = details(more, 'ics_auth', { type: 'reauthorize', original: again });

  it('goes back to the first authorization, from every hold and what followed on it', () => {
    const capture = details(another, 'ics_bill', { rootId: more, type: 'capture', original: more });
    const series = [capture, heldTwice, held, authorization];
    for (const { id } of series) expect(authorizationIn(series, id)?.id).to.equal(payment);
  });

  it('goes back to the oldest authorization where the first of the series is not among what can be read', () => {
    const [older, newer] = [details(payment, 'ics_auth'), details(again, 'ics_auth')];
    const capture = details(another, 'ics_bill', { rootId: more });
    for (const series of [
      [capture, newer, older],
      [older, newer, capture],
    ])
      expect(authorizationIn(series, another)?.id).to.equal(payment);
  });

  it('goes back to the first of the transaction’s own series, though another one is older', () => {
    const [older, own] = [details(payment, 'ics_auth'), details(again, 'ics_auth')];
    const capture = details(another, 'ics_bill', { rootId: again });
    for (const series of [
      [older, own, capture],
      [capture, own, older],
    ])
      expect(authorizationIn(series, another)?.id).to.equal(again);
    expect(authorizationIn([older, own], payment)?.id).to.equal(payment);
  });

  it('goes back no further than it can be read, and ends where comments name each other', () => {
    expect(authorizationIn([held], again)).to.equal(undefined);
    const other = details(payment, 'ics_auth', { type: 'reauthorize', original: again });
    expect(authorizationIn([held, other], again)).to.equal(undefined);
  });

  it('has captures of the hold that their comment names, else of the first of their own series, else of the payment', () => {
    const series = [authorization, held];
    const ours = details(another, 'ics_bill', { rootId: payment, type: 'capture', original: again });
    expect(holdOf(ours, series, authorization)).to.equal(again);
    expect(holdOf(details(another, 'ics_bill', { rootId: again }), series, authorization)).to.equal(again);
    expect(holdOf(details(another, 'ics_bill', { rootId: another }), series, authorization)).to.equal(
      payment,
    );
  });
});

describe('Reading the series of a payment', () => {
  const authorization = details(payment, 'ics_auth');
  const held = details(again, 'ics_auth', { type: 'reauthorize', original: payment });
  const capture = details(another, 'ics_bill', { rootId: again });

  /** CyberSource with these transactions. */
  const searchIn = (...known: readonly TransactionDetails[]): TransactionSearch => ({
    search: async () => expect.fail(),
    details: async (id) => known.find((each) => each.id === id),
  });
  const idsOf = (series: readonly TransactionDetails[]): readonly GatewayRef[] => series.map(({ id }) => id);

  it('finds nothing for an id that CyberSource does not know', async () => {
    expect(await seriesOf(payment, searchIn())).to.deep.equal([]);
  });

  for (const [how, first] of [
    ['a related transaction', { ...details(more, 'ics_credit'), related: [payment] }],
    ['the first of its series', details(more, 'ics_bill', { rootId: payment })],
    [
      'the authorization that is held again',
      details(more, 'ics_auth', { type: 'reauthorize', original: payment }),
    ],
  ] as const)
    it(`follows ${how}`, async () => {
      expect(idsOf(await seriesOf(more, searchIn(first, authorization)))).to.deep.equal([more, payment]);
    });

  it('follows what was found, until nothing new is named', async () => {
    expect(idsOf(await seriesOf(another, searchIn(authorization, held, capture)))).to.deep.equal([
      another,
      again,
      payment,
    ]);
  });

  it('gives up on a transaction that is named and has no details yet', async () => {
    const error: unknown = await seriesOf(another, searchIn(capture)).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(UnreadableSearchResult).with.property('message').that.includes(again);
  });

  it('adds the authorizations that were made again, one upon the other, and leaves others alone', async () => {
    const heldTwice = details(more, 'ics_auth', { type: 'reauthorize', original: again });
    const other = details(another, 'ics_auth');
    const search = searchIn(authorization, held, heldTwice, other);
    expect(
      idsOf(await withReauthorizations([authorization], [payment, more, another, again], search)),
    ).to.have.members([payment, again, more]);
  });

  it('asks for the details of no transaction that it has read before', async () => {
    const asked: GatewayRef[] = [];
    const known = searchIn(authorization, held, capture);
    const search: TransactionSearch = {
      ...known,
      details: async (id) => {
        asked.push(id);
        return known.details(id);
      },
    };
    const series = await seriesOf(another, search);
    await withReauthorizations(series, [payment, again], search);
    expect(asked).to.deep.equal([another, again, payment]);
  });

  it('leaves alone what was authorized again for another payment of the order', async () => {
    const ofOther = details(more, 'ics_auth', { type: 'reauthorize', original: another });
    const search = searchIn(authorization, details(another, 'ics_auth'), ofOther);
    expect(idsOf(await withReauthorizations([authorization], [payment, more], search))).to.deep.equal([
      payment,
    ]);
  });

  it('leaves to a person an order of more than 200 authorizations', async () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, index) => String(index).padStart(22, '0') as GatewayRef);
    const search = searchIn(...ids(201).map((id) => details(id, 'ics_auth')));
    expect(await withReauthorizations([authorization], ids(200), search)).to.have.length(1);
    const failed = await withReauthorizations([authorization], ids(201), search).catch(
      (each: unknown) => each,
    );
    expect(failed).to.be.instanceOf(UnreadableSearchResult).with.property('message').that.includes(payment);
  });

  for (const [count, isRead] of [
    [200, true],
    [201, false],
  ] as const)
    it(`${isRead ? 'reads' : 'leaves to a person'} a series of ${count} transactions`, async () => {
      const ids = Array.from({ length: count }, (_, index) => String(index).padStart(22, '0') as GatewayRef);
      const [first, ...others] = ids.map((id) => details(id, 'ics_bill'));
      const whole = { ...(first ?? expect.fail()), related: ids.slice(1) };
      const read = await seriesOf(whole.id, searchIn(whole, ...others)).catch((problem: unknown) => problem);
      if (isRead) expect(read).to.have.length(count);
      else expect(read).to.be.instanceOf(UnreadableSearchResult);
    });

  it('is oldest first, by the id where the second is the same', () => {
    const [older, newer] = [details(payment, 'ics_auth'), details(again, 'ics_auth')];
    const sameTime = { ...newer, submittedAt: older.submittedAt } as TransactionDetails;
    for (const pair of [
      [older, newer],
      [older, sameTime],
    ] as const) {
      expect(idsOf([...pair].sort(byAge))).to.deep.equal([payment, again]);
      expect(idsOf([...pair].reverse().sort(byAge))).to.deep.equal([payment, again]);
    }
  });

  it('needs to know when a transaction was submitted', () => {
    const timeless = { ...authorization };
    Reflect.deleteProperty(timeless, 'submittedAt');
    expect(() => timeOf(timeless)).to.throw(UnreadableSearchResult, payment);
  });

  it('has a re-authorization where the comment says so of an authorization, and nowhere else', () => {
    expect(isReauthorization(held)).to.equal(true);
    expect(isReauthorization(authorization)).to.equal(false);
    expect(isReauthorization(details(more, 'ics_auth', { type: 'capture', original: payment }))).to.equal(
      false,
    );
    expect(isReauthorization(details(more, 'ics_bill', { type: 'reauthorize', original: payment }))).to.equal(
      false,
    );
  });
});
