import type { OrderTopics } from '../../src/occ/checkout-host.ts';
import type { OccOrder, OccPayment } from '../../src/occ/occ-widget.ts';
import type { CollectedPayment, Progress } from '../../src/methods/payment-method.ts';
import type { InterruptedOrder } from '../../src/occ/interrupted-order.ts';
import type { Challenge } from '../../src/payer-authentication/challenge.ts';
import type { PaymentForm, Settled } from '../../src/payment-form.ts';

/** OCC's order view model as far as placing an order goes (OCC: place-order sequence). */
export interface PlayedOrder extends OccOrder {
  /** What the shopper's click on "Place order" does. */
  placeOrder(): void;
  /** Payments of each order that was sent. */
  readonly sent: (readonly OccPayment[])[];
  /** Answers, and failures, that reached OCC's own handlers. */
  readonly received: unknown[];
  readonly failures: unknown[];
  orderId: string;
  readonly validationErrors: string[];
  paymentDisabled: boolean;
  beforeSending: () => void;
}

export function playedOrder(): PlayedOrder {
  const callbacks: (() => void)[] = [];
  let payments: readonly OccPayment[] = [];
  const order: PlayedOrder = {
    sent: [],
    received: [],
    failures: [],
    orderId: '',
    validationErrors: [],
    paymentDisabled: false,
    beforeSending: () => undefined,
    isPaymentDisabled: () => order.paymentDisabled,
    payments: () => payments,
    updatePayments: (next) => {
      payments = next;
    },
    addValidationCallback: (callback) => void callbacks.push(callback),
    addValidationError: (_id, message) => void order.validationErrors.push(message),
    createOrder() {
      order.beforeSending();
      order.sent.push(this.payments());
      return 'sent';
    },
    id: (id) => (id === undefined ? order.orderId : (order.orderId = id)),
    uuid: () => undefined,
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

/** Topics that remember what was published. */
export function playedTopics(): OrderTopics & { readonly published: string[] } {
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
export interface PlayedForm extends PaymentForm {
  opened: boolean;
  filled: Progress;
  problem: string | undefined;
  readonly outcomes: Settled[];
  readonly attempts: Attempt[];
  /** Challenges that the form was given, each settled like an attempt. */
  readonly challenges: (Attempt & { readonly challenge: Challenge })[];
  readonly news: string[];
}

export function playedForm(): PlayedForm {
  const form: PlayedForm = {
    opened: true,
    filled: 'complete',
    problem: undefined,
    outcomes: [],
    attempts: [],
    challenges: [],
    news: [],
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
    tell: (news) => void form.news.push(news),
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

/** What is kept of an interrupted order, with OCC's answer to who asks about it. */
export interface PlayedInterruption extends InterruptedOrder {
  kept: string | undefined;
  recent: boolean;
  known: unknown;
}

export function playedInterruption(): PlayedInterruption {
  const interruption: PlayedInterruption = {
    kept: undefined,
    recent: true,
    isRecent: () => interruption.recent,
    known: undefined,
    keep: (orderId) => {
      interruption.kept = orderId;
    },
    forget: () => {
      interruption.kept = undefined;
    },
    read: () => (interruption.kept === undefined ? undefined : Promise.resolve(interruption.known)),
  };
  return interruption;
}
