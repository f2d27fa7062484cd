import { expect } from 'chai';
import { checkoutHostOf } from '../../src/occ/checkout-host.ts';
import * as events from '../../src/occ/checkout-events.ts';
import * as states from '../../src/occ/checkout-states.ts';
import type { EarlierOrderState } from '../../src/one-order/earlier-order.ts';
import {
  aCard,
  fakeCheckout,
  fakeForm,
  fakeOrder,
  fakeTopics,
  type FakeCheckout,
  type FakeForm,
  type FakeOrder,
} from '../fakes/order.ts';

const STATES = ['IDLE', 'CHECKING', 'COLLECTING', 'SENDING', 'SENT', 'CHALLENGED'] as const;
type State = (typeof STATES)[number];
type Event = keyof typeof events;

/** Each event's next states, from each state in the order of `STATES`. `–`: it changes nothing there. */
const TABLE: Readonly<Record<Event, readonly (State | '–')[]>> = {
  validated: ['IDLE', '–', '–', '–', '–', '–'],
  placed: ['CHECKING', '–', '–', '–', '–', '–'],
  freed: ['–', 'COLLECTING', '–', '–', '–', '–'],
  blocked: ['–', 'IDLE', 'IDLE', '–', '–', 'IDLE'],
  collected: ['–', '–', 'SENDING', '–', '–', 'SENDING'],
  handedOver: ['–', '–', '–', 'SENT', '–', '–'],
  unsent: ['–', '–', 'IDLE', 'IDLE', '–', 'IDLE'],
  challenged: ['–', 'CHALLENGED', 'CHALLENGED', 'CHALLENGED', 'CHALLENGED', 'CHALLENGED'],
  unanswered: ['–', 'CHECKING', 'COLLECTING', 'SENDING', 'SENT', 'CHALLENGED'],
  ended: ['–', 'IDLE', 'IDLE', 'IDLE', 'IDLE', 'IDLE'],
  abandoned: ['–', 'IDLE', 'IDLE', '–', '–', '–'],
  left: ['IDLE', 'IDLE', 'IDLE', 'IDLE', 'IDLE', 'IDLE'],
};

/** The next state as the numbers say it. */
function nextOf(event: Event, state: State): State | '–' {
  const [bits, from] = [events[event], states[state]];
  if ((bits & from) === 0) return '–';
  const next = bits >> states.NEXT;
  return next === 0 ? state : (STATES.find((each) => states[each] === next) ?? '–');
}

/** Lets promises that are settled run their callbacks. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const PLACED = { state: 'SUBMITTED', payments: [{ paymentState: 'AUTHORIZED' }] };
const CHALLENGE = {
  id: 'o1',
  payments: [{ uiIntervention: 'payerAuthRequired', customPaymentProperties: { scaRequired: 'true' } }],
};

/** A host on one page, with an attempt that the shopper left while it was checked and one that was left while it was collected. */
interface Page {
  readonly order: FakeOrder;
  readonly form: FakeForm;
  readonly topics: ReturnType<typeof fakeTopics>;
  readonly checkout: FakeCheckout;
  /** Each look at an earlier payment, answered by the test. */
  readonly checks: ((earlier: EarlierOrderState) => void)[];
  readonly leave: () => void;
  readonly come: () => void;
}

async function aPage(): Promise<Page> {
  const [order, form, topics, checkout] = [fakeOrder(), fakeForm(), fakeTopics(), fakeCheckout()];
  const checks: Page['checks'] = [];
  const host = checkoutHostOf(
    order,
    topics,
    checkout.record,
    () => () => new Promise((resolve) => void checks.push(resolve)),
  );
  const page: Page = {
    order,
    form,
    topics,
    checkout,
    checks,
    leave: () => {
      host.leave(form);
    },
    come: () => {
      host.join(form);
    },
  };
  for (const left of ['CHECKING', 'COLLECTING'] as const) {
    page.come();
    await BRING[left](page);
    page.leave();
    checkout.record.forget();
  }
  page.come();
  return page;
}

/** Brings an idle host into a state. */
const BRING: Readonly<Record<State, (page: Page) => Promise<void> | void>> = {
  IDLE: () => undefined,
  CHECKING: ({ checkout, order }) => {
    checkout.record.begin();
    order.placeOrder();
  },
  COLLECTING: ({ order }) => {
    // Where OCC does not take the order, the caller hears that.
    Promise.resolve(order.createOrder()).catch(() => undefined);
  },
  // What happens in this state happens in `beforeSending`.
  SENDING: async (page) => {
    await BRING.COLLECTING(page);
    page.form.attempts.at(-1)?.resolve(aCard());
    await settle();
  },
  SENT: (page) => BRING.SENDING(page),
  CHALLENGED: async (page) => {
    await BRING.SENT(page);
    page.order.postOrderCreateOrUpdateSuccess(CHALLENGE);
  },
};

/** Makes an event happen: to the attempt that waits for it, and where none does, to one that was left. */
const HAPPEN: Readonly<Record<Event, (page: Page, state: State) => void>> = {
  validated: (page) => {
    page.form.problem = 'Check the card.';
    page.order.placeOrder();
  },
  placed: ({ checkout, order }) => {
    checkout.record.begin();
    order.createOrder();
  },
  freed: ({ checks }, state) => checks[state === 'CHECKING' ? 1 : 0]?.('free'),
  blocked: (page, state) => {
    const paid = paymentOf(page, state);
    if (paid === undefined) page.checks[state === 'CHECKING' ? 1 : 0]?.('held');
    // Another tab has begun to pay.
    else {
      fakeCheckout(page.checkout.kept).record.begin();
      paid.resolve(aCard());
    }
  },
  collected: (page, state) => {
    (paymentOf(page, state) ?? page.form.attempts[0])?.resolve(aCard());
  },
  unsent: (page, state) => {
    if (state === 'SENDING') throw new Error('OCC does not take it');
    (paymentOf(page, state) ?? page.form.attempts[0])?.reject(new Error('Nothing to send'));
  },
  handedOver: () => undefined,
  challenged: ({ order }) => void order.postOrderCreateOrUpdateSuccess(CHALLENGE),
  unanswered: ({ order }) => void order.postOrderCreateOrUpdateFailure({}),
  ended: ({ order }) => void order.postOrderCreateOrUpdateSuccess(PLACED),
  abandoned: ({ leave }, state) => {
    if (state === 'CHECKING' || state === 'COLLECTING') leave();
  },
  left: ({ leave }) => {
    leave();
  },
};

/** The payment that the host waits for, if it is in a state in which it does. */
function paymentOf({ form }: Page, state: State): FakeForm['attempts'][number] | undefined {
  if (state === 'COLLECTING') return form.attempts.at(-1);
  return state === 'CHALLENGED' ? form.challenges.at(-1) : undefined;
}

/** The state, found out by what the host does. */
async function stateOf(page: Page): Promise<State> {
  const { order, form, checks } = page;
  page.come();
  form.problem = 'Check the card.';
  order.validationErrors.length = 0;
  order.placeOrder();
  if (order.validationErrors.length > 0) return 'IDLE';
  const [sent, attempts] = [order.sent.length, form.attempts.length];
  form.challenges.at(-1)?.resolve(aCard());
  await settle();
  if (order.sent.length > sent) return 'CHALLENGED';
  form.attempts.at(-1)?.resolve(aCard());
  await settle();
  if (order.sent.length > sent) return 'COLLECTING';
  for (const answer of checks) answer('free');
  await settle();
  return form.attempts.length > attempts ? 'CHECKING' : 'SENT';
}

describe('The states of an order that is paid', () => {
  it('are changed by each event as the table says', () => {
    const table = Object.fromEntries(
      (Object.keys(events) as Event[]).map((event) => [event, STATES.map((state) => nextOf(event, state))]),
    );
    expect(table).to.deep.equal(TABLE);
  });

  for (const event of Object.keys(TABLE) as Event[])
    for (const [index, state] of STATES.entries()) {
      const next = TABLE[event][index];
      it(`are ${next === '–' ? 'not changed' : `${String(next)} after it`} when ${event} happens in ${state}`, async () => {
        const page = await aPage();
        if (state === 'SENDING')
          page.order.beforeSending = () => {
            page.order.beforeSending = () => undefined;
            HAPPEN[event](page, state);
          };
        await BRING[state](page);
        if (state !== 'SENDING') HAPPEN[event](page, state);
        await settle();
        const expected = next === '–' ? state : next;
        // OCC takes the order at once.
        expect(await stateOf(page)).to.equal(expected === 'SENDING' ? 'SENT' : expected);
      });
    }

  for (const [what, state, late] of [
    ['payment', 'COLLECTING', ({ form }) => form.attempts[0]?.resolve(aCard('late'))],
    ['missing payment', 'COLLECTING', ({ form }) => form.attempts[0]?.reject(new Error('Late'))],
    ['free way', 'CHECKING', ({ checks }) => checks[0]?.('free')],
    ['earlier payment', 'CHECKING', ({ checks }) => checks[0]?.('held')],
  ] as readonly (readonly [string, State, (page: Page) => void])[])
    it(`are not changed in ${state} by the ${what} of an attempt that was left`, async () => {
      const page = await aPage();
      await BRING[state](page);
      late(page);
      await settle();
      expect(page.order.sent).to.deep.equal([]);
      expect(await stateOf(page)).to.equal(state);
    });

  it('forget the answer to an order that this form did not pay', async () => {
    const page = await aPage();
    page.order.postOrderCreateOrUpdateSuccess(PLACED);
    await BRING.SENT(page);
    page.topics.topic(page.topics.submissionFailed).publish();
    expect(page.form.outcomes.at(-1)).to.deep.equal({ outcome: 'failed' });
  });
});
