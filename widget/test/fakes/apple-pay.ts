import type { ApplePaySessionClass } from '../../src/methods/apple-pay/apple-pay-session.ts';

/** Apple's browser API as a phone has it, as a fake: it throws where the test says so, and as Apple does. */
export interface FakeApplePay {
  readonly Session: ApplePaySessionClass;
  /** The calls that throw from now on. */
  readonly throwsAt: Set<AppleCall>;
  /** The shopper confirms, once the page has answered the merchant validation. */
  authorize(): Promise<void>;
  /** The shopper closes the sheet, or Apple has waited long enough. */
  close(): void;
  isOpen(): boolean;
  /** What the sheet showed at its end; undefined where it just went. */
  shown(): 'success' | 'failure' | undefined;
}

export type AppleCall =
  | 'constructor'
  | 'handlers'
  | 'begin'
  | 'payment'
  | 'abort'
  | 'completeMerchantValidation'
  | 'completePayment';

type Handler = (event: object) => void;

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function fakeApplePay(): FakeApplePay {
  const throwsAt = new Set<AppleCall>();
  const may = (call: AppleCall): void => {
    if (throwsAt.has(call)) throw new Error(`${call} threw`);
  };
  let isOpen = false;
  let shown: 'success' | 'failure' | undefined;
  let handlers: { validate?: Handler; authorized?: Handler; cancel?: Handler } = {};

  /** Apple: `InvalidStateError` where the session is not open. */
  function requireOpen(): void {
    if (!isOpen) throw new DOMException('The session is not open.', 'InvalidStateError');
  }

  class Session {
    static readonly STATUS_SUCCESS = 0;
    static readonly STATUS_FAILURE = 1;
    constructor() {
      may('constructor');
      shown = undefined;
      handlers = {};
    }
    set onvalidatemerchant(handler: Handler) {
      may('handlers');
      handlers.validate = handler;
    }
    set onpaymentauthorized(handler: Handler) {
      handlers.authorized = handler;
    }
    set oncancel(handler: Handler) {
      handlers.cancel = handler;
    }
    begin(): void {
      may('begin');
      isOpen = true;
    }
    abort(): void {
      may('abort');
      requireOpen();
      isOpen = false;
    }
    completeMerchantValidation(): void {
      may('completeMerchantValidation');
      requireOpen();
    }
    completePayment(status: number): void {
      may('completePayment');
      requireOpen();
      isOpen = false;
      shown = status === Session.STATUS_SUCCESS ? 'success' : 'failure';
    }
  }

  const fire = (handler: Handler | undefined, event: object): void => {
    if (isOpen) handler?.(event);
  };
  return {
    Session: Session as unknown as ApplePaySessionClass,
    throwsAt,
    isOpen: () => isOpen,
    shown: () => shown,
    authorize: async () => {
      fire(handlers.validate, { validationURL: 'https://apple.example/' });
      await settle();
      const payment = {
        get token() {
          may('payment');
          return { paymentData: { data: 'sealed' } };
        },
      };
      fire(handlers.authorized, { payment });
    },
    close: () => {
      isOpen = false;
      handlers.cancel?.({});
    },
  };
}
