import type { MutantTrial } from './trial.ts';

/** A change that changes nothing that anything outside could notice. */
interface Equivalent {
  readonly file: string;
  /** As in the list of what no test noticed. */
  readonly change: string;
  readonly because: string;
}

/** Judged one by one by reading; they count neither as tried nor as noticed. */
export const equivalents: readonly Equivalent[] = [
  {
    file: 'server-extension/src/http/read-body.ts',
    change: '`\'\'` becomes `"Stryker was here!"`',
    because: 'a type that is not given is only compared with the one that is taken, which neither text is',
  },
  {
    file: 'server-extension/src/journal/outbox.ts',
    change: '`[]` becomes `["Stryker was here"]`',
    because: 'only names with the suffix of the files are taken, and the text has none',
  },
  {
    file: 'server-extension/src/notifications/inbox.ts',
    change: '`asked += 1` becomes `(asked -= 1)`',
    because: 'it is compared with what it was before, and nothing else',
  },
  {
    file: 'server-extension/src/cybersource/requests/processing.ts',
    change: '`[]` becomes `["Stryker was here"]`',
    because: 'a word that CyberSource does not list is left out when the request is made to fit',
  },
  {
    file: 'server-extension/src/cybersource/requests/payer-authentication.ts',
    change: '`[]` becomes `["Stryker was here"]`',
    because: 'a word that CyberSource does not list is left out when the request is made to fit',
  },
  {
    file: 'server-extension/src/domain/card/card-number.ts',
    change: '`text.length < DIGITS_MIN` becomes `(false)`',
    because: 'a shorter text holds no run of so many digits: it is only answered sooner',
  },
  {
    file: 'server-extension/src/domain/card/card-number.ts',
    change: '`run.length < DIGITS_MIN` becomes `(false)`',
    because: 'a shorter run holds no card number: it is only passed over sooner',
  },
  {
    file: 'server-extension/src/domain/seal.ts',
    change: '`{ authTagLength: TAG_BYTES }` becomes `{}`',
    because:
      'a text with a shorter tag has no content beside it, and no content is no JSON: it does not open either way',
  },
  {
    file: 'widget/src/methods/google-pay/google-price.ts',
    change: '`/(\\.\\d\\d)0+$/` becomes `/(\\.\\d\\d)0+/`',
    because: 'a digit that is left behind the zeros makes it no price in either way',
  },
  {
    file: 'widget/src/methods/wallet/button-colour.ts',
    change: '`0` becomes `1`',
    because: 'where a notation is not known, all three parts of the colour are as dark as that',
  },
  {
    file: 'widget/src/occ/checkout-states.ts',
    change: '`6` becomes `12`',
    because: 'the states have six bits, so that they stay apart from the next ones further away as well',
  },
  {
    file: 'server-extension/src/payments/write-back/write-back.ts',
    change: '`content,` becomes `nothing`',
    because: 'it adds the lease alone to what is known of the order, and that is taken off in the end',
  },
  {
    file: 'server-extension/src/assemble.ts',
    change: '`\'ready\'` becomes `""`',
    because: 'it is asked for so that the journal is opened, and what it says is not looked at',
  },
];

export function isEquivalent({ file, change }: Pick<MutantTrial, 'file' | 'change'>): boolean {
  return equivalents.some((each) => each.file === file && each.change === change);
}
