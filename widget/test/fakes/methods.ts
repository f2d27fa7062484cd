import type { Knockout } from '../../src/knockout/knockout.ts';
import type {
  CollectedPayment,
  WidgetPaymentMethod,
  PaymentOption,
} from '../../src/payment/payment-method.ts';
import type { OfferedMethod } from '../../src/payment/payment-api.ts';
import { aCard } from './order.ts';

/** A way to pay that the test plays. */
export interface FakeMethod {
  readonly type: string;
  readonly method: WidgetPaymentMethod;
  readonly log: string[];
  readonly option: FakeOption;
  /** What the shopper can choose; the one option by default. */
  show(options: readonly PaymentOption[]): void;
}

export interface FakeOption extends PaymentOption {
  problem: ReturnType<PaymentOption['check']>;
  next: () => Promise<CollectedPayment>;
}

export function fakeOption(ko: Knockout, id: string, log: string[] = []): FakeOption {
  const option: FakeOption = {
    id,
    component: 'cyb-card',
    label: ko.pureComputed(() => id),
    note: ko.pureComputed(() => ''),
    problem: undefined,
    next: () => Promise.resolve(aCard()),
    choose: () => void log.push(`choose ${id}`),
    progress: () => 'complete',
    check: () => option.problem,
    focusFirstProblem: () => void log.push(`focus ${id}`),
    collect: () => option.next(),
    settled: (accepted) => void log.push(`${id} ${accepted ? 'accepted' : 'not accepted'}`),
  };
  return option;
}

export function fakeMethod(ko: Knockout, type: string): FakeMethod {
  const log: string[] = [];
  const option = fakeOption(ko, type, log);
  const options = ko.observable<readonly PaymentOption[]>([option]);
  return {
    type,
    log,
    option,
    show: options,
    method: {
      options,
      open: ({ config }: OfferedMethod) => {
        log.push(`open ${JSON.stringify(config)}`);
        return Promise.resolve();
      },
      close: () => void log.push('close'),
    },
  };
}
