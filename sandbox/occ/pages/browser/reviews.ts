import ko from 'knockout';
import { sentenceOf } from './http/admin-api.ts';
import type { OpenReview, ReviewDecisionView } from './model/review.ts';
import { createExtensionPage } from './page/extension-page.ts';
import { type CurrencyTable, formatAmount } from './values/amount.ts';
import { toSpan, toTime } from './values/time.ts';

/** A payment that waits for a reviewer, with what is typed about it. */
interface ReviewRow {
  readonly review: OpenReview;
  readonly amount: string;
  readonly age: string;
  readonly left: string;
  readonly deadline: string;
  /** Less than a day is left. */
  readonly isUrgent: boolean;
  readonly decided: string;
  readonly comment: ko.Observable<string>;
  readonly error: ko.Observable<string>;
  accept(): Promise<void>;
  reject(): Promise<void>;
}

const URGENT_SECONDS = 24 * 3_600;
const FOLLOW_MS = 4_000;

const page = createExtensionPage();
let currencies: CurrencyTable = new Map();
let known = '';

const desk = {
  ...page,
  rows: ko.observableArray<ReviewRow>([]),
  listed: ko.observable<boolean>(false),
  refresh: async (): Promise<void> => {
    try {
      const open = await page.extension.reviews();
      const signature = JSON.stringify(open.map(({ transactionId, decided }) => [transactionId, decided]));
      // Nothing that was typed is lost while the list stays the same.
      if (signature !== known) desk.rows(open.map(toRow));
      known = signature;
    } catch (problem) {
      desk.notice({ kind: 'error', message: sentenceOf(problem) });
    }
    desk.listed(true);
  },
};

function toRow(review: OpenReview): ReviewRow {
  const { decided, secondsLeft, ageSeconds, deadline } = review;
  const earlier = desk.rows().find((row) => row.review.transactionId === review.transactionId);
  const row: ReviewRow = {
    review,
    amount: formatAmount(review.amount, currencies),
    age: toSpan(ageSeconds),
    left: secondsLeft === 0 ? 'none: the hold has expired' : toSpan(secondsLeft),
    deadline: toTime(deadline),
    isUrgent: secondsLeft < URGENT_SECONDS,
    decided:
      decided === undefined
        ? ''
        : `${decided.decision === 'ACCEPT' ? 'Accepted' : 'Rejected'} by ${decided.by}; what follows is being done.`,
    comment: earlier?.comment ?? ko.observable(''),
    error: ko.observable(''),
    accept: () => decide(row, 'ACCEPT'),
    reject: () => decide(row, 'REJECT'),
  };
  return row;
}

async function decide({ review, comment, error }: ReviewRow, verdict: ReviewDecisionView): Promise<void> {
  error('');
  const why = comment().trim();
  if (why === '') {
    error('Say why: the decision is recorded with your name and this comment.');
    document.getElementById(`comment-${review.transactionId}`)?.focus();
    return;
  }
  const { orderId, transactionId } = review;
  const isAccepted = verdict === 'ACCEPT';
  await desk.during(
    `${isAccepted ? 'Accepting' : 'Rejecting'} the payment of order ${orderId}: CyberSource is told.`,
    async () => {
      try {
        const { isCarriedOut } = await page.extension.decide(transactionId, verdict, why);
        const follows = isCarriedOut ? '' : ' What follows is tried again until it is done.';
        return {
          kind: 'success',
          message: `The payment of order ${orderId} is ${isAccepted ? 'accepted' : 'rejected, and its hold is reversed'}.${follows}`,
        };
      } finally {
        await desk.refresh();
      }
    },
  );
}

function followLater(): void {
  setTimeout(() => void (document.hidden ? Promise.resolve() : desk.refresh()).then(followLater), FOLLOW_MS);
}

ko.applyBindings(desk, document.body);
void page.oms
  .currencies()
  .then((table) => {
    currencies = table;
  })
  .catch(() => undefined)
  .then(desk.refresh)
  .then(followLater);
