import type { HostedField } from '../card/fields/card-fields.ts';
import type { createMicroformFields } from '../card/card-method.ts';
import { toTokenProperties } from '../card/token-properties.ts';
import { hostedProblem } from '../card/hosted-problem.ts';
import { createSavedCardApi } from '../../saved-cards/saved-card-api.ts';
import { createSavedCards } from '../../saved-cards/saved-cards.ts';
import type { SavedCardEntry } from '../../saved-cards/saved-card-entry.ts';
import type { OfferedMethod } from '../../payment/payment-api.ts';
import type { PaymentMethodModule, MethodContext } from '../../payment/payment-method.ts';
import { registerSavedCardForm, type SavedCardOption } from './saved-card-form.ts';
import { needsSecurityCode } from './security-code.ts';

/**
 * A card that the shopper keeps with the shop. Each one is an option of its own, before the form for a new card. The
 * fields for its security code are made by the script that loads this one.
 */
export const savedCardMethod = (createFields: typeof createMicroformFields): PaymentMethodModule => ({
  type: 'card',
  register: registerSavedCardForm,
  create: (surroundings) => {
    const { ko, api, text, checkout } = surroundings;
    const cards = createSavedCards({ ko, api: createSavedCardApi(api), text });
    const offered = ko.observable<OfferedMethod | undefined>();
    const needsCode = (): boolean => needsSecurityCode(offered(), checkout);
    const options = ko.pureComputed(() =>
      cards.entries().map((entry) => toOption(surroundings, createFields, entry, needsCode)),
    );
    let shown: readonly SavedCardOption[] = [];
    // Old options may have frames open.
    options.subscribe((next) => {
      closeAll();
      shown = next;
    });
    function closeAll(): void {
      for (const { fields } of shown) fields.close();
    }
    return {
      options,
      open: (offer) => {
        offered(offer);
        return checkout.profileId() === '' ? Promise.resolve() : cards.load();
      },
      close: () => {
        cards.forget();
      },
    };
  },
});

const CODE_ONLY = ['securityCode'] as const;

function toOption(
  surroundings: MethodContext,
  createFields: typeof createMicroformFields,
  entry: SavedCardEntry,
  needsCode: () => boolean,
): SavedCardOption {
  const { ko, text } = surroundings;
  const { card } = entry;
  const fields = createFields(surroundings, CODE_ONLY, card.brand === 'American Express' ? 4 : 3);
  const code = ko.observable<HostedField>();
  const tried = ko.observable(false);
  fields.watch(({ securityCode }) => {
    code(securityCode);
  });
  const problem = (): 'securityCodeMissing' | 'securityCodeInvalid' | undefined => {
    const field = code();
    return field && needsCode()
      ? hostedProblem(field, 'securityCodeMissing', 'securityCodeInvalid')
      : undefined;
  };
  return {
    id: `saved-${card.id}`,
    component: 'cyb-saved-card-form',
    label: entry.label,
    note: entry.note,
    entry,
    text,
    fields,
    mark: card.brand,
    warns: card.status !== 'valid',
    disabled: card.status === 'expired',
    preferred: card.isDefault,
    needsCode: ko.pureComputed(needsCode),
    codeError: ko.pureComputed(() => {
      const found = tried() || code()?.left ? problem() : undefined;
      return found === undefined ? '' : text(found);
    }),
    choose: () => {
      if (needsCode()) fields.open();
    },
    progress: () => (problem() === undefined ? 'complete' : 'started'),
    check: () => {
      tried(true);
      return problem() && 'checkFields';
    },
    focusFirstProblem: () => {
      fields.focus('securityCode');
    },
    collect: async () => ({
      kind: 'saved-card',
      savedCardId: card.id,
      customProperties: needsCode() ? toTokenProperties(await fields.tokenize()) : { paymentType: 'card' },
      authenticate: { savedCardId: card.id },
    }),
  };
}
