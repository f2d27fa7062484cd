import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import { PaymentConflict } from '../../../src/domain/payment/payment-conflict.ts';
import type { PaymentStanding } from '../../../src/domain/payment/payment-standing.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { TimeWindow } from '../../../src/domain/time/time-window.ts';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { CaseStore } from '../../../src/payments/ports/case-store.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import {
  type DecisionAnswer,
  DECISIONS_WINDOW_MAX_MS,
  mergeDecisions,
  type ReviewDecision,
} from '../../../src/payments/review/review-decisions.ts';
import { createReviews, type Reviews, type ReviewsDeps } from '../../../src/payments/review/reviews.ts';
import { usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import {
  alreadyReversed,
  approved,
  declined,
  notSent,
  notVoidable,
  settling,
  unknown,
} from '../../builders/result.ts';
import { settings as anyShops } from '../../builders/settings.ts';

const SITE = 'siteUS' as SiteId;
const OTHER_SITE = 'siteJP' as SiteId;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLAIMED = Date.parse('2026-02-01T10:00:00Z');
const refOf = (nth: number) => `7${String(nth).padStart(21, '0')}` as GatewayRef;
const REF = refOf(1);

function underReview(nth = 1, more: Partial<PaymentAttempt> = {}): PaymentAttempt {
  const result: PaymentResult = {
    outcome: 'pending',
    because: 'review',
    ref: refOf(nth),
    amount: usd(1_000),
    gateway: { httpStatus: 201, cardType: '001' },
  };
  return {
    key: `k/${nth}` as CommandKey,
    fingerprint: 'f',
    attemptNumber: 1,
    payment: `p${nth}` as PaymentKey,
    operation: 'authorize',
    caller: 'webhook',
    site: SITE,
    channel: 'storefront',
    orderId: `o${nth}` as OrderId,
    amount: usd(1_000),
    captureNow: false,
    merchantTransactionId: `m${nth}` as MerchantTransactionId,
    claimedAt: new Date(CLAIMED),
    result,
    ...more,
  };
}

const decisionOf = (nth: number, more: Partial<ReviewDecision> = {}): ReviewDecision => ({
  ref: refOf(nth),
  orderId: `o${nth}` as OrderId,
  originalDecision: 'REVIEW',
  newDecision: 'ACCEPT',
  ...more,
});

const standing = (capturable: number): PaymentStanding =>
  ({ payment: { pending: false, capturable: usd(capturable) } }) as PaymentStanding;

describe('Payments that wait for a reviewer', () => {
  let time: number;
  let journal: Journal;
  let cases: CaseStore;
  let settings: GatewaySettings;
  let sent: PaymentCommand[];
  let answers: (command: PaymentCommand) => Promise<PaymentResult>;
  let left: PaymentStanding | undefined;
  let answer: DecisionAnswer;
  let asked: unknown[];
  let windows: TimeWindow[];
  let decisions: readonly ReviewDecision[];
  let told: string[];
  let errors: unknown[];
  let reviews: Reviews;

  const withDeps = (changes: Partial<ReviewsDeps> = {}): Reviews =>
    createReviews({
      cases,
      journal,
      settingsFor: () => Promise.resolve(settings),
      reviewDecisions: {
        decide: (...all) => {
          asked.push(all);
          return Promise.resolve(answer);
        },
        within: (window) => {
          windows.push(window);
          return Promise.resolve(decisions);
        },
        report: () => Promise.resolve(undefined),
      },
      executePayment: async (command) => {
        sent.push(command);
        const result = await answers(command);
        return { result, standing: left } as never;
      },
      areCasesOwn: false,
      now: () => new Date(time),
      deadlineMs: 2_000,
      onOpened: ({ orderId }) => told.push(`opened ${orderId}`),
      onDecided: ({ orderId }) => told.push(`decided ${orderId}`),
      onDeadline: ({ orderId }) => told.push(`deadline ${orderId}`),
      onNoLongerHeld: ({ orderId }) => told.push(`no longer held ${orderId}`),
      onError: (error, order) => errors.push([error, order]),
      ...changes,
    });
  const decide = (decision: 'ACCEPT' | 'REJECT' = 'ACCEPT', site?: SiteId) =>
    reviews.decide({ ref: REF, decision, comment: 'known', by: 'ada', ...(site && { site }) });
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof Problem ? error.code : error),
    );

  beforeEach(() => {
    time = CLAIMED + HOUR_MS;
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date(time) });
    cases = createMemoryCases(100);
    settings = { ...anyShops, site: SITE, channel: 'storefront', captureAfterReview: true, holdDays: {} };
    [sent, asked, windows, decisions, told, errors] = [[], [], [], [], [], []];
    answers = ({ amount }) => Promise.resolve(settling(amount));
    left = undefined;
    answer = 'decided';
    reviews = withDeps();
  });

  it('are noted once, with what they are for and when their hold ends', async () => {
    await reviews.note(underReview());
    await reviews.note(underReview());
    expect(told).to.deep.equal(['opened o1']);
    const [review] = await reviews.list();
    expect(review).to.deep.include({
      orderId: 'o1',
      channel: 'storefront',
      amount: { minor: 1_000, currency: 'USD' },
      authorizedAt: new Date(CLAIMED).toISOString(),
      deadline: new Date(CLAIMED + 10 * DAY_MS).toISOString(),
      isCarriedOut: false,
      isWarned: false,
    });
    expect(review?.stored).to.include({ id: REF, site: SITE, state: 'open' });
  });

  it('are no other attempts', async () => {
    for (const other of [
      underReview(1, { result: approved(usd(1), REF) }),
      underReview(1, { result: settling(usd(1), REF) }),
      underReview(1, { operation: 'capture' }),
    ])
      await reviews.note(other);
    expect(await reviews.list()).to.deep.equal([]);
  });

  it('are listed by site', async () => {
    await reviews.note(underReview(1));
    await reviews.note(underReview(2, { site: OTHER_SITE }));
    expect((await reviews.list()).map(({ orderId }) => orderId)).to.deep.equal(['o1', 'o2']);
    expect((await reviews.list(OTHER_SITE)).map(({ orderId }) => orderId)).to.deep.equal(['o2']);
  });

  describe('and are decided by an operator', () => {
    beforeEach(() => reviews.note(underReview()));

    it('are captured as a whole after a yes, where the settings say so', async () => {
      const review = await decide();
      expect(asked).to.deep.equal([[REF, 'ACCEPT', 'known', settings, 2_000]]);
      expect(review).to.deep.include({
        decided: {
          decision: 'ACCEPT',
          by: 'ada',
          source: 'operator',
          at: new Date(time).toISOString(),
          comment: 'known',
        },
        isCarriedOut: true,
      });
      expect(sent).to.have.length(1);
      expect(sent[0]).to.deep.include({
        key: `review/${REF}/capture`,
        type: 'capture',
        isFinal: true,
        caller: 'operator',
        actor: 'ada',
        site: SITE,
        channel: 'storefront',
        orderId: 'o1',
        amount: usd(1_000),
        original: REF,
      });
      expect(told).to.deep.equal(['opened o1', 'decided o1']);
      expect(await reviews.list()).to.deep.equal([]);
    });

    it('are left as they are after a yes otherwise', async () => {
      settings = { ...settings, captureAfterReview: false };
      expect(await decide()).to.include({ isCarriedOut: true });
      expect(sent).to.deep.equal([]);
    });

    it('are released after a no, whatever the settings say, and nothing that was taken is touched', async () => {
      settings = { ...settings, captureAfterReview: false };
      expect(await decide('REJECT')).to.include({ isCarriedOut: true });
      expect(sent).to.have.length(1);
      expect(sent[0]).to.deep.include({
        key: `review/${REF}/reverse`,
        type: 'void',
        of: 'authorization',
        reach: 'hold',
        isWhole: true,
        original: REF,
      });
    });

    it('are decided once', async () => {
      await decide();
      const again = await decide('REJECT').catch((error: unknown) => error);
      expect(again)
        .to.be.instanceOf(Problem)
        .and.include({
          code: 'conflict',
          message: `The payment was accepted by ada at ${new Date(time).toISOString()}. Comment: known`,
        });
      expect(asked).to.have.length(1);
    });

    it('are no business of an operator of another site, and of none where they are unknown', async () => {
      expect(await codeOf(decide('ACCEPT', OTHER_SITE))).to.equal('not-found');
      expect(
        await codeOf(reviews.decide({ ref: refOf(9), decision: 'ACCEPT', comment: '', by: 'ada' })),
      ).to.equal('not-found');
      expect(await codeOf(decide('ACCEPT', SITE))).to.equal('done');
    });

    it('are not decided twice at the same time, for a minute at most', async () => {
      let release: (answered: DecisionAnswer) => void = () => undefined;
      const slow = withDeps({
        reviewDecisions: {
          decide: () => new Promise((resolve) => (release = resolve)),
          within: () => Promise.resolve([]),
          report: () => Promise.resolve(undefined),
        },
      });
      const first = slow.decide({ ref: REF, decision: 'ACCEPT', comment: '', by: 'bob' });
      await new Promise((resolve) => setImmediate(resolve));
      time += 59_999;
      expect(await codeOf(decide())).to.equal('conflict');
      time += 1;
      expect(await codeOf(decide())).to.equal('done');
      release('decided');
      expect(await codeOf(first)).to.equal('conflict');
    });

    for (const [said, code] of [
      ['refused', 'conflict'],
      ['unknown', 'outcome-unknown'],
    ] as const)
      it(`stay open where CyberSource’s answer is ${said}, and can be decided at once`, async () => {
        answer = said;
        expect(await codeOf(decide())).to.equal(code);
        expect(await reviews.list()).to.have.length(1);
        expect(sent).to.deep.equal([]);
        answer = 'decided';
        expect(await codeOf(decide())).to.equal('done');
      });

    it('stay open while their capture is not known to be done, and are carried out with the next round', async () => {
      for (const result of [notSent, unknown]) {
        answers = () => Promise.resolve(result);
        if (sent.length === 0) expect(await decide()).to.include({ isCarriedOut: false });
        else await reviews.catchUp('conversion-details');
        expect(await reviews.list()).to.have.length(1);
      }
      answers = ({ amount }) => Promise.resolve(settling(amount));
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.deep.equal([]);
      expect(new Set(sent.map(({ key }) => key)).size).to.equal(1);
    });

    const conflict = (capturable: number): PaymentConflict =>
      PaymentConflict.forGood('No.', standing(capturable));

    it('have nothing left to do where the payment was captured or released meanwhile', async () => {
      answers = () => Promise.reject(conflict(0));
      expect(await decide()).to.include({ isCarriedOut: true });
      expect(errors).to.deep.equal([]);
    });

    for (const [name, no, problem] of [
      [
        'declined',
        () => Promise.resolve(declined()),
        'The capture after the review was declined (insufficient-funds).',
      ],
      [
        'refused',
        () => Promise.resolve(notVoidable),
        'The capture after the review was not made: CyberSource refused the request',
      ],
      ['not allowed by the payment’s state while it holds money', () => Promise.reject(conflict(1)), 'No.'],
      [
        'not sent because the site names another account now',
        () => Promise.reject(new Problem('conflict', 'Another account.')),
        'Another account.',
      ],
    ] as const)
      it(`stay open where what follows is ${name}, which is told once`, async () => {
        answers = no;
        expect(await decide()).to.include({ isCarriedOut: false });
        await reviews.catchUp('conversion-details');
        expect(await reviews.list()).to.have.length(1);
        expect(sent).to.have.length(2);
        expect(
          errors.map((each) => {
            const [error, order] = each as [Problem, unknown];
            return [error.message, order];
          }),
        ).to.deep.equal([[problem, { orderId: 'o1', site: SITE }]]);
      });

    it('are over, after a no of CyberSource’s, when nothing is held any more', async () => {
      answers = () => Promise.resolve(declined());
      await decide();
      left = standing(0);
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.deep.equal([]);
    });

    it('are over, after a no of CyberSource’s, when the issuer has let go of the hold', async () => {
      answers = () => Promise.resolve(declined());
      await decide();
      time = CLAIMED + 10 * DAY_MS - 1;
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.have.length(1);
      time += 1;
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.deep.equal([]);
    });

    it('are carried out where the hold was reversed before', async () => {
      answers = () => Promise.resolve(alreadyReversed);
      expect(await decide('REJECT')).to.include({ isCarriedOut: true });
      expect(errors).to.deep.equal([]);
    });

    it('stay open with an error that names the order where it fails otherwise', async () => {
      const failure = new Problem('wait-for-result', 'Later.');
      answers = () => Promise.reject(failure);
      expect(await decide()).to.include({ isCarriedOut: false });
      expect(errors).to.deep.equal([[failure, { orderId: 'o1', site: SITE }]]);
    });
  });

  it('are known from the journal where no case was noted', async () => {
    await journal.record([underReview()]);
    expect(await codeOf(decide())).to.equal('done');
    await journal.record([underReview(2, { result: approved(usd(1), refOf(2)) })]);
    expect(
      await codeOf(reviews.decide({ ref: refOf(2), decision: 'ACCEPT', comment: '', by: 'ada' })),
    ).to.equal('not-found');
  });

  describe('and are decided in the Business Center', () => {
    beforeEach(() => reviews.note(underReview()));

    it('are carried out when that is read, with reviewer, time and comment', async () => {
      decisions = [
        decisionOf(2),
        decisionOf(1, {
          newDecision: 'REJECT',
          reviewer: 'bea',
          comments: 'stolen',
          decidedAt: new Date(CLAIMED + 1),
        }),
      ];
      await reviews.catchUp('notification');
      expect(sent.map(({ type }) => type)).to.deep.equal(['void']);
      const stored = await cases.find('review', REF);
      expect(stored?.content).to.have.deep.property('decided', {
        decision: 'REJECT',
        by: 'bea',
        source: 'notification',
        at: new Date(CLAIMED + 1).toISOString(),
        comment: 'stolen',
      });
    });

    it('are carried out without those where CyberSource does not say', async () => {
      decisions = [decisionOf(1)];
      await reviews.catchUp('conversion-details');
      expect((await cases.find('review', REF))?.content).to.have.deep.property('decided', {
        decision: 'ACCEPT',
        by: 'a reviewer in the Business Center',
        source: 'conversion-details',
        at: new Date(time).toISOString(),
      });
    });

    it('wait on where Decision Manager alone has spoken', async () => {
      decisions = [decisionOf(1, { newDecision: 'REVIEW' })];
      await reviews.catchUp('notification');
      expect(await reviews.list()).to.have.length(1);
    });

    it('are looked for from five minutes before the oldest was seen until a second from now, at most 30 days back', async () => {
      await reviews.note(underReview(2, { claimedAt: new Date(CLAIMED + HOUR_MS) }));
      await reviews.catchUp('conversion-details');
      expect(windows).to.deep.equal([{ from: new Date(CLAIMED - 300_000), to: new Date(time + 1_000) }]);
      windows = [];
      settings = { ...settings, holdDays: { '001': 60 } };
      await reviews.note(underReview(3));
      time = CLAIMED + 40 * DAY_MS;
      await reviews.catchUp('conversion-details');
      expect(windows[0]?.from).to.deep.equal(new Date(time + 1_000 - 30 * DAY_MS));
      expect(windows.at(-1)?.to).to.deep.equal(new Date(time + 1_000));
      expect(windows.every(({ from, to }) => to.getTime() - from.getTime() < DAY_MS)).to.equal(true);
    });

    it('are warned of once, when their hold lives for less than a day', async () => {
      time = CLAIMED + 9 * DAY_MS;
      await reviews.catchUp('conversion-details');
      expect(told).to.deep.equal(['opened o1']);
      time += 1;
      for (let round = 1; round <= 2; round += 1) await reviews.catchUp('conversion-details');
      expect(told).to.deep.equal(['opened o1', 'deadline o1']);
    });

    it('are carried out, warned of and read although another one’s site was removed', async () => {
      settings = { ...settings, captureAfterReview: false };
      const removed = new Problem('not-configured', 'No such site.');
      await reviews.note(underReview(2, { site: OTHER_SITE }));
      await reviews.note(underReview(3, { site: OTHER_SITE }));
      await reviews.note(underReview(4));
      decisions = [decisionOf(2), decisionOf(4)];
      answer = 'decided';
      const stored = await cases.find('review', refOf(3));
      if (stored === undefined) expect.fail();
      const decided = { decision: 'ACCEPT', by: 'ada', source: 'operator', at: '2026-02-01T11:00:00.000Z' };
      await cases.change(stored, { state: 'open', content: { ...stored.content, decided } });
      await withDeps({
        settingsFor: (site) => (site === OTHER_SITE ? Promise.reject(removed) : Promise.resolve(settings)),
      }).catchUp('conversion-details');
      expect((await reviews.list()).map(({ orderId }) => orderId)).to.deep.equal(['o1', 'o2', 'o3']);
      expect(errors).to.deep.equal([
        [removed, { orderId: 'o3', site: OTHER_SITE }],
        [removed, { orderId: 'o2', site: OTHER_SITE }],
      ]);
    });

    it('are read at each account, also where one cannot be read', async () => {
      await reviews.note(underReview(2, { site: OTHER_SITE }));
      const failure = new Problem('gateway-failure', 'No answer.');
      const other = { ...settings, account: { ...settings.account, merchantId: 'other' } };
      await withDeps({
        settingsFor: (site) => Promise.resolve(site === OTHER_SITE ? other : settings),
        reviewDecisions: {
          decide: () => Promise.resolve('unknown'),
          within: (_window, { account }) =>
            account.merchantId === 'other' ? Promise.resolve([decisionOf(2)]) : Promise.reject(failure),
          report: () => Promise.resolve(undefined),
        },
      }).catchUp('conversion-details');
      expect(told).to.include('decided o2');
      expect(errors).to.deep.equal([[failure, undefined]]);
    });

    it('are left to the next round where the database cannot be reached', async () => {
      await reviews.note(underReview(2));
      const down = new Problem('journal-unavailable', 'Down.');
      time = CLAIMED + 9.5 * DAY_MS;
      await withDeps({ cases: { ...cases, change: () => Promise.reject(down) } }).catchUp('notification');
      expect(errors).to.deep.equal([[down, undefined]]);
    });

    it('are over when their payment was reversed, and told of once', async () => {
      const reversal = underReview(1, {
        key: 'void' as CommandKey,
        operation: 'void',
        original: REF,
        result: approved(usd(1_000)),
      });
      await journal.record([underReview(), reversal]);
      await reviews.note(underReview(2));
      await journal.record([underReview(2)]);
      for (let round = 1; round <= 2; round += 1) await reviews.catchUp('conversion-details');
      expect((await reviews.list()).map(({ orderId }) => orderId)).to.deep.equal(['o2']);
      expect(told).to.deep.equal(['opened o1', 'opened o2', 'no longer held o1']);
    });

    it('are over a day after their hold has ended: what was decided just before is read', async () => {
      time = CLAIMED + 11 * DAY_MS - 1;
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.have.length(1);
      time += 1;
      await reviews.catchUp('conversion-details');
      expect(await reviews.list()).to.deep.equal([]);
      expect(told).to.deep.equal(['opened o1', 'deadline o1', 'no longer held o1']);
    });

    it('count although they were over, where CyberSource says so when a capture asks', async () => {
      time = CLAIMED + 11 * DAY_MS;
      await reviews.catchUp('conversion-details');
      expect(await codeOf(reviews.requireAccepted(underReview()))).to.equal('conflict');
      decisions = [decisionOf(1)];
      expect(await codeOf(reviews.requireAccepted(underReview()))).to.equal('done');
      expect(sent).to.have.length(1);
    });

    it('are left alone by a process that ends', async () => {
      await reviews.catchUp('conversion-details', () => true);
      expect(windows).to.deep.equal([]);
    });

    it('wait on where CyberSource cannot be read', async () => {
      const failure = new Problem('gateway-failure', 'No answer.');
      const failing = withDeps({
        reviewDecisions: {
          decide: () => Promise.resolve('unknown'),
          within: () => Promise.reject(failure),
          report: () => Promise.resolve(undefined),
        },
      });
      await failing.catchUp('conversion-details');
      expect(errors).to.deep.equal([[failure, undefined]]);
    });
  });

  describe('are not captured', () => {
    it('while nobody has accepted them', async () => {
      await reviews.note(underReview());
      expect(await codeOf(reviews.requireAccepted(underReview()))).to.equal('conflict');
      expect(windows).to.deep.equal([]);
    });

    it('after a no, which is told', async () => {
      await reviews.note(underReview());
      await decide('REJECT');
      const refused = await reviews.requireAccepted(underReview()).catch((error: unknown) => error);
      expect(refused).to.have.property('message').that.includes('was rejected by ada');
    });

    it('and are captured after a yes, or where no review was wanted', async () => {
      await reviews.note(underReview());
      await decide();
      expect(await codeOf(reviews.requireAccepted(underReview()))).to.equal('done');
      const other = underReview(2, { result: approved(usd(1), refOf(2)) });
      expect(await codeOf(reviews.requireAccepted(other))).to.equal('done');
      expect(await codeOf(reviews.requireAccepted(underReview(3, { result: unknown })))).to.equal('done');
    });

    it('before CyberSource was asked, where another instance may have been told', async () => {
      settings = { ...settings, captureAfterReview: false };
      expect(await codeOf(reviews.requireAccepted(underReview()))).to.equal('conflict');
      expect(windows).to.have.length(1);
      const own = withDeps({ areCasesOwn: true });
      expect(await codeOf(own.requireAccepted(underReview()))).to.equal('conflict');
      decisions = [decisionOf(1)];
      expect(await codeOf(own.requireAccepted(underReview()))).to.equal('done');
      decisions = [decisionOf(2, { newDecision: 'REJECT' })];
      expect(await codeOf(own.requireAccepted(underReview(2)))).to.equal('conflict');
    });

    it('with one deadline for all the days that are read while the order management waits, and one for each where nobody does', async () => {
      const deadlines: number[] = [];
      const slow = withDeps({
        reviewDecisions: {
          decide: () => Promise.resolve('unknown'),
          within: async (_window, _settings, deadlineMs) => {
            deadlines.push(deadlineMs);
            await pause(20);
            return [];
          },
          report: () => Promise.resolve(undefined),
        },
      });
      time = CLAIMED + 2 * DAY_MS;
      await slow.note(underReview());
      await slow.catchUp('conversion-details');
      expect(deadlines).to.deep.equal([2_000, 2_000, 2_000]);
      deadlines.length = 0;
      expect(await codeOf(slow.requireAccepted(underReview(2)))).to.equal('conflict');
      expect(deadlines).to.have.length(3);
      expect(deadlines[2]).to.be.below(2_000 - 30);
    });

    it('while CyberSource cannot be asked', async () => {
      const failing = (error: Error) =>
        withDeps({
          reviewDecisions: {
            decide: () => Promise.resolve('unknown'),
            within: () => Promise.reject(error),
            report: () => Promise.resolve(undefined),
          },
        });
      const failure = new Problem('gateway-failure', 'No answer.');
      expect(await codeOf(failing(failure).requireAccepted(underReview()))).to.equal('wait-for-result');
      const defect = new TypeError('a defect');
      expect(await codeOf(failing(defect).requireAccepted(underReview(2)))).to.equal(defect);
    });
  });
});

describe('Decisions that came several ways', () => {
  it('are taken at less than 24 hours at once', () => {
    expect(DECISIONS_WINDOW_MAX_MS).to.equal(86_340_000);
  });

  it('count once each, oldest first, and by their ids where the time is the same or not known', () => {
    const at = (ms: number) => ({ decidedAt: new Date(ms) });
    const merged = mergeDecisions([
      decisionOf(3, at(2)),
      decisionOf(2, at(2)),
      decisionOf(1, at(5)),
      decisionOf(5),
      decisionOf(4),
      decisionOf(3, { ...at(2), reviewer: 'ada' }),
      decisionOf(3, { ...at(3), newDecision: 'REJECT' }),
    ]);
    expect(
      merged.map(({ ref, newDecision, reviewer }) => [Number(ref.slice(1)), newDecision, reviewer]),
    ).to.deep.equal([
      [4, 'ACCEPT', undefined],
      [5, 'ACCEPT', undefined],
      [2, 'ACCEPT', undefined],
      [3, 'ACCEPT', 'ada'],
      [3, 'REJECT', undefined],
      [1, 'ACCEPT', undefined],
    ]);
  });
});
