import ko from 'knockout';
import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import type { ExtensionApi } from '../http/extension-api.ts';
import type { AttemptView, PaymentOperation, PaymentSummary } from '../model/payment.ts';
import { type DisplayConvention, toDecimal } from '../values/amount.ts';
import { toTime } from '../values/time.ts';
import { createOperationForm, type OperationForm, type OperationFormDeps } from './operation-form.ts';
import { OPERATION_TEXTS } from './operation-texts.ts';
import { nameAttempt, openAttempts, resolvedSince, sayOutcome } from './outcomes.ts';
import { type PaymentSum, toSums } from './payment-sums.ts';

/** A payment of the open order. It stays the same while the payment changes, with what was typed into it. */
export interface PaymentDetail {
  readonly key: string;
  readonly title: string;
  readonly state: ko.Observable<string>;
  readonly facts: ko.Observable<readonly string[]>;
  readonly sums: ko.Observable<readonly PaymentSum[]>;
  readonly allowed: ko.Observable<
    readonly { readonly operation: PaymentOperation; readonly label: string }[]
  >;
  readonly form: ko.Observable<OperationForm | undefined>;
  /** What may have happened, while that is not known; empty otherwise. */
  readonly open: ko.Observable<string>;
  /** What became known while the page looked on; empty before. */
  readonly resolved: ko.Observable<string>;
  choose(choice: { readonly operation: PaymentOperation }): void;
  /** @returns what became known since the payment was read before. */
  update(payment: PaymentSummary): readonly AttemptView[];
}

/** What a panel needs. */
export interface PaymentDetailDeps {
  readonly extension: Pick<ExtensionApi, 'preview'>;
  readonly channel: string;
  readonly currency: StorefrontCurrency;
  readonly convention: DisplayConvention;
  readonly carryOut: OperationFormDeps['carryOut'];
}

/** Tells a payment of an order from the others. */
export function paymentKeyOf({ paymentGroupId, attempts }: PaymentSummary): string {
  return paymentGroupId ?? attempts[0]?.merchantTransactionId ?? '';
}

/** See {@link PaymentDetail}. */
export function createPaymentDetail(payment: PaymentSummary, deps: PaymentDetailDeps): PaymentDetail {
  const { currency } = deps;
  let current = payment;
  const money = ({ amount }: AttemptView): string =>
    `${toDecimal(amount.minor, currency)} ${currency.currencyCode}`;

  const panel: PaymentDetail = {
    key: paymentKeyOf(payment),
    title: `Payment ${payment.paymentGroupId ?? 'that only CyberSource knows'}`,
    state: ko.observable(payment.state),
    facts: ko.observable<readonly string[]>([]),
    sums: ko.observable<readonly PaymentSum[]>([]),
    allowed: ko.observable<ReturnType<PaymentDetail['allowed']>>([]),
    form: ko.observable<OperationForm | undefined>(undefined),
    open: ko.observable(''),
    resolved: ko.observable(''),
    choose: ({ operation }) => {
      const isOpen = panel.form()?.operation === operation;
      panel.form(isOpen ? undefined : createOperationForm(operation, current, deps));
    },
    update: (next) => {
      const resolved = resolvedSince(current, next);
      current = next;
      show(resolved);
      return resolved;
    },
  };
  show([]);
  return panel;

  function show(resolved: readonly AttemptView[]): void {
    panel.state(current.state);
    panel.facts(factsOf(current));
    panel.sums(toSums(current, currency));
    panel.allowed(
      current.allowed.map(({ operation }) => ({ operation, label: OPERATION_TEXTS[operation].label })),
    );
    panel.open(
      openAttempts(current)
        .map((attempt) => nameAttempt(attempt, money(attempt)))
        .join(' and '),
    );
    if (resolved.length > 0)
      panel.resolved(resolved.map((attempt) => sayOutcome(attempt, money(attempt))).join(' Also, '));
    const form = panel.form();
    if (form === undefined) return;
    if (current.allowed.some(({ operation }) => operation === form.operation)) form.update(current);
    else panel.form(undefined);
  }
}

function factsOf({
  paymentType,
  lastDigits,
  holdExpiresAt,
  next,
  needsReview,
}: PaymentSummary): readonly string[] {
  return [
    lastDigits === undefined ? (paymentType ?? '') : `${paymentType ?? 'card'} ending in ${lastDigits}`,
    holdExpiresAt === undefined ? '' : `the hold expires ${toTime(holdExpiresAt)}`,
    next === undefined ? '' : `by itself: ${TASKS[next.task] ?? next.task}, ${toTime(next.at)}`,
    needsReview ? 'an operator has to look at it' : '',
  ].filter((fact) => fact !== '');
}

const TASKS: Readonly<Record<string, string>> = {
  'resolve-outcome': 'the outcome is looked up at CyberSource',
  'reverse-hold': 'the hold is reversed',
  'confirm-order': 'OCC is asked whether it has the order',
};
