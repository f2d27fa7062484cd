import ko from 'knockout';
import type { StorefrontCurrency } from '../../../storefront/browser/values/money.ts';
import { AdminApiError, sentenceOf } from '../http/admin-api.ts';
import type { ExtensionPage } from '../page/extension-page.ts';
import type { AdminOrder } from '../model/order.ts';
import type { AttemptView, PaymentsPage, PaymentSummary } from '../model/payment.ts';
import type { OperationForm, PlannedOperation } from '../payment/operation-form.ts';
import { OPERATION_TEXTS } from '../payment/operation-texts.ts';
import { isCarriedOut } from '../payment/outcomes.ts';
import { createPaymentDetail, paymentKeyOf, type PaymentDetail } from '../payment/payment-detail.ts';
import type { StepMessage } from '../page/page-status.ts';
import type { DisplayConvention } from '../values/amount.ts';

/** The payments of the open order, as the extension knows them. */
export interface OrderPaymentDetails {
  readonly panels: ko.ObservableArray<PaymentDetail>;
  /** What could not be read, one sentence each. */
  readonly missing: ko.Observable<readonly string[]>;
  /** Reads them again; what CyberSource did in the order management's name is written back to OCC's order. */
  read(): Promise<void>;
}

/** What the payments of an order need. */
export interface OrderPaymentDetailsDeps {
  readonly page: ExtensionPage;
  readonly order: () => AdminOrder;
  readonly currency: StorefrontCurrency;
  readonly convention: DisplayConvention;
  /** Reads the whole order again. */
  readonly refresh: () => Promise<void>;
}

/** Nothing is read yet. */
export function createOrderPaymentDetails({
  page,
  order,
  currency,
  convention,
  refresh,
}: OrderPaymentDetailsDeps): OrderPaymentDetails {
  const { extension, oms } = page;
  let known: readonly PaymentSummary[] | undefined;
  const payments: OrderPaymentDetails = {
    panels: ko.observableArray<PaymentDetail>([]),
    missing: ko.observable<readonly string[]>([]),
    read: async () => {
      const found = await extension.payments({ orderId: order().id }).catch(noPayments);
      payments.missing(found.missing ?? []);
      const before = known;
      known = found.payments;
      if (JSON.stringify(before) === JSON.stringify(known)) return;
      for (const payment of known) {
        const resolved = show(payment);
        const earlier = before?.find((each) => paymentKeyOf(each) === paymentKeyOf(payment));
        if (earlier) await writeBack(payment, [...attemptsSince(earlier, payment), ...resolved]);
      }
    },
  };
  return payments;

  function show(payment: PaymentSummary): readonly AttemptView[] {
    const panel = payments.panels().find(({ key }) => key === paymentKeyOf(payment));
    if (panel) return panel.update(payment);
    const { channel } = order();
    payments.panels.push(
      createPaymentDetail(payment, { extension, channel, currency, convention, carryOut }),
    );
    return [];
  }

  async function carryOut(prepared: PlannedOperation, form: OperationForm): Promise<void> {
    const { doing } = OPERATION_TEXTS[prepared.operation];
    await page.during(`${doing} ${prepared.amount}: waiting for CyberSource.`, async () => {
      const said = await send(prepared);
      // Also after a problem: what it left behind may be more, or less, than the page showed before.
      await refresh();
      const panel = payments.panels().find((each) => each.form() === form);
      if (said.kind === 'error' && panel) {
        form.change();
        form.error(said.message);
        return undefined;
      }
      panel?.form(undefined);
      // The payment itself says that something is not known, until it is.
      return said.kind === 'unknown' && payments.panels().some(({ open }) => open() !== '')
        ? undefined
        : said;
    });
  }

  async function send({ request, operation, amount }: PlannedOperation): Promise<StepMessage> {
    try {
      await extension.carryOut(request);
      return { kind: 'success', message: `${OPERATION_TEXTS[operation].done} ${amount}.` };
    } catch (problem) {
      return isUnknown(problem)
        ? {
            kind: 'unknown',
            message: `No answer came to this: ${operation}, ${amount}. The journal below shows whether it was carried out; look before you repeat it.`,
          }
        : { kind: 'error', message: sentenceOf(problem) };
    }
  }

  async function writeBack(payment: PaymentSummary, attempts: readonly AttemptView[]): Promise<void> {
    const { paymentGroupId, available } = payment;
    const ours = attempts.filter((attempt) => isCarriedOut(attempt) && attempt.caller.kind === 'oms');
    if (paymentGroupId === undefined) return;
    for (const attempt of ours) await oms.writeBack(order(), paymentGroupId, attempt, available.minor === 0);
  }
}

function attemptsSince(before: PaymentSummary, now: PaymentSummary): readonly AttemptView[] {
  const seen = before.attempts.map(({ merchantTransactionId }) => merchantTransactionId);
  return now.attempts.filter(({ merchantTransactionId }) => !seen.includes(merchantTransactionId));
}

/** An order that was never paid has no payment. */
function noPayments(problem: unknown): PaymentsPage {
  if (problem instanceof AdminApiError && problem.status === 404) return { complete: true, payments: [] };
  return { complete: false, missing: [sentenceOf(problem)], payments: [] };
}

/** Codes of HTTP 503 with which nothing was sent. */
const NOTHING_SENT = ['not-sent', 'journal-unavailable', 'wait-for-result'];

/** No answer at all, or one that says so. */
function isUnknown(problem: unknown): boolean {
  if (!(problem instanceof AdminApiError)) return true;
  const { code } = (problem.body ?? {}) as { readonly code?: string };
  return problem.status >= 500 && !(code !== undefined && NOTHING_SENT.includes(code));
}
