import type { Observable, PureComputed } from 'knockout';
import {
  addressFieldsOf,
  type FieldRule,
} from '../../../server-extension/src/domain/address/address-fields.ts';
import type { Knockout } from '../knockout/knockout.ts';
import { asItIs, registerComponent } from '../knockout/component.ts';
import { createAddressCheck } from '../methods/card/address-check.ts';
import { createOwnField, type OwnField } from '../methods/card/own-field.ts';
import type { PaymentApi } from '../payment/payment-api.ts';
import type { TextKey, Translate } from '../texts.ts';
import { randomId } from '../values/random-id.ts';
import type { AccountAddress } from './account-card-api.ts';
import template from './address-fields.html';
import { countriesIn, likelyCountry, type CountryChoice } from './countries.ts';

/** In the order of the form. */
const NAMES = ['address1', 'address2', 'city', 'state', 'postalCode'] as const;
type FieldName = (typeof NAMES)[number];

/** A billing address as its template sees it. */
export interface AddressFields {
  readonly text: Translate;
  readonly countries: readonly CountryChoice[];
  readonly country: Observable<string>;
  readonly fields: Readonly<Record<FieldName, OwnField>>;
  readonly errors: Readonly<Record<FieldName, PureComputed<string>>>;
  /** Whether addresses of the country have it. */
  isShown(name: FieldName): boolean;
  isRequired(name: FieldName): boolean;
  id(name: string): string;
  /** Shows the address that is on file, unless the shopper has begun to type another one. */
  readonly fill: (onFile: Partial<AccountAddress>) => void;
  /** Marks what is missing; true where something is. */
  check(): boolean;
  focusFirstProblem(): void;
  /** Whether state and post code fit the country, as the extension says. Marks and focuses what does not. */
  checkWithShop(): Promise<boolean>;
  value(): AccountAddress;
}

export function registerAddressFields(ko: Knockout): void {
  registerComponent(ko, 'cyb-address', template, asItIs);
}

export function createAddressFields({
  ko,
  text,
  api,
  page,
}: {
  readonly ko: Knockout;
  readonly text: Translate;
  readonly api: Pick<PaymentApi, 'call'>;
  readonly page: Pick<Window, 'document' | 'navigator'>;
}): AddressFields {
  const language = page.document.documentElement.lang || 'en';
  const prefix = randomId();
  const tried: Observable<boolean> = ko.observable(false);
  const wrong = ko.observable<TextKey | undefined>();
  const countries = countriesIn(language);
  const firstCountry = likelyCountry([language, ...page.navigator.languages]);
  const country = ko.observable(firstCountry);
  const fields = {
    address1: createOwnField(ko),
    address2: createOwnField(ko),
    city: createOwnField(ko),
    state: createOwnField(ko),
    postalCode: createOwnField(ko),
  };
  const rules = ko.pureComputed((): Readonly<Record<FieldName, FieldRule>> => ({
    address1: 'required',
    address2: 'optional',
    ...addressFieldsOf(country()),
  }));
  const isShown = (name: FieldName): boolean => rules()[name] !== 'absent';
  const isRequired = (name: FieldName): boolean => rules()[name] === 'required';
  const isMissing = (name: FieldName): boolean => isRequired(name) && fields[name].value().trim() === '';
  const errorOf = (name: FieldName): PureComputed<string> =>
    ko.pureComputed(() => {
      if ((tried() || fields[name].left()) && isMissing(name)) return text('addressMissing');
      const said = wrong();
      return said === `${name}Wrong` ? text(said) : '';
    });
  const value = (): AccountAddress => {
    const typed = (name: FieldName): string => (isShown(name) ? fields[name].value().trim() : '');
    return {
      address1: typed('address1'),
      address2: typed('address2'),
      city: typed('city'),
      state: typed('state'),
      postalCode: typed('postalCode'),
      country: country(),
    };
  };
  const checkAddress = createAddressCheck(api, { billingAddress: value });
  for (const observable of [country, fields.state.value, fields.postalCode.value])
    observable.subscribe(() => {
      wrong(undefined);
    });

  return {
    text,
    countries,
    country,
    fields,
    errors: {
      address1: errorOf('address1'),
      address2: errorOf('address2'),
      city: errorOf('city'),
      state: errorOf('state'),
      postalCode: errorOf('postalCode'),
    },
    isShown,
    isRequired,
    fill: (onFile) => {
      if (country() !== firstCountry || NAMES.some((name) => fields[name].value() !== '')) return;
      if (countries.some(({ code }) => code === onFile.country)) country(onFile.country ?? '');
      for (const name of NAMES) fields[name].value(onFile[name] ?? '');
    },
    id: (name) => `${prefix}-${name}`,
    check: () => {
      tried(true);
      return NAMES.some(isMissing);
    },
    focusFirstProblem: () => {
      const first = NAMES.find(isMissing);
      if (first !== undefined) fields[first].focused(true);
    },
    checkWithShop: async () => {
      const found = await checkAddress();
      wrong(found);
      if (found !== undefined) fields[found === 'stateWrong' ? 'state' : 'postalCode'].focused(true);
      return found === undefined;
    },
    value,
  };
}
