import type { Observable, PureComputed } from 'knockout';
import { asItIs, registerComponent } from '../knockout/component.ts';
import type { Knockout } from '../knockout/knockout.ts';
import { expiryProblem, parseExpiry, writeExpiry } from '../methods/card/fields/expiry.ts';
import { createOwnField, type OwnField } from '../methods/card/own-field.ts';
import type { PaymentApi } from '../payment/payment-api.ts';
import type { SavedCardEntry } from '../saved-cards/saved-card-entry.ts';
import type { Translate } from '../texts.ts';
import { randomId } from '../values/random-id.ts';
import { type AddressFields, createAddressFields, registerAddressFields } from './address-fields.ts';
import { readCardAddress } from './account-card-api.ts';
import template from './card-edit.html';

/** The form for another expiry date and billing address of a saved card, as its template sees it. */
export interface CardChangeForm {
  readonly text: Translate;
  readonly label: PureComputed<string>;
  readonly expiry: OwnField;
  readonly expiryError: PureComputed<string>;
  readonly changesAddress: Observable<boolean>;
  readonly address: AddressFields;
  /** The address is to be changed and is still being read: until then its fields are not shown. */
  readonly awaitsAddress: PureComputed<boolean>;
  readonly busy: Observable<boolean>;
  readonly problem: Observable<string>;
  id(name: string): string;
  save(): void;
  cancel(): void;
}

interface Deps {
  readonly ko: Knockout;
  readonly api: Pick<PaymentApi, 'call'>;
  readonly text: Translate;
  readonly page: Window;
  readonly entry: SavedCardEntry;
  readonly done: (isChanged: boolean) => void;
}

/** The vault and the shop are written one after the other. */
const CHANGE_MS = 30_000;

export function registerCardEdit(ko: Knockout): void {
  registerAddressFields(ko);
  registerComponent(ko, 'cyb-card-edit', template, asItIs);
}

export function createCardEdit({ ko, api, text, page, entry, done }: Deps): CardChangeForm {
  const { card, label } = entry;
  const prefix = randomId();
  const expiry = createOwnField(ko);
  expiry.value(writeExpiry({ month: card.expiryMonth, year: card.expiryYear }));
  expiry.focused(true);
  const tried: Observable<boolean> = ko.observable(false);
  const busy: Observable<boolean> = ko.observable(false);
  const changesAddress: Observable<boolean> = ko.observable(false);
  const problem = ko.observable('');
  const address = createAddressFields({ ko, text, api, page });
  const isAddressRead: Observable<boolean> = ko.observable(false);
  const awaitsAddress = ko.pureComputed(() => changesAddress() && !isAddressRead());
  void readCardAddress(api, card.id)
    .then(address.fill, () => {
      // Then the shopper types all of it, as for a new card.
    })
    .then(() => {
      isAddressRead(true);
    });
  const wrongExpiry = (): ReturnType<typeof expiryProblem> => expiryProblem(expiry.value(), new Date());
  const expiryError = ko.pureComputed(() => {
    const found = tried() || expiry.left() ? wrongExpiry() : undefined;
    return found === undefined ? '' : text(found);
  });

  async function change(): Promise<void> {
    tried(true);
    problem('');
    if (wrongExpiry() !== undefined) {
      expiry.focused(true);
      return;
    }
    if (changesAddress() && address.check()) {
      address.focusFirstProblem();
      return;
    }
    busy(true);
    try {
      if (changesAddress() && !(await address.checkWithShop())) return;
      const { month: expiryMonth, year: expiryYear } = parseExpiry(expiry.value());
      const billingAddress = changesAddress() ? { billingAddress: address.value() } : {};
      await api.call(
        '/savedCards/update',
        { id: card.id, expiryMonth, expiryYear, ...billingAddress },
        CHANGE_MS,
      );
      done(true);
    } catch {
      problem(text('notChanged'));
    } finally {
      busy(false);
    }
  }

  return {
    text,
    label,
    expiry,
    expiryError,
    changesAddress,
    address,
    awaitsAddress,
    busy,
    problem,
    id: (name) => `${prefix}-${name}`,
    save: () => {
      if (!busy() && !awaitsAddress()) void change();
    },
    cancel: () => {
      done(false);
    },
  };
}
