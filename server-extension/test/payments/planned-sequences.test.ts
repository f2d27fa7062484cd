import { expect } from 'chai';
import type { CommandKey, GatewayRef } from '../../src/domain/ids.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Gateway, Journal } from '../../src/payments/ports/ports.ts';
import type { FollowOn } from '../../src/payments/rules/request-steps.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { createPayments } from '../builders/payments.ts';
import { aRememberingGateway, type RememberingGateway } from '../builders/records.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { notSent } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

type Word = 'capture' | 'final' | 'reduce' | 'increment' | 'refund' | 'reverse' | 'void';
type Step = readonly [Word, number?];

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
  [[['capture', 60]], ['reverse'], ['void 40', 'refund 60']],
  [[['capture', 60]], ['reverse', 50], ['void 40', 'refund 10']],
  [[['capture', 60]], ['reverse', 30], ['void 30']],
  [[['capture', 60]], ['refund', 60], ['refund 60']],
  [[['final', 60]], ['refund', 60], ['refund 60']],
  [[['final', 60]], ['reverse', 50], ['refund 50']],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 100],
    ['refund 60', 'refund 40'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 40],
    ['refund 40'],
  ],
  [
    [
      ['capture', 60],
      ['capture', 40],
    ],
    ['refund', 70],
    ['refund 60', 'refund 10'],
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
    ['refund 60', 'refund 10'],
  ],
  [
    [
      ['capture', 20],
      ['capture', 30],
      ['capture', 10],
    ],
    ['reverse'],
    ['void 40', 'refund 20', 'refund 30', 'refund 10'],
  ],
  [
    [
      ['capture', 60],
      ['refund', 20],
    ],
    ['reverse'],
    ['void 40', 'refund 40'],
  ],
  [
    [
      ['capture', 100],
      ['refund', 20],
    ],
    ['reverse'],
    ['refund 80'],
  ],
  [
    [
      ['increment', 20],
      ['capture', 70],
    ],
    ['reverse'],
    ['void 50', 'refund 70'],
  ],
];

/** A journal that lasts, and one that a restart empties before every call. */
for (const journalKind of ['shared', 'own'] as const)
  describe(`What a preview shows and what is sent, with a journal that is ${journalKind}`, function () {
    this.timeout(60_000);

    for (const [before, asked, steps] of SCENARIOS) {
      const name = [...before, asked].map(([word, minor = 'all']) => `${word} ${minor}`).join(', ');

      it(`are the same: ${name}`, async () => {
        const world = aWorld(journalKind);
        await world.begin(before);
        const command = world.commandFor(asked);
        expect(await world.preview(command)).to.deep.equal(steps);
        const sent = world.gateway.book.length;
        await world.send(command);
        expect(world.bookFrom(sent)).to.deep.equal(steps);
      });

      for (const [failing] of steps.entries())
        it(`are the same when step ${failing + 1} is not sent at first: ${name}`, async () => {
          const world = aWorld(journalKind);
          await world.begin(before);
          const command = world.commandFor(asked);
          const sent = world.gateway.book.length;
          world.failAt(failing);
          expect((await world.send(command)).outcome).to.equal('not-sent');
          expect(world.bookFrom(sent)).to.deep.equal(steps.slice(0, failing));
          // What is left is what the preview shows now, also to a process that knows nothing of the first attempt.
          expect(await world.preview(command)).to.deep.equal(steps.slice(failing));
          await world.send(command);
          expect(world.bookFrom(sent)).to.deep.equal(steps);
        });
    }
  });

interface World {
  readonly gateway: RememberingGateway;
  begin(before: readonly Step[]): Promise<void>;
  commandFor(step: Step): FollowOn;
  preview(command: FollowOn): Promise<readonly string[]>;
  send(command: FollowOn): Promise<{ readonly outcome: string }>;
  bookFrom(sent: number): readonly string[];
  /** The call after that many is not sent, once. */
  failAt(ordinal: number): void;
}

function aWorld(journalKind: 'shared' | 'own'): World {
  const gateway = aRememberingGateway();
  const lasting = aJournal();
  let original: GatewayRef;
  let failsIn: number | undefined;
  const sending: Gateway = {
    ...gateway,
    async send(command, of, call) {
      if (failsIn === 0) {
        failsIn = undefined;
        return notSent;
      }
      if (failsIn !== undefined) failsIn -= 1;
      return gateway.send(command, of, call);
    },
  };
  const process = (): ReturnType<typeof createPayments> =>
    createPayments({
      gateway: sending,
      journal: journalKind === 'shared' ? lasting : aJournal(),
      records: gateway,
      isJournalOwn: journalKind === 'own',
      searchLagMs: 0,
    });
  const world: World = {
    gateway,
    async begin(before) {
      const { result } = await process().executePayment(anAuthorization({ amount: usd(100) }), settings);
      original = gatewayRefOf(result) ?? expect.fail('It was not authorized.');
      for (const step of before) await world.send(world.commandFor(step));
    },
    commandFor([word, minor]) {
      const common = {
        original,
        amount: usd(minor ?? 0),
        ...(minor === undefined && { isWhole: true as const }),
      };
      switch (word) {
        case 'capture':
          return aCapture({ original, amount: common.amount });
        case 'final':
          return aCapture({ original, amount: common.amount, isFinal: true });
        case 'refund':
          return aRefund({ original, amount: common.amount });
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
      const { planned } = await process().previewPayment(command, settings);
      if (planned.kind !== 'steps') return [planned.kind];
      return planned.steps.map(({ type, amount }) => `${type} ${amount.minor}`);
    },
    async send(command) {
      return (await process().executePayment(command, settings)).result;
    },
    bookFrom: (sent) =>
      gateway.book.slice(sent).map(({ command: { type, amount } }) => `${type} ${amount.minor}`),
    failAt(ordinal) {
      failsIn = ordinal;
    },
  };
  return world;
}

function aJournal(): Journal {
  return createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => new Date() });
}
