import type { PureComputed } from 'knockout';
import type { Checkout } from './checkout.ts';
import type { Knockout } from '../knockout/knockout.ts';
import type { OfferedMethod, PaymentApi } from './payment-api.ts';
import type { ScriptLoader } from './script.ts';
import type { Translate, TextKey } from '../texts.ts';

/** A way to pay, as one module. Only the registry knows which there are. */
export interface PaymentMethodModule {
  /** The type under which the extension offers it: `card`, `googlepay`, … */
  readonly type: string;
  /** Registers the Knockout component that shows the method's options. */
  readonly register: (ko: Knockout) => void;
  readonly create: (surroundings: MethodContext) => WidgetPaymentMethod;
}

/** What a method may know of the page that it is on. */
export interface MethodContext {
  readonly ko: Knockout;
  readonly api: PaymentApi;
  readonly text: Translate;
  readonly page: Window;
  readonly checkout: Checkout;
  readonly loadScript: ScriptLoader;
  readonly schedule: Schedule;
}

/** Calls back once after `ms`. Returns how to call it off. */
export type Schedule = (callback: () => void, ms: number) => () => void;

export interface WidgetPaymentMethod {
  /** What the shopper can choose between; read inside a computed. */
  options(): readonly PaymentOption[];
  /** The page has appeared. Resolves when the options are known that the form must not open without. */
  open(offered: OfferedMethod): Promise<void>;
  /** The page has gone. */
  close(): void;
}

/** A radio button of the form and what is under it: all that the checkout may know about it. */
export interface PaymentOption {
  readonly id: string;
  readonly component: string;
  readonly label: PureComputed<string>;
  /** What to know before choosing it; empty when there is nothing. */
  readonly note: PureComputed<string>;
  /** The card or the wallet whose mark is beside the label; commas between several. */
  readonly mark?: string;
  /** The note is not to be overlooked. */
  readonly warns?: boolean;
  /** It is shown and cannot be chosen. */
  readonly disabled?: boolean;
  /** The one to start with. */
  readonly preferred?: boolean;
  /** It brings a button of its own that places the order. */
  readonly hasOwnButton?: boolean;
  /** The shopper has chosen it. */
  choose?(): void;
  /** How far the shopper has come; of several forms on one page the furthest one pays. */
  progress(): FormProgress;
  /** Marks what is missing or wrong. `undefined` when the shopper can pay, else a text that says what to do. */
  check(): TextKey | undefined;
  /** Moves the focus to the first field that `check` marked. */
  focusFirstProblem(): void;
  /** A payment for one attempt. Rejects with a {@link ShopperProblem}. */
  collect(): Promise<CollectedPayment>;
  /** The attempt is over. Without a verdict its outcome is not known. May throw; the outcome stands. */
  readonly settled?: (accepted?: boolean) => void;
}

export type FormProgress = 'untouched' | 'started' | 'complete';

/** What pays. OCC carries `customProperties` to our webhook untouched. */
export type CollectedPayment = (CollectedCard | CollectedSavedCard | CollectedOther) & {
  readonly customProperties: Readonly<Record<string, string>>;
  /** What payer authentication is set up with; absent where it is not asked for. */
  readonly authenticate?: AuthenticationSubject;
};

export interface CollectedCard {
  readonly kind: 'card';
  /** CyberSource's card type code, for instance `001`; empty when the token does not say. */
  readonly cardTypeCode: string;
  readonly maskedNumber: string;
  readonly nameOnCard: string;
  /** `01` to `12` */
  readonly expiryMonth: string;
  /** Four digits */
  readonly expiryYear: string;
  readonly save: boolean;
  readonly asDefault: boolean;
}

interface CollectedSavedCard {
  readonly kind: 'saved-card';
  readonly savedCardId: string;
}

/** A wallet, an invoice: whatever `customProperties` say. */
interface CollectedOther {
  readonly kind: 'generic';
}

/** The same payment with more custom properties. */
export function withProperties(
  payment: CollectedPayment,
  properties: Readonly<Record<string, string>> | undefined,
): CollectedPayment {
  return { ...payment, customProperties: { ...payment.customProperties, ...properties } };
}

/** Names the card to `/payerAuth/setup`: the token's id, or a saved card of this shopper. */
export type AuthenticationSubject = Readonly<Record<string, string>>;

/** Why no payment was collected, in a text for the shopper. Nothing was charged. */
export class ShopperProblem extends Error {
  readonly text: TextKey;

  constructor(text: TextKey) {
    super(text);
    this.name = 'ShopperProblem';
    this.text = text;
  }
}

/** Whether something that was thrown has a text for the shopper. By name: the wallets' module has a class of its own. */
export function isShopperProblem(problem: unknown): problem is ShopperProblem {
  return problem instanceof Error && problem.name === 'ShopperProblem';
}
