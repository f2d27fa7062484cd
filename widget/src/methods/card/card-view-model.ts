import type { Observable, PureComputed } from 'knockout';
import type { Knockout } from '../../knockout/knockout.ts';
import type { Checkout } from '../../payment/checkout.ts';
import type { Translate, TextKey } from '../../texts.ts';
import { ShopperProblem, type PaymentOption, type FormProgress } from '../../payment/payment-method.ts';
import type { AddressCheck } from './address-check.ts';
import { CLOSED_FIELDS, type CardFieldSet } from './fields/card-fields.ts';
import { expiryProblem, parseExpiry, toExpiry, writeExpiry, type Expiry } from './fields/expiry.ts';
import { shapeTyping, type InputEventLike } from './expiry-typing.ts';
import { hostedProblem } from './hosted-problem.ts';
import { nameProblem } from './name-on-card.ts';
import { createOwnField, type OwnField } from './own-field.ts';
import { toTokenProperties } from './token-properties.ts';
import { parseTransientToken } from './transient-token.ts';

/** The card form as its template sees it. Each error says what to do, and is empty while there is nothing to say. */
export interface CardViewModel extends PaymentOption {
  readonly text: Translate;
  readonly expiry: OwnField;
  readonly name: OwnField;
  readonly errors: Readonly<Record<FormField, PureComputed<string>>>;
  /** The card's brand in words as soon as its digits tell; empty before. */
  readonly brand: PureComputed<string>;
  /** The cards that are accepted, with commas between; empty while not known. */
  readonly accepted: PureComputed<string>;
  readonly securityCodeHint: PureComputed<string>;
  readonly opening: PureComputed<boolean>;
  /** Why the hosted fields could not be opened; otherwise empty. */
  readonly failure: PureComputed<string>;
  /** The hosted fields were emptied while the shopper was away. */
  readonly cleared: PureComputed<boolean>;
  /** Whether the shopper is asked to keep the card: only a shopper who is logged in has a place to keep it. */
  readonly canSave: PureComputed<boolean>;
  readonly save: Observable<boolean>;
  readonly asDefault: Observable<boolean>;
  /** The shopper types in the field for the expiry date: Knockout's handler of `input`. */
  /** Enter places the order, as it does in every form: Knockout's handler of `keydown`. */
  pressKey(form: unknown, key: { readonly keyCode: number }): true;
  typeExpiry(form: unknown, typing: InputEventLike & { readonly originalEvent?: InputEventLike }): void;
}

/** In the order of the form, which is the order in which problems get the focus. */
const FORM_FIELDS = ['number', 'expiry', 'securityCode', 'name'] as const;
type FormField = (typeof FORM_FIELDS)[number];

const ENTER = 13;

interface Deps {
  readonly ko: Knockout;
  readonly fields: CardFieldSet;
  readonly checkAddress: AddressCheck;
  readonly text: Translate;
  readonly today: () => Date;
  readonly checkout: Pick<Checkout, 'profileId' | 'isScheduled' | 'placeOrder'>;
}

export function createCardViewModel({
  ko,
  fields,
  checkAddress,
  text,
  today,
  checkout,
}: Deps): CardViewModel {
  /** Before the first try to pay, a field is silent until the shopper has left it. */
  const tried: Observable<boolean> = ko.observable(false);
  const hosted = ko.observable(CLOSED_FIELDS);
  const save: Observable<boolean> = ko.observable(false);
  const asDefault: Observable<boolean> = ko.observable(false);
  const own = { expiry: createOwnField(ko), name: createOwnField(ko) };
  const { expiry, name } = own;
  const isOwn = (field: FormField): field is keyof typeof own => field in own;
  /** What the browser has filled in so far: month and year may come one after the other. */
  let filled: Partial<Expiry> = {};

  const problemOf: Readonly<Record<FormField, () => TextKey | undefined>> = {
    number: () => hostedProblem(hosted().number, 'numberMissing', 'numberInvalid'),
    expiry: () => expiryProblem(expiry.value(), today()),
    securityCode: () => hostedProblem(hosted().securityCode, 'securityCodeMissing', 'securityCodeInvalid'),
    name: () => nameProblem(name.value()),
  };
  const wasLeft = (field: FormField): boolean => (isOwn(field) ? own[field].left() : hosted()[field].left);
  const errorOf = (field: FormField): PureComputed<string> =>
    ko.pureComputed(() => {
      const problem = tried() || wasLeft(field) ? problemOf[field]() : undefined;
      return problem === undefined ? '' : text(problem);
    });
  const errors = {
    number: errorOf('number'),
    expiry: errorOf('expiry'),
    securityCode: errorOf('securityCode'),
    name: errorOf('name'),
  };
  const firstProblem = (): FormField | undefined =>
    FORM_FIELDS.find((field) => problemOf[field]() !== undefined);

  function progress(): FormProgress {
    if (firstProblem() === undefined) return 'complete';
    const { number, securityCode } = hosted();
    const untouched =
      number.empty && securityCode.empty && [expiry, name].every(({ value }) => value() === '');
    return untouched ? 'untouched' : 'started';
  }

  function write(date: Expiry): void {
    if (date.month !== '') expiry.value(writeExpiry(date));
  }

  for (const name of ['number', 'securityCode'] as const)
    errors[name].subscribe((error) => {
      fields.describe(name, error);
    });
  fields.watch((state) => {
    hosted(state);
  });
  fields.watchAutofill((more) => {
    filled = { ...filled, ...more };
    write(toExpiry(filled.month, filled.year));
  });
  expiry.focused.subscribe((isFocused) => {
    if (!isFocused) write(parseExpiry(expiry.value()));
  });

  return {
    id: 'card',
    component: 'cyb-card',
    label: ko.pureComputed(() => text('card')),
    note: ko.pureComputed(() => ''),
    text,
    expiry,
    name,
    errors,
    brand: ko.pureComputed(() => hosted().brand?.label ?? ''),
    accepted: ko.pureComputed(() => hosted().accepted),
    securityCodeHint: ko.pureComputed(() =>
      text(hosted().brand?.securityCodeLength === 4 ? 'securityCodeOnFront' : 'securityCodeOnBack'),
    ),
    opening: ko.pureComputed(() => hosted().phase === 'opening'),
    failure: ko.pureComputed(() => {
      const { phase } = hosted();
      return phase === 'unavailable' || phase === 'shopFault' ? text(phase) : '';
    }),
    cleared: ko.pureComputed(() => hosted().cleared),
    canSave: ko.pureComputed(() => checkout.profileId() !== '' && !checkout.isScheduled()),
    save,
    asDefault,
    progress,
    check: () => {
      tried(true);
      return firstProblem() === undefined ? undefined : 'checkFields';
    },
    focusFirstProblem: () => {
      const field = firstProblem();
      if (field === undefined) return;
      if (isOwn(field)) own[field].focused(true);
      else fields.focus(field);
    },
    pressKey: (_form, { keyCode }) => {
      // Not `key`: an input method takes Enter for itself, and has another code then.
      if (keyCode === ENTER) checkout.placeOrder();
      return true;
    },
    typeExpiry: (_form, typing) => {
      // Where the page has jQuery, Knockout hands over its event, which does not say what was done.
      shapeTyping(typing.originalEvent ?? typing);
      expiry.value(typing.target.value);
    },
    collect: async () => {
      const date = parseExpiry(expiry.value());
      const wrong = await checkAddress();
      if (wrong) throw new ShopperProblem(wrong);
      const token = await fields.tokenize(date);
      const { tokenId, maskedNumber, cardTypeCode } = parseTransientToken(token.transientToken);
      // A schedule charges the card again, so it has to be kept.
      const keep = checkout.profileId() !== '' && (save() || checkout.isScheduled());
      return {
        kind: 'card',
        cardTypeCode,
        maskedNumber,
        nameOnCard: name.value().trim(),
        expiryMonth: date.month,
        expiryYear: date.year,
        save: keep,
        asDefault: keep && asDefault(),
        customProperties: toTokenProperties(token),
        authenticate: { transientToken: tokenId },
      };
    },
  };
}
