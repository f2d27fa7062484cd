import type { StorefrontKnockout, Observable, Computed } from '../values/knockout.ts';
import { toRecord } from '../values/record.ts';
import type { TranslateSentence } from '../values/translate-sentence.ts';

/** OCC's address, the fields that this shop asks for. */
export interface AddressData {
  readonly firstName: string;
  readonly lastName: string;
  readonly address1: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
  readonly phoneNumber: string;
  readonly email: string;
}

export type AddressField = keyof AddressData;

/** One input of the form: what it holds and the sentence that says what is wrong with it. */
export interface FieldViewModel {
  readonly name: AddressField;
  readonly value: Observable<string>;
  readonly error: Observable<string>;
}

/** An address that the shopper can edit. */
export interface AddressViewModel {
  /** `shipping` or `billing`; the first half of the inputs' ids. */
  readonly kind: string;
  readonly fields: Readonly<Record<AddressField, FieldViewModel>>;
  readonly states: Computed<readonly AddressOption[]>;
  readonly countries: readonly AddressOption[];
  /** Checks every field and shows what is missing; true when nothing is. */
  validate(): boolean;
  toData(): AddressData;
  /** OCC: what an order carries of it. */
  toJSON(): AddressData;
  fill(data: Partial<AddressData>): void;
}

export interface AddressOption {
  readonly code: string;
  readonly name: string;
}

const COUNTRIES: readonly AddressOption[] = [
  { code: 'US', name: 'United States' },
  { code: 'CA', name: 'Canada' },
  { code: 'GB', name: 'United Kingdom' },
  { code: 'DE', name: 'Germany' },
  { code: 'JP', name: 'Japan' },
  { code: 'KW', name: 'Kuwait' },
];

/** Countries whose issuers want a state or province with the address. */
const STATES: Readonly<Record<string, readonly AddressOption[]>> = {
  US: choices(
    'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY',
  ),
  CA: choices('AB BC MB NB NL NS NT NU ON PE QC SK YT'),
};

const MISSING: Readonly<Record<AddressField, string>> = {
  email: 'Enter an email address, for example name@example.com.',
  firstName: 'Enter a first name.',
  lastName: 'Enter a last name.',
  address1: 'Enter a street and number.',
  city: 'Enter a city.',
  state: 'Choose a state or province.',
  postalCode: 'Enter a postal code.',
  country: 'Choose a country.',
  phoneNumber: 'Enter a phone number.',
};

/** @param say puts what is wrong with a field into the shopper's language. */
export function createAddress(
  ko: StorefrontKnockout,
  kind: string,
  start: AddressData,
  say: TranslateSentence,
): AddressViewModel {
  const field = (name: AddressField): FieldViewModel => {
    const value = ko.observable(start[name]);
    const error = ko.observable('');
    value.subscribe(() => void error(''));
    return { name, value, error };
  };
  const fields: AddressViewModel['fields'] = {
    email: field('email'),
    firstName: field('firstName'),
    lastName: field('lastName'),
    address1: field('address1'),
    city: field('city'),
    state: field('state'),
    postalCode: field('postalCode'),
    country: field('country'),
    phoneNumber: field('phoneNumber'),
  };
  const all = Object.values(fields);
  const toData = (): AddressData =>
    toRecord(all.map(({ name, value }) => [name, value().trim()])) as unknown as AddressData;
  const address: AddressViewModel = {
    kind,
    fields,
    countries: COUNTRIES,
    states: ko.pureComputed(() => STATES[fields.country.value()] ?? []),
    toData,
    toJSON: toData,
    validate: () => {
      const wrong = new Set(wrongFields(toData()));
      for (const { name, error } of all) error(wrong.has(name) ? say(MISSING[name]) : '');
      return wrong.size === 0;
    },
    fill: (data) => {
      for (const { name, value } of all) {
        const text = data[name];
        if (text !== undefined) value(text);
      }
    },
  };
  // A state of the country before would travel with the order unseen.
  fields.country.value.subscribe((country) => {
    if (!(STATES[country] ?? []).some(({ code }) => code === fields.state.value())) fields.state.value('');
  });
  return address;
}

function wrongFields(data: AddressData): AddressField[] {
  const names = Object.keys(data) as AddressField[];
  return names.filter((name) => {
    if (name === 'state') return data.country in STATES && data.state === '';
    if (name === 'email') return !/^\S+@\S+\.\S+$/.test(data.email);
    return data[name] === '';
  });
}

function choices(codes: string): readonly AddressOption[] {
  return codes.split(' ').map((code) => ({ code, name: code }));
}
