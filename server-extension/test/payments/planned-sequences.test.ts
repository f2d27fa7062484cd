import type { FollowOn } from '../../src/domain/payment/command.ts';
import { expect } from 'chai';
import type { CommandKey, GatewayRef } from '../../src/domain/ids.ts';
import type { RefundLine } from '../../src/domain/payment/order-line.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Gateway } from '../../src/payments/ports/gateway.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { createPayments } from '../builders/payments.ts';
import { aRememberingGateway, type RememberingGateway } from '../builders/records.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { declined, notSent, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

type Word =
  | 'capture'
  | 'final'
  | 'reduce'
  | 'increment'
  | 'refund'
  | 'reverse'
  | 'void'
  /** So many days pass: a hold lives for seven. */
  | 'days'
  /** A capture that is authorized again, and then not sent. */
  | 'held again';

/**
 * What is asked, for how much (everything where nothing is said), and what it is for: `a*2` of a capture, `a*2@30,b*1@20` of
 * a refund, `of 2` of a refund from the second capture.
 */
type Step = readonly [Word, number?, string?];

/** What happened to a payment of 100.00 before, what is asked for, and what that comes to. */
const SCENARIOS: readonly (readonly [before: readonly Step[], asked: Step, steps: readonly string[]])[] = [
  [[], ['capture', 100], ['capture 100']],
  [[], ['capture', 60], ['capture 60']],
  [[], ['final', 60], ['capture 60']],
  [[], ['reduce', 20], ['void 20']],
  [[], ['increment', 20], ['increment 20']],
  [[], ['void'], ['void 100']],
  [[], ['void', 30], ['void 30']],
  [[], ['reverse'], ['void 100']],
  [[], ['reverse', 40], ['void 40']],
  [[['reduce', 20]], ['capture', 80], ['capture 80']],
  [[['reduce', 20]], ['reverse'], ['void 80']],
  [[['increment', 50]], ['capture', 150], ['capture 150']],
  [[['increment', 50]], ['reverse'], ['void 150']],
  [
    [
      ['increment', 50],
      ['reduce', 30],
    ],
    ['reverse'],
    ['void 120'],
  ],
  [[['capture', 60]], ['capture', 40], ['capture 40']],
  [[['capture', 60]], ['increment', 10], ['increment 10']],
  [[['capture', 60]], ['reduce', 40], ['void 40']],
  [[['capture', 60]], ['void'], ['void 40']],
  [[['capture', 60]], ['reverse'], ['void 40', 'refund 60 of capture 1']],
  [[['capture', 60]], ['reverse', 50], ['void 40', 'refund 10 of capture 1']],
  [[['capture', 60]], ['reverse', 30], ['void 30']],
  [[['capture', 60]], ['refund', 60], ['refund 60 of capture 1']],
  [[['final', 60]], ['refund', 60], ['refund 60 of capture 1']],
  [[['final', 60]], ['reverse', 50], ['refund 50 of capture 1']],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 100],
    ['refund 60 of capture 1', 'refund 40 of capture 2'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 40],
    ['refund 40 of capture 1'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 70],
    ['refund 60 of capture 1', 'refund 10 of capture 2'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['reverse'],
    ['void 60', 'void 40'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['void'],
    ['void 60', 'void 40'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['reverse', 70],
    ['refund 60 of capture 1', 'refund 10 of capture 2'],
  ],
  [
    [
      ['capture', 20],
      ['capture', 30],
      ['capture', 10],
    ],
    ['reverse'],
    ['void 40', 'refund 20 of capture 1', 'refund 30 of capture 2', 'refund 10 of capture 3'],
  ],
  [
    [
      ['capture', 60],
      ['refund', 20],
    ],
    ['reverse'],
    ['void 40', 'refund 40 of capture 1'],
  ],
  [
    [
      ['capture', 100],
      ['refund', 20],
    ],
    ['reverse'],
    ['refund 80 of capture 1'],
  ],
  [
    [
      ['increment', 20],
      ['capture', 70],
    ],
    ['reverse'],
    ['void 50', 'refund 70 of capture 1'],
  ],
  [[['capture', 60, 'a*2']], ['refund', 30, 'a*1@30'], ['refund 30 of capture 1']],
  [
    [
      ['capture', 60, 'a*2'],
      ['capture', 40, 'b*1'],
    ],
    ['refund', 40, 'b*1@40'],
    ['refund 40 of capture 2'],
  ],
  [
    [
      ['capture', 60, 'a*2'],
      ['capture', 40, 'b*1'],
    ],
    ['refund', 70, 'b*1@40,a*1@30'],
    ['refund 30 of capture 1', 'refund 40 of capture 2'],
  ],
  [
    [
      ['capture', 50, 'a*1,b*1'],
      ['capture', 25, 'a*1'],
      ['capture', 25, 'a*1'],
    ],
    ['refund', 74, 'a*3@74'],
    ['refund 24 of capture 1', 'refund 25 of capture 2', 'refund 25 of capture 3'],
  ],
  [
    [
      ['capture', 60, 'a*2'],
      ['capture', 40, 'a*2'],
      ['refund', 30, 'a*1@30'],
    ],
    ['refund', 50, 'a*2@50'],
    ['refund 25 of capture 1', 'refund 25 of capture 2'],
  ],
  [[['capture', 100]], ['refund', 20, 'a*1@20'], ['refund 20 of capture 1']],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 35, 'of 2'],
    ['refund 35 of capture 2'],
  ],
  [[['days', 8]], ['capture', 60], ['reauthorize 60', 'capture 60']],
  [[['days', 8]], ['final', 60], ['reauthorize 60', 'capture 60']],
  [[['days', 8]], ['reverse'], ['void 100']],
  [
    [
      ['capture', 60],
      ['days', 8],
    ],
    ['capture', 40],
    ['reauthorize 40', 'capture 40'],
  ],
  [
    [
      ['days', 8],
      ['capture', 60],
    ],
    ['capture', 40],
    ['reauthorize 40', 'capture 40'],
  ],
  [
    [
      ['days', 8],
      ['held again', 60],
    ],
    ['capture', 60],
    ['capture 60'],
  ],
  [
    [
      ['days', 8],
      ['held again', 60],
      ['days', 8],
    ],
    ['capture', 60],
    ['reauthorize 60', 'capture 60'],
  ],
  [
    [
      ['days', 8],
      ['held again', 60],
    ],
    ['reverse'],
    ['void 60', 'void 40'],
  ],
  [
    [
      ['days', 8],
      ['held again', 60],
    ],
    ['reduce', 70],
    ['void 60', 'void 10'],
  ],
  [
    [
      ['days', 8],
      ['capture', 60],
    ],
    ['reverse'],
    ['void 40', 'refund 60 of capture 1'],
  ],
  [
    [
      ['days', 8],
      ['capture', 60],
      ['capture', 40],
    ],
    ['reverse'],
    ['void 60', 'void 40'],
  ],
  [
    [
      ['days', 8],
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 70],
    ['refund 60 of capture 1', 'refund 10 of capture 2'],
  ],
];

const allowed: GatewaySettings = { ...settings, reauthorize: true, holdDays: {} };
const DAY_MS = 24 * 60 * 60 * 1000;

/** What becomes of a call: it never leaves, it is declined, its answer is lost, or it is lost itself. */
const FAULTS = ['not sent', 'declined', 'answered with nothing', 'lost on its way'] as const;
type Fault = (typeof FAULTS)[number];

/** A journal that lasts, and one that a restart empties before every step. */
for (const journalKind of ['shared', 'own'] as const)
  describe(`What a preview shows and what is sent, with a journal that is ${journalKind}`, function () {
    this.timeout(60_000);

    for (const [before, asked, steps] of SCENARIOS) {
      const name = [...before, asked]
        .map(([word, minor = 'all', what = '']) => `${word} ${minor} ${what}`.trim())
        .join(', ');

      it(`are the same: ${name}`, async () => {
        const world = aWorld(journalKind);
        await world.begin(before);
        const command = world.commandFor(asked);
        expect(await world.preview(command)).to.deep.equal(steps);
        const sent = world.gateway.ledger.length;
        await world.send(command);
        expect(world.ledgerFrom(sent)).to.deep.equal(steps);
        world.expectCapturesOfNewHolds();
        await world.expectSumsConserved(command);
      });

      for (const fault of FAULTS)
        for (const [failing] of steps.entries())
          it(`are the same when step ${failing + 1} is ${fault} at first: ${name}`, async () => {
            const world = aWorld(journalKind);
            await world.begin(before);
            const command = world.commandFor(asked);
            const sent = world.gateway.ledger.length;
            world.failAt(failing, fault);
            const { outcome } = await world.send(command);
            const isDone = fault === 'answered with nothing';
            const done = steps.slice(0, failing + (isDone ? 1 : 0));
            // What can no longer be voided is refunded by the same request.
            const isRefundedInstead =
              fault === 'declined' && asked[0] === 'reverse' && isVoidOfCapture(steps, before);
            if (!isRefundedInstead) {
              expect(outcome).to.equal(OUTCOMES[fault]);
              expect(world.ledgerFrom(sent)).to.deep.equal(done);
            }
            await world.expectSumsConserved(command);

            // What is left is what the preview shows now, also to a process that knows nothing of the first attempt.
            const isOver = journalKind === 'shared' ? fault !== 'not sent' : done.length === steps.length;
            const left = await world.preview(command);
            if (!isRefundedInstead) expect(left).to.deep.equal(isOver ? ['ended'] : steps.slice(done.length));
            const resent = world.gateway.ledger.length;
            await world.send(command);
            expect(world.ledgerFrom(resent)).to.deep.equal(left[0] === 'ended' ? [] : left);
            await world.expectSumsConserved(command);
          });
    }
  });

const OUTCOMES: Readonly<Record<Fault, string>> = {
  'not sent': 'not-sent',
  declined: 'declined',
  'answered with nothing': 'unknown',
  'lost on its way': 'unknown',
};

function isVoidOfCapture(steps: readonly string[], before: readonly Step[]): boolean {
  return (
    steps[0]?.startsWith('void') === true && before.some(([word]) => word === 'capture') && steps.length > 1
  );
}

interface World {
  readonly gateway: RememberingGateway;
  begin(before: readonly Step[]): Promise<void>;
  commandFor(step: Step): FollowOn;
  preview(command: FollowOn): Promise<readonly string[]>;
  send(command: FollowOn): Promise<{ readonly outcome: string }>;
  ledgerFrom(sent: number): readonly string[];
  /** The call after that many goes wrong, once. */
  failAt(ordinal: number, fault: Fault): void;
  /** What follows on a re-authorization is captured from that, not from what has expired. */
  expectCapturesOfNewHolds(): void;
  /** Nothing is taken twice and nothing gets lost, also while an outcome is unknown. */
  expectSumsConserved(command: FollowOn): Promise<void>;
}

function aWorld(journalKind: 'shared' | 'own'): World {
  let clock = Date.parse('2026-02-01T10:00:00Z');
  const now = (): Date => new Date(clock);
  const gateway = aRememberingGateway(now);
  const lasting = aJournal(now);
  let original: GatewayRef;
  let failing: { in: number; readonly fault: Fault } | undefined;
  const sending: Gateway = {
    ...gateway,
    async send(command, of, call) {
      if (failing === undefined || failing.in > 0) {
        if (failing !== undefined) failing.in -= 1;
        return gateway.send(command, of, call);
      }
      const { fault } = failing;
      failing = undefined;
      if (fault === 'not sent') return notSent;
      if (fault === 'declined') return declined();
      if (fault === 'answered with nothing') await gateway.send(command, of, call);
      return unknown;
    },
  };
  const process = (): ReturnType<typeof createPayments> =>
    createPayments({
      gateway: sending,
      journal: journalKind === 'shared' ? lasting : aJournal(now),
      records: gateway,
      isJournalOwn: journalKind === 'own',
      searchLagMs: 0,
      now,
    });
  const captures = (): readonly GatewayRef[] =>
    gateway.ledger.flatMap(({ command, result }) =>
      command.type === 'capture' ? [gatewayRefOf(result) ?? expect.fail('It has no id.')] : [],
    );
  const worded = ({ type, amount, ...step }: Pick<FollowOn, 'type' | 'amount' | 'original'>): string => {
    const nth = captures().indexOf(step.original) + 1;
    return `${type} ${amount.minor}${type === 'refund' && nth > 0 ? ` of capture ${nth}` : ''}`;
  };
  const world: World = {
    gateway,
    async begin(before) {
      const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1', customerId: 'C1' } as const;
      const authorization = anAuthorization({ amount: usd(100), instrument });
      const { result } = await process().executePayment(authorization, allowed);
      original = gatewayRefOf(result) ?? expect.fail('It was not authorized.');
      for (const step of before) {
        const [word, minor = 0] = step;
        if (word === 'days') {
          clock += minor * DAY_MS;
          continue;
        }
        if (word === 'held again') world.failAt(1, 'not sent');
        await world.send(world.commandFor(step));
      }
    },
    commandFor([word, minor, what]) {
      const common = {
        original,
        amount: usd(minor ?? 0),
        ...(minor === undefined && { isWhole: true as const }),
      };
      switch (word) {
        case 'days':
          throw new RangeError('Time is not asked for');
        case 'held again':
        case 'capture':
          return aCapture({
            original,
            amount: common.amount,
            ...(what !== undefined && { lines: linesIn(what) }),
          });
        case 'final':
          return aCapture({ original, amount: common.amount, isFinal: true });
        case 'refund': {
          const nth = /^of (\d)$/.exec(what ?? '')?.[1];
          const capture = nth === undefined ? undefined : captures()[Number(nth) - 1];
          return aRefund({
            original,
            amount: common.amount,
            ...(capture !== undefined && { capture }),
            ...(what !== undefined && capture === undefined && { lines: linesIn(what) }),
          });
        }
        case 'increment': {
          const { key, fingerprint, caller, site, channel, orderId } = aCapture(common);
          const asked = { key: `${key}-more` as CommandKey, fingerprint, caller, site, channel, orderId };
          return { ...asked, type: 'increment', original, amount: common.amount };
        }
        case 'reverse':
          return aVoid(common);
        case 'reduce':
          return aVoid({ ...common, reach: 'hold' });
        case 'void':
          return aVoid({ ...common, reach: 'unsettled' });
      }
    },
    async preview(command) {
      const { planned } = await process().previewPayment(command, allowed);
      return planned.kind === 'steps' ? planned.steps.map(worded) : [planned.kind];
    },
    async send(command) {
      return (await process().executePayment(command, allowed)).result;
    },
    ledgerFrom: (sent) => gateway.ledger.slice(sent).map(({ command }) => worded(command as FollowOn)),
    failAt(ordinal, fault) {
      failing = { in: ordinal, fault };
    },
    expectCapturesOfNewHolds() {
      for (const [at, { command, result }] of gateway.ledger.entries()) {
        const next = gateway.ledger[at + 1]?.command;
        if (command.type !== 'reauthorize' || next?.type !== 'capture') continue;
        expect(next.original).to.equal(gatewayRefOf(result));
        expect(next.amount).to.deep.equal(command.amount);
      }
    },
    async expectSumsConserved(command) {
      const { standing } = await process().previewPayment(command, allowed);
      const { authorized, captured, refunded, reversed, capturable, refundable, pending } = standing.payment;
      const held = authorized.minor - captured.minor - reversed.minor;
      const taken = captured.minor - refunded.minor;
      // What is unknown may be used up: it is not free.
      expect(capturable.minor, 'free to capture').to.be.within(0, held);
      expect(refundable.minor, 'free to refund').to.be.within(0, taken);
      if (!pending) expect([capturable.minor, refundable.minor]).to.deep.equal([held, taken]);
    },
  };
  return world;
}

/** `a*2` or `a*2@30`, separated by commas. */
function linesIn(text: string): readonly RefundLine[] {
  return text.split(',').map((line) => {
    const [, lineId = '', quantity, minor] = /^(\w)\*(\d)(?:@(\d+))?$/.exec(line) ?? [];
    return { lineId, quantity: Number(quantity), amount: usd(Number(minor ?? 0)) };
  });
}

function aJournal(now: () => Date): Journal {
  return createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now });
}
