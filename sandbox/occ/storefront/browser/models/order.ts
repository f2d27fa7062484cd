import type { StorefrontKnockout, Observable, ObservableArray } from '../values/knockout.ts';
import { messageOf, type RestClient, type RestProblem } from '../occ-modules/rest-client.ts';
import type { Navigation } from '../occ-modules/navigation.ts';
import type { Notifier } from '../occ-modules/notifier.ts';
import type { Topics } from '../occ-modules/topics.ts';
import type { TranslateSentence } from '../values/translate-sentence.ts';
import { topicNames } from '../occ-modules/topic-names.ts';
import type { AddressViewModel } from './address.ts';
import type { CartViewModel } from './cart.ts';
import type { OrderData, OrderPaymentRequest } from './order-data.ts';
import { toOrderOutcome } from './order-outcome.ts';
import type { PagePaymentSettings, PaymentDetailsViewModel } from './payment-details.ts';
import type { UserViewModel } from './user.ts';

/**
 * OCC's order view model: one for the page, shared by all widgets. Its methods are own properties that call each other
 * through the object, because payment widgets replace them (`createOrder`, `postOrderCreateOrUpdateSuccess`).
 */
export interface OrderViewModel {
  readonly id: Observable<string>;
  readonly uuid: Observable<string>;
  readonly state: Observable<string>;
  readonly op: Observable<string>;
  readonly payments: ObservableArray<OrderPaymentRequest>;
  /** The first thing that is wrong, by the id under which it was reported. */
  readonly errors: ObservableArray<{ readonly id: string; readonly message: string }>;
  readonly enableOrderButton: Observable<boolean>;
  /** The shopper wants the order repeated; it becomes a template. */
  readonly showSchedule: Observable<boolean>;
  readonly billingSameAsShipping: Observable<boolean>;
  readonly shippingAddress: AddressViewModel;
  readonly billingAddress: AddressViewModel;
  readonly contextData: { readonly page: { readonly payment: PagePaymentSettings } };
  isPaymentDisabled(): boolean;
  addPayment(payment: OrderPaymentRequest): void;
  updatePayments(payments: readonly OrderPaymentRequest[]): void;
  /** The callback runs while the order is validated, synchronously; it fails by `addValidationError`. */
  addValidationCallback(callback: () => void): void;
  addValidationError(id: string, message: string): void;
  triggerValidationCallbacks(): void;
  handlePlaceOrder(): void;
  createOrder(): void;
  postOrderCreateOrUpdateSuccess(data: OrderData): void;
  postOrderCreateOrUpdateFailure(problem: RestProblem): void;
}

export interface OrderDeps {
  readonly ko: StorefrontKnockout;
  readonly topics: Topics;
  readonly rest: RestClient;
  readonly notifier: Notifier;
  readonly navigation: Navigation;
  readonly user: UserViewModel;
  readonly cart: CartViewModel;
  readonly paymentDetails: PaymentDetailsViewModel;
  readonly pagePayment: PagePaymentSettings;
  readonly shippingAddress: AddressViewModel;
  readonly billingAddress: AddressViewModel;
  /** A sentence of the shop or of OCC in the shopper's language. */
  readonly say: TranslateSentence;
}

/** The id under which the order's own messages appear. */
const NOTICE = 'checkout';

export function createOrderViewModel(deps: OrderDeps): OrderViewModel {
  const { ko, topics, rest, notifier, cart, user } = deps;
  const callbacks: (() => void)[] = [];

  const order: OrderViewModel = {
    id: ko.observable(''),
    uuid: ko.observable(''),
    state: ko.observable(''),
    op: ko.observable('complete'),
    payments: ko.observableArray<OrderPaymentRequest>([]),
    errors: ko.observableArray<{ id: string; message: string }>([]),
    enableOrderButton: ko.observable<boolean>(true),
    showSchedule: ko.observable<boolean>(false),
    billingSameAsShipping: ko.observable<boolean>(true),
    shippingAddress: deps.shippingAddress,
    billingAddress: deps.billingAddress,
    contextData: { page: { payment: deps.pagePayment } },

    isPaymentDisabled: () => cart.total() === 0,
    addPayment: (payment) => void order.payments.push(payment),
    updatePayments: (payments) => {
      order.payments([...payments]);
    },
    addValidationCallback: (callback) => {
      if (!callbacks.includes(callback)) callbacks.push(callback);
    },
    addValidationError: (id, message) => void order.errors.push({ id, message }),
    triggerValidationCallbacks: () => {
      for (const callback of callbacks) callback();
    },

    handlePlaceOrder: () => {
      if (!order.enableOrderButton()) return;
      notifier.clearError(NOTICE);
      order.errors.removeAll();
      order.enableOrderButton(false);
      validateAddresses();
      topics(topicNames.CHECKOUT_VALIDATE_NOW).publish();
      const before = order.errors().length;
      order.triggerValidationCallbacks();
      // A widget that refused has said what is missing; OCC's own form would only say it again.
      if (order.errors().length === before) validatePayment();
      if (order.errors().length === 0) order.createOrder();
      else refuse();
    },

    createOrder: () => {
      const data = toRequest();
      const existing = order.id();
      const update =
        user.loggedIn() && existing !== '' && !order.payments().some(({ type }) => type === 'generic');
      rest.request(
        update ? 'updateOrder' : 'createOrder',
        data,
        (answer: OrderData) => {
          order.postOrderCreateOrUpdateSuccess(answer);
        },
        (problem) => {
          order.postOrderCreateOrUpdateFailure(problem);
        },
        existing,
      );
    },

    postOrderCreateOrUpdateSuccess: (data) => {
      order.id(data.id);
      order.uuid(data.uuid);
      order.state(data.state);
      const outcome = toOrderOutcome(data);
      switch (outcome.kind) {
        case 'template':
          topics(topicNames.SCHEDULED_ORDER_SUBMISSION_SUCCESS).publish([
            { message: 'success', id: data.id },
          ]);
          placed(data);
          break;
        case 'placed':
          placed(data);
          break;
        case 'initiated':
          topics(topicNames.ORDER_CREATED_INITIAL).publish(data);
          break;
        case 'payer-authentication':
          // Not reached where a widget answers the challenge on the checkout page itself.
          topics(topicNames.ORDER_CREATED).publish(data);
          topics(topicNames.ORDER_AUTHORIZE_PAYMENT).publish([data]);
          deps.navigation.goTo(`/payment/${data.id}`);
          break;
        case 'failed':
          notifier.sendError(NOTICE, deps.say(outcome.message), true);
          topics(topicNames.ORDER_SUBMISSION_FAIL).publish([{ message: 'fail', ...data }]);
      }
    },

    postOrderCreateOrUpdateFailure: (problem) => {
      notifier.sendError(NOTICE, deps.say(messageOf(problem)), true);
      topics(topicNames.ORDER_SUBMISSION_FAIL).publish([{ ...problem, data: problem }]);
    },
  };

  function validateAddresses(): void {
    const addresses = order.billingSameAsShipping()
      ? [order.shippingAddress]
      : [order.shippingAddress, order.billingAddress];
    for (const address of addresses.filter((candidate) => !candidate.validate())) {
      order.addValidationError(address.kind, `Check the ${address.kind} address.`);
    }
  }

  // OCC leaves its own card form alone as soon as a widget has put a payment on the order.
  function validatePayment(): void {
    if (order.isPaymentDisabled() || order.payments().length > 0 || deps.paymentDetails.validateCard())
      return;
    order.addValidationError('payment', 'Choose how to pay.');
  }

  function refuse(): void {
    order.enableOrderButton(true);
    topics(topicNames.CHECKOUT_NOT_VALID).publish();
    const sentences = order.errors().map(({ message }) => message);
    notifier.sendError(NOTICE, [...new Set(sentences.map(deps.say))].join(' '), true);
  }

  function toRequest(): unknown {
    const shippingAddress = order.shippingAddress.toData();
    return {
      op: order.op(),
      ...(order.id() === '' ? {} : { id: order.id() }),
      shoppingCart: cart.toRequest(),
      ...(order.showSchedule() ? { scheduledOrder: [{ name: 'Every month' }] } : {}),
      email: shippingAddress.email,
      shippingAddress,
      billingAddress: order.billingSameAsShipping() ? shippingAddress : order.billingAddress.toData(),
      payments: order.isPaymentDisabled() ? [] : order.payments(),
    };
  }

  function placed(data: OrderData): void {
    const message = { message: 'success', id: data.id, uuid: data.uuid, payment: data.payments };
    topics(topicNames.ORDER_COMPLETED).publish(message);
    topics(topicNames.ORDER_SUBMISSION_SUCCESS).publish([message]);
    order.id('');
    order.uuid('');
    order.payments([]);
    order.showSchedule(false);
    order.enableOrderButton(true);
    cart.emptyCart();
    deps.navigation.goTo(`/confirmation/${data.id}`);
  }

  topics(topicNames.ORDER_CREATE).subscribe(() => {
    order.handlePlaceOrder();
  });
  topics(topicNames.ORDER_SUBMISSION_FAIL).subscribe(() => {
    order.enableOrderButton(true);
  });
  topics(topicNames.PAYMENT_AUTH_SUCCESS).subscribe(() => {
    const id = order.id();
    rest.request(
      'getOrder',
      undefined,
      placed,
      (problem) => {
        order.postOrderCreateOrUpdateFailure(problem);
      },
      id,
    );
  });
  topics(topicNames.CART_PRICE_COMPLETE).subscribe(() => {
    if (order.isPaymentDisabled()) topics(topicNames.PAYMENTS_DISABLED).publish();
  });
  return order;
}
