import type { PaymentOperation } from '../model/payment.ts';

/** What a page says of an operation. */
export interface OperationTexts {
  /** Of the button. */
  readonly label: string;
  /** What it does to the money. */
  readonly help: string;
  /** `Capturing`, with an amount behind it. */
  readonly doing: string;
  /** `Captured`, with an amount behind it. */
  readonly done: string;
}

/** See {@link OperationTexts}. */
export const OPERATION_TEXTS: Readonly<Record<PaymentOperation, OperationTexts>> = {
  capture: {
    label: 'Capture',
    help: 'Takes money that is held: all of it, or the part that has been shipped.',
    doing: 'Capturing',
    done: 'Captured',
  },
  refund: {
    label: 'Refund',
    help: 'Gives captured money back. It reaches the card in a few days.',
    doing: 'Refunding',
    done: 'Refunded',
  },
  void: {
    label: 'Void',
    help: 'Takes back what is not settled: releases the hold, else voids what was captured. Never refunds.',
    doing: 'Voiding',
    done: 'Voided',
  },
  reverse: {
    label: 'Reverse',
    help: 'Cancels or refunds, as the payment’s state asks: the steps show which.',
    doing: 'Reversing',
    done: 'Reversed',
  },
  reduce: {
    label: 'Reduce',
    help: 'Releases a part of the hold. The amount is the difference, not the new total.',
    doing: 'Releasing',
    done: 'Released',
  },
  increment: {
    label: 'Increment',
    help: 'Holds more. The amount is the difference, not the new total; the issuer may decline it.',
    doing: 'Adding to the hold',
    done: 'Added to the hold',
  },
};

/** The names of a plan's steps, as CyberSource has them. */
export const STEP_NAMES: Readonly<Record<string, string>> = {
  capture: 'Capture',
  refund: 'Refund',
  reversal: 'Reverse the authorization',
  void: 'Void',
  increment: 'Increment the authorization',
  reauthorization: 'Authorize anew',
};
