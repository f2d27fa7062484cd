import ko from 'knockout';
import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import { sentenceOf } from '../http/admin-api.ts';
import type { ExtensionApi, OperationRequest } from '../http/extension-api.ts';
import type { OperationPreview, PaymentOperation, PaymentSummary } from '../model/payment.ts';
import { newId } from '../page/new-id.ts';
import { type DisplayConvention, requireTwelveDigits, toDecimal } from '../values/amount.ts';
import { capturesOf, mostOf, toOperationRequest } from './operation-request.ts';
import { OPERATION_TEXTS, type OperationTexts, STEP_NAMES } from './operation-texts.ts';

/** What is to be sent, after its dry run. */
export interface PlannedOperation {
  readonly request: OperationRequest;
  readonly operation: PaymentOperation;
  /** `20.00 USD` */
  readonly amount: string;
}

/** One operation: an amount to type, the steps that it would take, and a button that takes them. */
export interface OperationForm extends OperationTexts {
  readonly operation: PaymentOperation;
  /** Of the page's elements. */
  readonly id: string;
  readonly amount: ko.Observable<string>;
  /** `up to 25.75`; empty where there is no limit. */
  readonly limit: ko.Observable<string>;
  /** Captures that a refund can belong to, where there is a choice. */
  readonly captures: readonly { readonly id: string; readonly label: string }[];
  readonly captureId: ko.Observable<string | undefined>;
  readonly error: ko.Observable<string>;
  readonly isAsking: ko.Observable<boolean>;
  /** One sentence a call to CyberSource; undefined before the dry run. */
  readonly steps: ko.Observable<readonly string[] | undefined>;
  /** Of the button that takes them. */
  readonly confirmLabel: ko.Observable<string>;
  /** Asks the extension for the steps. */
  preview(): Promise<void>;
  /** Carries out what was shown. */
  confirm(): Promise<void>;
  /** Back to the amount. */
  change(): void;
  /** The payment stands otherwise now: an old plan is no longer shown. */
  update(payment: PaymentSummary): void;
}

/** What a form needs. */
export interface OperationFormDeps {
  readonly extension: Pick<ExtensionApi, 'preview'>;
  readonly channel: string;
  readonly currency: StorefrontCurrency;
  readonly convention: DisplayConvention;
  readonly carryOut: (prepared: PlannedOperation, form: OperationForm) => Promise<void>;
}

/** A form with everything that is left typed in. */
export function createOperationForm(
  operation: PaymentOperation,
  payment: PaymentSummary,
  deps: OperationFormDeps,
): OperationForm {
  const { extension, channel, currency, convention, carryOut } = deps;
  let current = payment;
  let prepared: PlannedOperation | undefined;
  const captures = operation === 'refund' ? capturesOf(payment) : [];
  const money = (minor: number): string => `${toDecimal(minor, currency)} ${currency.currencyCode}`;
  const mostNow = (): string => {
    const most = mostOf(operation, current);
    return most === undefined ? '' : toDecimal(most, currency);
  };

  const form: OperationForm = {
    ...OPERATION_TEXTS[operation],
    operation,
    id: `${operation}-${payment.paymentGroupId ?? payment.attempts[0]?.merchantTransactionId ?? ''}`,
    amount: ko.observable(mostNow()),
    limit: ko.observable(mostNow()),
    captures:
      captures.length > 1
        ? captures.map(({ requestId = '', amount, at }) => ({
            id: requestId,
            label: `${money(amount.minor)} of ${new Date(at).toLocaleTimeString('en-GB')}, ${requestId}`,
          }))
        : [],
    captureId: ko.observable<string | undefined>(captures[0]?.requestId),
    error: ko.observable(''),
    isAsking: ko.observable<boolean>(false),
    steps: ko.observable<readonly string[] | undefined>(undefined),
    confirmLabel: ko.observable(''),
    preview: async () => {
      if (form.isAsking()) return;
      form.error('');
      form.isAsking(true);
      try {
        const digits = requireTwelveDigits(form.amount(), currency, convention);
        const minor = Number(requireTwelveDigits(form.amount(), currency, 'iso'));
        const request = toOperationRequest({
          operation,
          payment: current,
          channel,
          minor,
          digits,
          captureId: form.captureId(),
          idempotencyKey: newId(),
        });
        const { steps } = await extension.preview(request);
        prepared = { request, operation, amount: money(minor) };
        form.confirmLabel(`Confirm: ${form.label.toLowerCase()} ${prepared.amount}`);
        form.steps(steps.map(toSentence));
      } catch (problem) {
        form.error(sentenceOf(problem));
      }
      form.isAsking(false);
    },
    confirm: async () => {
      if (prepared) await carryOut(prepared, form);
    },
    change: () => {
      prepared = undefined;
      form.steps(undefined);
    },
    update: (payment) => {
      const hasChanged = standingOf(payment) !== standingOf(current);
      current = payment;
      form.limit(mostNow());
      if (hasChanged) form.change();
    },
  };
  // A plan is for what was typed then.
  form.amount.subscribe(() => {
    form.change();
  });
  form.captureId.subscribe(() => {
    form.change();
  });
  return form;

  function toSentence({
    operation: step,
    amount,
    requestId,
    captureSequenceNumber: number,
  }: PlanStep): string {
    const nth = number === undefined ? '' : `, capture number ${number}`;
    return `${STEP_NAMES[step] ?? step}: ${money(amount.minor)} of ${requestId}${nth}`;
  }
}

/** What a plan depends on. */
function standingOf({ state, attempts, allowed }: PaymentSummary): string {
  return JSON.stringify([state, attempts, allowed]);
}

type PlanStep = OperationPreview['steps'][number];
