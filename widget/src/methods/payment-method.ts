import type { TextKey } from '../texts.ts';

/** What every payment method offers the checkout, and all the checkout may know about it. */
export interface PaymentMethod {
  /** How far the shopper has come; of several forms on one page the furthest one pays. */
  progress(): Progress;
  /** Marks what is missing or wrong. `undefined` when the shopper can pay, else a text that says what to do. */
  check(): TextKey | undefined;
  /** Moves the focus to the first field that `check` marked. */
  focusFirstProblem(): void;
  /** A payment for one attempt. Rejects with a {@link ShopperProblem}. */
  collect(): Promise<CollectedCard>;
}

export type Progress = 'untouched' | 'started' | 'complete';

export interface CollectedCard {
  /** CyberSource's card type code, for instance `001`; empty when the token does not say. */
  readonly cardTypeCode: string;
  readonly maskedNumber: string;
  readonly nameOnCard: string;
  /** `01` to `12` */
  readonly expiryMonth: string;
  /** Four digits */
  readonly expiryYear: string;
  /** What OCC carries to our webhook untouched. */
  readonly customProperties: Readonly<Record<string, string>>;
}

/** Why no payment was collected, in a text for the shopper. Nothing was charged. */
export class ShopperProblem extends Error {
  readonly text: TextKey;

  constructor(text: TextKey) {
    super(text);
    this.name = 'ShopperProblem';
    this.text = text;
  }
}
