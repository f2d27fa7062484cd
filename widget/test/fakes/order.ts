import type { OrderTopics } from '../../src/occ/checkout-host.ts';
import type { OccOrder, OccPayment } from '../../src/occ/occ-widget.ts';
import type { CollectedPayment, FormProgress } from '../../src/payment/payment-method.ts';
import { createBrowserStore } from '../../src/one-order/browser-store.ts';
import { createCheckEarlierOrder } from '../../src/one-order/check-earlier-order.ts';
import { createCheckoutRecord, type CheckoutRecord } from '../../src/one-order/checkout-record.ts';
import { earlierOrderCheck, type CheckEarlierOrder } from '../../src/one-order/earlier-order.ts';
import type { IssuerRequest } from '../../src/payment/challenge.ts';
import type { PaymentForm, OrderSettlement } from '../../src/payment/payment-form.ts';

/** OCC's order view model as far as placing an order goes (OCC: place-order sequence). */
export interface FakeOrder extends OccOrder {
  /** What the shopper's click on "Place order" does. */
  placeOrder(): void;
  /** Payments of each order that was sent. */
  readonly sent: (readonly OccPayment[])[];
  /** Answers, and failures, that reached OCC's own handlers. */
  readonly received: unknown[];
  readonly failures: unknown[];
  orderId: string;
  orderUuid: string;
  readonly validationErrors: string[];
  paymentDisabled: boolean;
  beforeSending: () => void;
}

export function fakeOrder(): FakeOrder {
  const callbacks: (() => void)[] = [];
  let payments: readonly OccPayment[] = [];
  const order: FakeOrder = {
    sent: [],
    received: [],
    failures: [],
    orderId: '',
    orderUuid: '',
    validationErrors: [],
    paymentDisabled: false,
    beforeSending: () => undefined,
    isPaymentDisabled: () => order.paymentDisabled,
    payments: () => payments,
    updatePayments: (next) => {
      payments = next;
    },
    addValidationCallback: (callback) => void callbacks.push(callback),
    addValidationError: (id, message) => {
      if (id !== 'cybersource-payment') throw new Error(`No field ${id}`);
      order.validationErrors.push(message);
    },
    createOrder() {
      order.beforeSending();
      order.sent.push(this.payments());
      return 'sent';
    },
    id: (id) => (id === undefined ? order.orderId : (order.orderId = id)),
    uuid: (uuid) => (uuid === undefined ? order.orderUuid : (order.orderUuid = uuid)),
    postOrderCreateOrUpdateSuccess: (answer) => void order.received.push(answer),
    postOrderCreateOrUpdateFailure: (problem) => void order.failures.push(problem),
    placeOrder: () => {
      order.validationErrors.length = 0;
      for (const callback of callbacks) callback();
      if (order.validationErrors.length === 0) order.createOrder();
    },
  };
  return order;
}

/** Topics that replay what was published. */
export function fakeTopics(): OrderTopics & { readonly published: string[] } {
  const listeners = new Map<string, ((message: unknown) => void)[]>();
  const published: string[] = [];
  return {
    published,
    submissionFailed: 'order.submission.fail',
    submissionSucceeded: 'order.submission.success',
    topic: (name) => ({
      subscribe: (listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
      publish: (message) => {
        published.push(name);
        for (const listener of listeners.get(name) ?? []) listener(message);
      },
    }),
  };
}

/** A payment that the form is asked for, settled by the test. */
interface Attempt {
  resolve(payment: CollectedPayment): void;
  reject(problem: Error): void;
}

/** A form that the test fills in. */
export interface FakeForm extends PaymentForm {
  opened: boolean;
  filled: FormProgress;
  problem: string | undefined;
  readonly outcomes: OrderSettlement[];
  readonly attempts: Attempt[];
  /** Challenges that the form was given, each settled like an attempt. */
  readonly challenges: (Attempt & { readonly challenge: IssuerRequest })[];
  /** What it was told, with the order's id, and `quietly` where the focus stays in its place. */
  readonly news: string[];
  /** Why it shows no ways to pay; empty when it does. */
  held: string;
}

export function fakeForm(): FakeForm {
  const form: FakeForm = {
    opened: true,
    filled: 'complete',
    problem: undefined,
    outcomes: [],
    attempts: [],
    challenges: [],
    news: [],
    held: '',
    isOpen: () => form.opened,
    progress: () => form.filled,
    check: () => form.problem,
    collect: () =>
      new Promise((resolve, reject) => {
        form.attempts.push({ resolve, reject });
      }),
    fulfil: (challenge) =>
      new Promise((resolve, reject) => {
        form.challenges.push({ challenge, resolve, reject });
      }),
    settled: (outcome) => void form.outcomes.push(outcome),
    tell: (news, orderId, takesFocus = true) => {
      form.news.push([news, orderId ?? [], takesFocus ? [] : 'quietly'].flat().join(' '));
    },
    hold: (why = '') => {
      form.held = why;
    },
  };
  return form;
}

/** A collected card whose token is `token`. */
export function aCard(token = 'token-1'): CollectedPayment {
  return {
    kind: 'card',
    save: false,
    asDefault: false,
    cardTypeCode: '001',
    maskedNumber: 'XXXXXXXXXXXX1111',
    nameOnCard: 'Ada Lovelace',
    expiryMonth: '12',
    expiryYear: '2029',
    customProperties: { paymentType: 'card', transientTokenJwt: token },
  };
}

/** A checkout in one tab: the real record and check, with what the extension and OCC say about its orders. */
export interface FakeCheckout {
  readonly record: CheckoutRecord;
  readonly earlierOrder: (show: (order: unknown) => void) => CheckEarlierOrder;
  /** What the tabs share. */
  readonly kept: Map<string, string>;
  /** What the extension answers to `/checkout/state`; undefined: it does not. */
  says: { readonly state: string; readonly orderId?: string } | undefined;
  /** OCC's order; undefined: OCC does not show it. */
  order: unknown;
  /** The ids that the extension was asked about. */
  readonly asked: unknown[];
  goods: string;
  isCartEmpty: boolean;
  /** The shopper is in a field outside the form. */
  isTypingElsewhere: boolean;
  isLoadable: boolean;
  /** Milliseconds since 1970 */
  now: number;
  /** Ends every wait that is under way, after it has taken its time. */
  pass(): Promise<void>;
}

/** @param kept what another tab shares with this one. */
export function fakeCheckout(kept = new Map<string, string>()): FakeCheckout {
  let waiting: (() => void)[] = [];
  const record = createCheckoutRecord({
    store: createBrowserStore(() => ({
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    })),
    now: () => checkout.now,
    cart: () => checkout.goods,
  });
  const checkout: FakeCheckout = {
    record,
    kept,
    says: { state: 'none' },
    order: undefined,
    asked: [],
    goods: 'a pot',
    isCartEmpty: false,
    isTypingElsewhere: false,
    isLoadable: true,
    now: Date.UTC(2026, 10, 21),
    pass: async () => {
      const over = waiting;
      waiting = [];
      for (const end of over) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
    earlierOrder: (show) =>
      earlierOrderCheck(async () => {
        if (!checkout.isLoadable) throw new Error('No script');
        return createCheckEarlierOrder({
          api: {
            call: async (path, body) => {
              if (path !== '/checkout/state') throw new Error(`No ${path}`);
              checkout.asked.push(Reflect.get(body ?? {}, 'checkoutId'));
              if (checkout.says === undefined) throw new Error('503');
              return checkout.says;
            },
          },
          record,
          readOrder: async (orderId) => {
            if (checkout.order === undefined) throw new Error(`No ${orderId}`);
            return checkout.order;
          },
          show,
          isCartEmpty: () => checkout.isCartEmpty,
          isTypingElsewhere: () => checkout.isTypingElsewhere,
          now: () => checkout.now,
          wait: (ms) =>
            new Promise((resolve) => {
              waiting.push(() => {
                checkout.now += ms;
                resolve();
              });
            }),
        });
      }),
  };
  return checkout;
}
